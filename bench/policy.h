/* policy.h: the parts of bench/policy. Times are CPU seconds of one thread. */
#ifndef BENCH_POLICY_H
#define BENCH_POLICY_H
#include "engine/rules/batch.h"

double seconds(void);
void bench_yardstick(struct arena *a, const struct dmn_program *p);
void bench_wide(struct arena *a);                                 /* 200 rules, 8 columns */
void bench_sqlite(void);                                          /* the yardstick as SQL's CASE */
void bench_register(struct arena *a);                             /* a million people, every policy of data/policies */
#endif
