/* doctor.h: how many clients this machine allows, and what holds it back. */
#ifndef LOADGEN_DOCTOR_H
#define LOADGEN_DOCTOR_H

#include <stdbool.h>
#include <stdint.h>

/* The limits as found. INT64_MAX stands for none. */
struct doctor_facts {
    int64_t files_soft, files_hard, files_nr_open; /* of one process */
    int64_t file_max, files_used;                  /* of the machine */
    int64_t port_low, port_high;                   /* ip_local_port_range */
    int64_t somaxconn, syn_backlog;
    int64_t pids_room;                /* left in the tightest pids cgroup */
    int64_t pid_max, threads_max;     /* of the machine, used ones included */
    int64_t threads_used;             /* of the machine */
    int64_t user_limit, user_threads; /* RLIMIT_NPROC; none for root */
    int64_t map_count;                /* vm.max_map_count */
    int64_t memory_available;         /* bytes: machine and cgroup */
    int64_t conntrack_room;           /* left in nf_conntrack, if loaded */
    int64_t cores;                    /* this process may use */
};

enum { DOCTOR_LIMITS = 16, DOCTOR_TEXT = 160 };

struct doctor_limit {
    const char *name;        /* "open files", "local ports", ... */
    char value[DOCTOR_TEXT]; /* as found */
    int64_t allows;          /* clients; INT64_MAX: no matter how many */
    bool ok;                 /* enough for the clients asked for */
    char mend[DOCTOR_TEXT];  /* how to raise it; empty when ok */
};

struct doctor_verdict {
    int64_t asked;
    int64_t fits; /* clients that both servers and loadgen can hold */
    int count;
    struct doctor_limit limits[DOCTOR_LIMITS];
};

/* Looks at this machine, as this process finds it, and judges whether
 * `clients` fit. Changes nothing. */
struct doctor_verdict doctor_check(int64_t clients);

/* The two halves of it. */
void doctor_look(struct doctor_facts *facts);
struct doctor_verdict doctor_judge(const struct doctor_facts *facts,
                                   int64_t clients);

#endif
