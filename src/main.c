/* main.c: `ballast COMMAND ...`: the table of commands. */
#include "cli/cli.h"

static const struct command commands[] = {
    { "serve",   "serve the site", serve_main },
    { "init",    "make an installation, or bring an old one up to this program", init_main },
    { "demo",    "make an installation that holds a sample city", demo_main },
    { "user",    "accounts and roles", user_main },
    { "import",  "organisations or listings out of a table", import_main },
    { "redock",  "find the best matches of every open listing anew", redock_main },
    { "backup",  "copy the database while the site goes on", backup_main },
    { "restore", "put a backup in place", restore_main },
    { "check",   "let the installation audit itself", check_main },
    { "dock",    "match two files of needs and offers, without a database", dock_main },
    { "round",   "assign scarce places: solve, verify, explain", round_main },
    { "fair",    "timetable the meetings of a fair: solve, verify", fair_main },
    { "policy",  "decision models: check, evaluate, conformance", policy_main },
    { "routes",  "print the site's addresses and who may open them", routes_main },
};

static void usage(FILE *f)
{
    fputs("usage: ballast COMMAND [--help]\n\n", f);
    for (size_t i = 0; i < LEN(commands); i++) fprintf(f, "  %-10s %s\n", commands[i].name, commands[i].what);
    fputs("\n`ballast COMMAND --help` says more, with an example and the exit codes.\n", f);
}

/* A command does one thing: when that takes more memory than there is, it ends. The site goes on, and guards each request. */
static void too_large(void)
{
    fputs("ballast: memory: this takes more than there is, or than one command may use\n", stderr);
    exit(EXIT_WORLD);
}

int main(int argc, char **argv)
{
    if (argc < 2) { usage(stderr); return EXIT_USAGE; }
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "-h") == 0 || strcmp(argv[1], "help") == 0) { usage(stdout); return EXIT_DONE; }
    for (size_t i = 0; i < LEN(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0) {
            if (commands[i].run != serve_main) arena_unguarded = too_large;
            return commands[i].run(argc - 1, argv + 1);
        }
    fprintf(stderr, "ballast: there is no command '%s'\n\n", argv[1]);
    usage(stderr);
    return EXIT_USAGE;
}
