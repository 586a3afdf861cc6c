/* err.h: three kinds of trouble.
**
** A bug:     must(cond). Stays on in production and stops the program: a
**            wrong answer is worse than none, and systemd restarts us.
** The world: enum rc, carried up with TRY; the detail is written once, where
**            it happened, into the caller's struct err.
** The user:  never an rc; a list of field and message on the form.
*/
#ifndef BASE_ERR_H
#define BASE_ERR_H

enum rc {
    RC_OK = 0,
    RC_NONE,        /* no such row or file */
    RC_DUPLICATE,   /* a unique key is taken */
    RC_STALE,       /* somebody changed the row since it was read */
    RC_REFUSED,     /* a constraint or a rule says no */
    RC_DENIED,      /* no permission */
    RC_INPUT,       /* outside bytes are not what they should be; err says where */
    RC_LIMIT,       /* a named limit was reached */
    RC_MEMORY,      /* the arena is full */
    RC_IO,          /* the disk or the network */
    RC_DOWN,        /* the database cannot be reached, or takes too long */
    RC_UNKNOWN      /* commit's outcome is lost; look up the idempotency key */
};

/* What went wrong, once. Untouched on success. line and col count from 1; 0 = not known. */
struct err {
    enum rc rc;
    int line, col;
    char text[512];
};

/* Writes rc and a formatted detail into e (may be NULL); returns rc, so `return fail(e, RC_IO, ...)`. */
enum rc fail(struct err *e, enum rc rc, const char *fmt, ...) __attribute__((format(printf, 3, 4)));
enum rc fail_at(struct err *e, enum rc rc, int line, int col, const char *fmt, ...) __attribute__((format(printf, 5, 6)));
const char *rc_name(enum rc rc);

#define TRY(call) do { enum rc try_rc = (call); if (try_rc != RC_OK) return try_rc; } while (0)

_Noreturn void must_failed(const char *what, const char *file, int line);
#define must(cond) ((cond) ? (void)0 : must_failed(#cond, __FILE__, __LINE__))
#define unreachable() must_failed("unreachable", __FILE__, __LINE__)

#define LEN(array) (sizeof(array) / sizeof((array)[0]))
#endif
