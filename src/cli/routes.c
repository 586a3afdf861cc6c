/* routes.c: `ballast routes`: the site's addresses, a line each: method, path, right. The tests walk them. */
#include "cli/cli.h"
#include "cli/slices.h"

static const char help[] =
    "usage: ballast routes\n"
    "\n"
    "Prints every address of the site: method, path, the right it asks for, and \"json\" where it has a JSON twin, or takes JSON, under /api/v1.\n"
    "\n"
    "example: ballast routes | grep POST\n"
    "exit codes: 0 printed, 2 the call is wrong\n";

static const char *perm_code(enum perm p)
{
    static const char *const codes[PERM_COUNT] = {
#define PERM(name, zh, en) [PERM_##name] = #name,
#include "web/perm.def"
    };
    return codes[p];
}

int routes_main(int argc, char **argv)
{
    struct str args[1];
    size_t nargs;
    int done = cli_options(argc, argv, help, NULL, 0, args, &nargs, 0);
    if (done >= 0) return done;
    for (size_t i = 0; i < all_slices_n; i++) {
        for (size_t k = 0; k < all_slices[i]->nroutes; k++) {
            const struct route *r = &all_slices[i]->routes[k];
            printf("%-4s %-40s %s%s\n", r->method, r->path, perm_code(r->perm), r->json || api_open(r) ? " json" : "");
        }
    }
    return EXIT_DONE;
}
