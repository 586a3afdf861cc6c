/* policy.h: what the files of `ballast policy` share. */
#ifndef CLI_POLICY_H
#define CLI_POLICY_H
#include "cli/cli.h"
#include "engine/rules/dmn_eval.h"
#include "engine/rules/register.h"

/* A model file and, from its folder, the models it imports, compiled. */
enum rc policy_load(struct arena *a, struct str path, struct dmn_program **p, struct err *e);
enum rc policy_load_model(struct arena *a, struct str path, const struct dmn_model **model, struct dmn_program **p, struct err *e);
/* The paths in a folder that end so, sorted. */
enum rc policy_list(struct arena *a, struct str dir, const char *ending, struct strs *paths, struct err *e);
void policy_feel(struct feel *f, struct arena *a, struct zones *z);       /* spec mode, this machine's clock and zones */

/* The register in a folder (all its *.dmn) or in one file, and the dictionary beside it. Paths may be empty: data/policies,
** data/facts.tsv where the program runs, else those it was built with. */
enum rc policy_book(struct arena *a, struct str path, struct str dictionary, struct policy_register **reg, struct err *e);

/* The dictionary alone: the one named, else the one beside path. */
enum rc policy_dictionary(struct arena *a, struct str path, struct str dictionary, struct facts **facts, struct err *e);

/* One person's facts and history, out of a row, a JSON text or NAME=VALUE. */
struct policy_case { struct given_facts facts; struct grants granted; struct str name; int line; };
struct policy_cases { struct policy_case *v; size_t n, cap; };
enum rc policy_fact_set(struct arena *a, const struct facts *facts, struct str name, struct str text, struct given_facts *to,
    struct err *e);
enum rc policy_facts_text(struct arena *a, const struct facts *facts, struct str text, struct given_facts *to,
    struct err *e); /* name=FEEL; ... */
enum rc policy_grants_text(struct arena *a, struct str text, struct grants *to, struct err *e);     /* policy=P15 date=...; or none, 无 */
enum rc policy_grants_file(struct arena *a, struct str path, struct grants *to, struct err *e);
/* RC_INPUT when the history names what is no policy of the register, nor named by one. */
enum rc policy_grants_named(const struct policy_register *reg, const struct grants *granted, struct err *e);
enum rc policy_cases_file(struct arena *a, const struct facts *facts, struct str path, struct policy_cases *to, struct err *e);

/* What `test` and `replay` have in common: a register, files, a tally. file is called for each; the exit code says whether all fit. */
struct policy_tally { size_t right, wrong; bool all; };                    /* all: say what fits, too */
struct policy_files {
    const char *command, *help, *right, *wrong;   /* "policy test", its help, what a fitting line and another one are called */
    enum rc (*file)(struct arena *a, const struct policy_register *reg, struct str path, struct policy_tally *sum, struct err *e);
};
int policy_files(int argc, char **argv, const struct policy_files *x);

int policy_vectors(int argc, char **argv);
int policy_replay(int argc, char **argv);
int policy_explain_main(int argc, char **argv);                          /* eval of one policy */
int policy_answers(int argc, char **argv);                                /* eval of policies with an envelope */
/* The best combination of what was answered "entitled", when there are several. */
void policy_best(struct arena *a, const struct policy_register *reg, struct date day, const struct policy_case *who,
    const struct register_answer *v, size_t n, enum feel_lang lang, bool json);
bool policy_is_plain(struct str path);                                    /* a model file without an envelope */

int policy_table_out(struct arena *a, struct str path, struct str decision, struct str to);      /* a table as a workbook; the exit code */
int policy_export(int argc, char **argv);
int policy_import_table(int argc, char **argv);
int policy_batch(int argc, char **argv);
int policy_whatif(int argc, char **argv);

int policy_check(int argc, char **argv);
int policy_eval(int argc, char **argv);
int policy_decide_main(int argc, char **argv);
int policy_tck(int argc, char **argv);
#endif
