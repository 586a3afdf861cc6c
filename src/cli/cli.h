/* cli.h: what a command is, the exit codes, and reading options. */
#ifndef CLI_H
#define CLI_H
#include "base/base.h"

enum { EXIT_DONE = 0, EXIT_FOUND = 1, EXIT_USAGE = 2, EXIT_WORLD = 3 };

struct command { const char *name, *what; int (*run)(int argc, char **argv); };

int serve_main(int argc, char **argv);
int init_main(int argc, char **argv);
int demo_main(int argc, char **argv);
int user_main(int argc, char **argv);
int backup_main(int argc, char **argv);
int restore_main(int argc, char **argv);
int check_main(int argc, char **argv);
int routes_main(int argc, char **argv);
int import_main(int argc, char **argv);
int redock_main(int argc, char **argv);
int dock_main(int argc, char **argv);
int policy_main(int argc, char **argv);
int round_main(int argc, char **argv);
int fair_main(int argc, char **argv);

/* Options as --name VALUE or --name=VALUE; a bool option has value NULL. */
struct option_spec { const char *name; struct str *value; bool *flag; };

/* Fills the options, each given once at most, leaves the rest in args[0..*nargs). Prints help on --help (returns EXIT_DONE) or what is
** wrong (EXIT_USAGE); -1 means: go on. */
int cli_options(int argc, char **argv, const char *help, const struct option_spec *spec, size_t nspec,
    struct str *args, size_t *nargs, size_t max_args);

/* Prints "ballast: WHAT: detail" for a world error; returns EXIT_WORLD, or EXIT_USAGE for RC_INPUT, for a file that is not there and
** for a limit that a line of a file reaches. */
int cli_fail(const char *what, enum rc rc, const struct err *e);

/* A file is named that lies in some folder: no path, no folder, not standard input. */
bool cli_name_bare(struct str name);

/* sheet_read (web/sheet.h) of a file that was named: what is too large about it is the file's fault, not the disk's. */
struct sheet;
enum rc cli_sheet(struct arena *a, struct str bytes, struct sheet *sheet, struct err *e);

/* To standard error, on one line: what a message quotes out of a file may hold signs that mean something to a terminal. */
void cli_say(const char *text);
void cli_text(FILE *f, struct str s);           /* the same of a text of several lines, out of a file or computed from one */

/* A whole file into the arena; RC_NONE (it is not there, or a folder), RC_INPUT (more than max bytes) or RC_IO with detail. "-" is
** standard input. */
enum rc cli_read_file(struct arena *a, const char *path, size_t max, struct str *bytes, struct err *e);
#endif
