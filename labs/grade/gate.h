/* gate.h: what the gate shim and the grader share: a file that both map. */
#ifndef GRADE_GATE_H
#define GRADE_GATE_H

#include <stdatomic.h>
#include <stdint.h>

struct gate {
    _Atomic uint32_t came;   /* sleeps that began */
    _Atomic uint32_t opened; /* how many of them may end, first come first */
    _Atomic uint32_t passed; /* sleeps that ended */
};

#endif
