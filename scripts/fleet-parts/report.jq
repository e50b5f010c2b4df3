# report.jq: fleet.json from what the machines have brought back, and the
# report as text from that. `scripts/fleet` includes it.

# Who begins later than this, in microseconds, and than may be the clock's
# fault, did not load with the rest.
def late_after: 100000;

# One machine: its check, how its load ended, its result (or null) and the last
# of its samples (or null). `start` is when it was to begin, by our clock.
def machine($start; $check; $ended; $result; $last):
    ($result != null and ([$ended.status] | inside([0, 98, 99]))) as $measured
    | ($check | {name, host, version, build, clock_us, within_us}) + {
        measured: $measured,
        status: $ended.status,
        why: (if $measured then null
            elif $ended.said != "" then $ended.said
            else "it ended with \($ended.status)" end),
        answered: ($last.answered // 0),
        late_us: (if $measured and $result.began_us > 0 then
            ($result.began_us - $check.clock_us - $start
                - $result.load.warmup_s * 1e6 | round)
            else null end),
        clients: $result.census.established,
        requests: $result.measured.requests,
        rps: $result.measured.rps,
        errors: (if $measured then [$result.measured.errors[]] | add
            else null end),
        latency_us: $result.latency_us,
        generator: $result.generator.utilization,
        reasons: ($result.validity.reasons // []),
        notes: ($result.validity.notes // [])
    };

def is_late: .measured and .late_us != null and .late_us > late_after + .within_us;

# Why the whole is not what was asked for: a line each.
def reasons:
    (.machines | length) as $asked
    | (.machines | map(select(.measured)) | length) as $there
    | (if $there < $asked then
        "\($there) of \($asked) machines: rates and times are those of the "
        + "\($there)"
        else empty end),
    (.machines[] | select(is_late) |
        "\(.name) began \(.late_us / 1000 | round) ms late: what was added up "
        + "did not all happen at one time"),
    (.machines[] | .name as $name | .reasons[] | "\($name): \(.)"),
    (if .interrupted then "it was ended early" else empty end);

# The whole: `merged` is what `loadgen merge` made of the results, or null.
def fleet($about; $machines; $merged):
    $about + {
        schema: "fleet/1",
        machines: $machines,
        asked: ($machines | length),
        measured: ($machines | map(select(.measured)) | length),
        whole: (if $merged == null then null else $merged
            | {measured, latency_us, clients: ($machines
                | map(.clients // 0) | add)} end)
    } | .reasons = [reasons] | .valid = (.reasons == []);

# ---- text -------------------------------------------------------------------

def rounded($digits): . * pow(10; $digits) | round / pow(10; $digits);

def time:
    if . == null then "-"
    elif . < 1000 then "\(rounded(1))us"
    elif . < 1e6 then "\(. / 1e3 | rounded(2))ms"
    else "\(. / 1e6 | rounded(2))s" end;

def signed_ms:
    if . == null then "-"
    else (. / 1000 | rounded(1)) | if . > 0 then "+\(.)ms" elif . < 0
        then "\(.)ms" else "0ms" end end;

def pad($width): tostring | " " * ($width - length) + .;

def row($name; $width):
    [($name + " " * ($width - ($name | length))),
        (.clients // "-" | pad(8)),
        (.rps // 0 | rounded(1) | pad(11)),
        (.latency_us.p50 | time | pad(9)),
        (.latency_us.p99 | time | pad(9)),
        (.latency_us.max | time | pad(9)),
        (.errors // "-" | pad(7)),
        (if .generator then "\(.generator * 100 | round)%" else "-" end
            | pad(5)),
        (.late_us | signed_ms | pad(9)),
        (.clock_us | signed_ms | pad(11))] | join(" ");

def head($width):
    "machine" + " " * ($width - 7) + "  clients  requests/s       p50       p99"
    + "       max  errors   CPU      late       clock";

def missing($width):
    .name + " " * ($width - (.name | length)) + "  missing: \(.why)"
    + if .answered > 0 then " (after \(.answered) answers)" else "" end;

def verdict:
    if .valid then "Valid: yes"
    else "Valid: no", (.reasons[] | "  - \(.)") end;

# Of builds that differ: usual where machines differ, and worth a word.
def builds:
    if [.machines[] | select(.measured) | .build] | unique | length > 1
    then "Note: the machines do not all have the same build of loadgen"
    else empty end;

def text:
    ([(.machines[].name | length), 9] | max) as $width
    | "\(.asked) machines, each: \(.command)",
    (.started | todate
        | "Began at \(.) (with the warm-up), by this machine's clock"),
    "",
    head($width),
    (.machines[] | if .measured then row(.name; $width)
        else missing($width) end),
    (if .whole == null then empty else
        (.whole | {clients, latency_us, rps: .measured.rps,
            errors: ([.measured.errors[]] | add)} | row("the whole"; $width)) end),
    "",
    ((.machines | map(select(.measured | not))) as $missing
        | if $missing == [] then empty else
            "Missing: \($missing | map(.name) | join(", "))" end),
    verdict,
    (.machines[] | .name as $name | .notes[] | "Note: \($name): \(.)"),
    builds;

# ---- the check --------------------------------------------------------------

def checks:
    (map(.name | length) + [7] | max) as $width
    | "machine" + " " * ($width - 7)
        + "       clock  known to  logging in  version",
    (.[] | .name + " " * ($width - (.name | length)) + " "
        + (.clock_us | signed_ms | pad(11)) + " "
        + (.within_us | time | pad(9)) + " "
        + (.login_us | time | pad(11)) + "  " + .version);

# What was wrong, a line each; of all machines.
def problems: .[] | .name as $name | .problems[] | "  \($name): \(.)";

# One line for what a terminal shows meanwhile: from the last samples.
def progress($asked):
    map(select(.state == "running")) as $running
    | if $running == [] then
        "  \(length) of \($asked) machines answer, "
        + "\(map(.connected // 0) | add // 0) clients connected"
    else
        "  \($running | length) of \($asked) machines load: "
        + "\($running | map(.rate) | add | round) requests/s  "
        + "slowest p99 \($running | map(.p99_us // 0) | max | time)  "
        + "errors \($running | map(.errors) | add)"
    end;
