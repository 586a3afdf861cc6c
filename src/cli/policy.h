/* policy.h: what the files of `ballast policy` share. */
#ifndef CLI_POLICY_H
#define CLI_POLICY_H
#include "cli/cli.h"
#include "engine/rules/dmn_eval.h"

/* A model file and, from its folder, the models it imports, compiled. */
enum rc policy_load(struct arena *a, struct str path, struct dmn_program **p, struct err *e);
/* The paths in a folder that end so, sorted. */
enum rc policy_list(struct arena *a, struct str dir, const char *ending, struct strs *paths, struct err *e);
void policy_feel(struct feel *f, struct arena *a, struct zones *z);       /* spec mode, this machine's clock and zones */

int policy_check(int argc, char **argv);
int policy_eval(int argc, char **argv);
int policy_decide_main(int argc, char **argv);
int policy_tck(int argc, char **argv);
#endif
