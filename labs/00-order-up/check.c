/* check.c: predictions, what was measured, and whether the two were compared
 * honestly. A wrong prediction costs nothing; one that was not made does. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "grade.h"

enum { SCENES = 5, QUESTIONS = 4, REASON = 200 };
enum question { WAIT, BLOCK, THREAD_COUNT, STALLED };

static const char scenes[SCENES + 1] = "ABCDE";
static const char *const questions[QUESTIONS] = {"wait", "block", "threads",
                                                 "stalled"};

/* A value for each scene and question; "" where there is none. */
struct answers {
    char value[SCENES][QUESTIONS][16];
    char reason[SCENES][QUESTIONS][REASON];
};

static int question_named(const char *name)
{
    for (int q = 0; q < QUESTIONS; q++)
        if (strcmp(questions[q], name) == 0)
            return q;
    return -1;
}

/* SCENE,QUESTION,VALUE[,REASON] */
static void read_line(struct answers *answers, const char *line)
{
    char scene, question[16], value[16] = "", reason[REASON] = "";
    if (sscanf(line, "%c,%15[^,],%15[^,\r\n],%199[^\r\n]", &scene, question,
               value, reason) < 2)
        return;
    const char *at = strchr(scenes, scene);
    int q = question_named(question);
    if (at == NULL || *at == '\0' || q < 0)
        return;
    strcpy(answers->value[at - scenes][q], value);
    strcpy(answers->reason[at - scenes][q], reason);
}

static struct answers read_answers(const char *file)
{
    static struct answers answers;
    char line[400];
    memset(&answers, 0, sizeof answers);
    FILE *in = fopen(student_file(file), "r");
    require(in != NULL, "a file that can be read", "no %s", file);
    /* NOLINTNEXTLINE(clang-analyzer-core.NonNullParamChecker): require() */
    while (fgets(line, sizeof line, in) != NULL)
        read_line(&answers, line);
    fclose(in);
    return answers;
}

static bool is_answer(int question, const char *value)
{
    char *end;
    if (question == STALLED)
        return strcmp(value, "yes") == 0 || strcmp(value, "no") == 0;
    double number = strtod(value, &end);
    return end != value && *end == '\0' && number >= 0 && number < 1000;
}

static void require_all(const char *file)
{
    struct answers answers = read_answers(file);
    for (int s = 0; s < SCENES; s++)
        for (int q = 0; q < QUESTIONS; q++)
            require(is_answer(q, answers.value[s][q]),
                    q == STALLED ? "yes or no" : "a number",
                    "'%s' for scene %c, %s, in %s", answers.value[s][q],
                    scenes[s], questions[q], file);
}

static void predicted(void)
{
    require_all("predictions.csv");
}

static void measured(void)
{
    require_all("measured.csv");
}

/* What holds on any machine, however slow. */
static void plausible(void)
{
    struct answers answers = read_answers("measured.csv");
    long threads[SCENES];
    for (int s = 0; s < SCENES; s++) {
        const char *served = answers.value[s][STALLED];
        threads[s] = strtol(answers.value[s][THREAD_COUNT], NULL, 10);
        require(strcmp(served, s == 0 ? "no" : "yes") == 0,
                "another customer to be served in all scenes but A",
                "'%s' in scene %c", served, scenes[s]);
    }
    require(threads[1] - threads[0] == 8, "8 threads more in B than in A",
            "%ld and %ld", threads[1], threads[0]);
    require(threads[4] - threads[3] == 4, "4 threads more in E than in D",
            "%ld and %ld", threads[4], threads[3]);
}

/* Half a second more or less is as good as right. */
static bool agree(int question, const char *one, const char *other)
{
    if (question == STALLED)
        return strcmp(one, other) == 0;
    double apart = fabs(strtod(one, NULL) - strtod(other, NULL));
    return apart <= (question == THREAD_COUNT ? 0 : 0.5);
}

static void verdicts(void)
{
    struct answers mine = read_answers("predictions.csv");
    struct answers came = read_answers("measured.csv");
    struct answers said = read_answers("verdicts.csv");
    for (int s = 0; s < SCENES; s++)
        for (int q = 0; q < QUESTIONS; q++) {
            bool right = agree(q, mine.value[s][q], came.value[s][q]);
            require(strcmp(said.value[s][q], right ? "right" : "wrong") == 0,
                    right ? "right" : "wrong",
                    "'%s' for scene %c, %s: predicted %s, measured %s",
                    said.value[s][q], scenes[s], questions[q], mine.value[s][q],
                    came.value[s][q]);
        }
}

static int words(const char *text)
{
    int count = 0;
    for (; *text != '\0'; text += strspn(text, " ")) {
        text += strcspn(text, " ");
        count++;
    }
    return count;
}

static void reasons(void)
{
    struct answers said = read_answers("verdicts.csv");
    for (int s = 0; s < SCENES; s++)
        for (int q = 0; q < QUESTIONS; q++)
            require(strcmp(said.value[s][q], "wrong") != 0 ||
                        words(said.reason[s][q]) >= 5,
                    "a reason of five words or more for what was wrong",
                    "'%s' for scene %c, %s", said.reason[s][q], scenes[s],
                    questions[q]);
}

static const struct check checks[] = {
    {.name = "predicted",
     .points = 30,
     .title = "predictions.csv has a prediction for everything",
     .why = "Who does not commit to an answer first is never surprised, and "
            "learns less.",
     .run = predicted},
    {.name = "measured",
     .parent = "predicted",
     .points = 20,
     .title = "measured.csv has what came of every scene",
     .why = "The claims of this course are settled by running things.",
     .run = measured},
    {.name = "plausible",
     .parent = "measured",
     .points = 10,
     .title = "what was measured can have been measured",
     .why = "Who is served and how many threads there are follows from the "
            "scene, on every machine.",
     .run = plausible},
    {.name = "verdicts",
     .parent = "measured",
     .points = 20,
     .title = "verdicts.csv compares the two as they are",
     .why = "An honest 'wrong' is worth as much as a 'right'.",
     .run = verdicts},
    {.name = "reasons",
     .parent = "verdicts",
     .points = 20,
     .title = "each wrong prediction has a reason",
     .why = "The reason is what you did not know before.",
     .run = reasons},
    {.name = NULL},
};

int main(int argc, char **argv)
{
    const struct lab lab = {0, "order-up", checks};
    return grade_main(&lab, argc, argv);
}
