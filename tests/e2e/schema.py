"""Holds loadgen's JSON against loadgen/schema.json.

    schema.py SCHEMA FILE...            every file follows it
    schema.py --mutations SCHEMA FILE   none of these may: the file without
                                        one of its fields, or with a field of
                                        another type

The schema allows fields that it does not know, for readers of later versions.
Here they are refused: what is written has to be described.
"""
import copy
import json
import sys

import jsonschema

NAMES = {"loadgen/1": "result", "loadgen-sweep/1": "sweep",
         "loadgen-merge/1": "merge"}


def strict(node):
    """The same schema, without room for unknown fields."""
    if isinstance(node, list):
        return [strict(item) for item in node]
    if not isinstance(node, dict):
        return node
    node = {key: strict(value) for key, value in node.items()}
    if "properties" in node and "type" in node:
        node["additionalProperties"] = False
    return node


def of_kind(schema, value):
    """The part of the schema for that value: its complaints say more."""
    name = NAMES.get(str(value.get("schema")), "result")
    if value.get("command") == "doctor":
        name = "doctor"
    return {"$ref": f"#/definitions/{name}",
            "definitions": schema["definitions"]}


def complaints(schema, value):
    checker = jsonschema.Draft7Validator(strict(of_kind(schema, value)))
    return [f"{list(e.path)}: {e.message[:200]}"
            for e in checker.iter_errors(value)]


def fields(value, path=()):
    """Every field by its path; of a list only the first item counts."""
    if isinstance(value, dict):
        for key in value:
            yield path + (key,)
            yield from fields(value[key], path + (key,))
    elif isinstance(value, list) and value and isinstance(value[0], dict):
        yield from fields(value[0], path + (0,))


def parent(value, path):
    for key in path[:-1]:
        value = value[key]
    return value


def mutations(value):
    for path in fields(value):
        without = copy.deepcopy(value)
        del parent(without, path)[path[-1]]
        yield f"without {path}", path, without
        other = copy.deepcopy(value)
        parent(other, path)[path[-1]] = {"odd": []}
        yield f"odd {path}", path, other


def may_be_missing(path):
    return path in {("load", "stall_s")}


def main():
    words = sys.argv[1:]
    mutate = words[0] == "--mutations"
    words = words[mutate:]
    with open(words[0]) as file:
        schema = json.load(file)
    jsonschema.Draft7Validator.check_schema(schema)
    wrong = tried = 0
    for name in words[1:]:
        with open(name) as file:
            value = json.load(file)
        found = complaints(schema, value)
        if not jsonschema.Draft7Validator(schema).is_valid(value):
            found.append("the schema as it is refuses it too")
        for complaint in found:
            print("#", name, complaint)
        wrong += len(found)
        for what, path, mutant in mutations(value) if mutate else ():
            tried += 1
            allowed = what.startswith("without") and may_be_missing(path)
            if not complaints(schema, mutant) and not allowed:
                print("#", name, "it accepts one", what)
                wrong += 1
    if mutate and tried < 20:
        print("# only", tried, "mutations")
        wrong += 1
    return 1 if wrong else 0


sys.exit(main())
