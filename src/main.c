/* main.c: the command line. One table; every command has a file in src/cli. */
#include "base/base.h"
#include "cli/cli.h"

static const struct command commands[] = {
    { "serve",   "serve the site",                                        serve_main },
    { "init",    "make an empty database",                                init_main },
    { "demo",    "make a database with the Dalian sample data",           demo_main },
    { "user",    "add an account or set its password",                    user_main },
    { "backup",  "copy the database while it is in use",                  backup_main },
    { "restore", "put a backup in place after checking it",               restore_main },
    { "check",   "audit the installation: schema, sums, orphans, rights", check_main },
    { "dock",    "match a file of needs with a file of offers",           dock_main },
    { "policy",  "decision tables: check, evaluate, conformance",         policy_main },
};

static int usage(FILE *to)
{
    fputs("ballast: docking, support and jobs for a city\n\nusage: ballast COMMAND [OPTION...]\n\n", to);
    for (size_t i = 0; i < LEN(commands); i++) fprintf(to, "  %-8s %s\n", commands[i].name, commands[i].what);
    fputs("\n'ballast COMMAND --help' says more, with an example.\n"
          "exit codes: 0 done, 1 found something wrong, 2 the call was wrong, 3 the world (disk, network, database)\n", to);
    return to == stdout ? EXIT_DONE : EXIT_USAGE;
}

int main(int argc, char **argv)
{
    if (argc < 2) return usage(stderr);
    if (strcmp(argv[1], "--help") == 0 || strcmp(argv[1], "help") == 0) return usage(stdout);
    for (size_t i = 0; i < LEN(commands); i++)
        if (strcmp(argv[1], commands[i].name) == 0) return commands[i].run(argc - 1, argv + 1);
    fprintf(stderr, "ballast: there is no command '%s'\n\n", argv[1]);
    return usage(stderr);
}
