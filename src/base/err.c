/* err.c: results with one detail, and asserts that stay on. */
#include "base/base.h"
#include <stdarg.h>

static void err_write(struct err *e, enum rc rc, int line, int col, const char *fmt, va_list ap)
{
    if (!e) return;
    e->rc = rc;
    e->line = line;
    e->col = col;
    vsnprintf(e->text, sizeof e->text, fmt, ap);
}

enum rc fail(struct err *e, enum rc rc, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    err_write(e, rc, 0, 0, fmt, ap);
    va_end(ap);
    return rc;
}

enum rc fail_at(struct err *e, enum rc rc, int line, int col, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    err_write(e, rc, line, col, fmt, ap);
    va_end(ap);
    return rc;
}

const char *rc_name(enum rc rc)
{
    static const char *const names[] = { "ok", "none", "duplicate", "stale", "refused", "denied",
        "input", "limit", "memory", "io", "down", "unknown" };
    must((unsigned)rc < LEN(names));
    return names[rc];
}

_Noreturn void must_failed(const char *what, const char *file, int line)
{
    fprintf(stderr, "ballast: %s:%d: must(%s)\n", file, line, what);
    abort();
}
