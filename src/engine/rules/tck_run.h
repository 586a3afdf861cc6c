/* tck_run.h: cases of the conformance kit against compiled models. */
#ifndef RULES_TCK_RUN_H
#define RULES_TCK_RUN_H
#include "engine/rules/dmn_eval.h"
#include "engine/rules/tck.h"

/* Passed or not, and in *why what was expected and what came (in a). Numbers may differ by 1e-8, as the kit's own runners
** allow. The caller's f serves one case. */
bool tck_run(struct arena *a, const struct dmn_program *p, const struct tck_case *c, struct feel *f, struct str *why);
#endif
