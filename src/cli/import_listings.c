/* import_listings.c: `ballast import listings`: reads the file, asks the docking platform (docking.h: listings_import), prints
** what is wrong, writes the marked workbook. */
#include "app/docking/docking.h"
#include "cli/import.h"
#include "user_sql.h"
#include <errno.h>
#include <sys/stat.h>

enum { FILE_MOST = 64 * 1024 * 1024, SHOWN = 200, WAS = 80 };   /* the platform says itself what is too large for it */

static enum rc organisation_of(struct import_call *c, int64_t *id)
{
    struct user_organisation o;
    *id = 0;
    if (!c->organisation.n) return RC_OK;
    enum rc rc = user_organisation(c->h->db, c->organisation, &o);
    if (rc == RC_NONE) return fail(&c->h->e, RC_INPUT, "--organisation: there is no '%.*s'", STR_FMT(c->organisation));
    TRY(rc);
    *id = o.id;
    return RC_OK;
}

static void faults_print(const struct listings_import *x)
{
    for (size_t i = 0; i < x->faults.n && i < SHOWN; i++) {
        const struct listings_fault *f = &x->faults.v[i];
        if (f->line) fprintf(stderr, "line %d", f->line);
        if (f->column.n) fprintf(stderr, ", column %.*s (%.*s)", STR_FMT(f->column), STR_FMT(f->heading));
        fprintf(stderr, "%s%.*s", f->line ? ": " : "", STR_FMT(f->text));
        if (f->was.n)
            fprintf(stderr, ": '%.*s%s'", STR_FMT(str_sub(f->was, 0, utf8_offset(f->was, WAS))), utf8_len(f->was) > WAS ? "…" : "");
        fputc('\n', stderr);
    }
    if (x->faults.n > SHOWN) fprintf(stderr, "... and %zu more\n", x->faults.n - SHOWN);
}

/* The file that was read stays as it is. */
static enum rc errors_write(struct import_call *c, struct str bytes)
{
    const char *path = str_z(&c->h->arena, c->errors), *from = str_z(&c->h->arena, c->file);
    struct stat x, y;
    if (stat(path, &x) == 0 && stat(from, &y) == 0 && x.st_dev == y.st_dev && x.st_ino == y.st_ino)
        return fail(&c->h->e, RC_INPUT, "--errors: %s is the file that is read", path);
    FILE *f = fopen(path, "wb");
    if (!f) return fail(&c->h->e, RC_IO, "%s: %s", path, strerror(errno));
    bool fine = fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
    fine = fclose(f) == 0 && fine;
    return fine ? RC_OK : fail(&c->h->e, RC_IO, "%s: %s", path, strerror(errno));
}

static enum rc with_site(struct import_call *c, struct app *app, struct listings_import *x)
{
    struct req r;
    TRY(req_as(&r, app, c->h->db, c->account, c->h->now));
    r.lang = str_eq(c->lang, S("zh")) ? LANG_ZH : LANG_EN;
    enum rc rc = listings_import(&r, x);
    if (rc != RC_OK && r.err.text[0]) c->h->e = r.err;
    return rc == RC_DENIED || rc == RC_LIMIT ? RC_REFUSED : rc;    /* the call's fault, not the world's */
}

enum rc import_listings(struct import_call *c)
{
    struct arena *a = &c->h->arena;
    struct app app = { .pool = c->h->pool, .keys = &c->h->keys };   /* no slices: code lists and words are all it takes */
    struct listings_import x = { .name = c->file, .check = c->check, .only_right = c->only_right, .mark = c->errors.n > 0 };
    TRY(organisation_of(c, &x.organisation));
    TRY(cli_read_file(a, str_z(a, c->file), FILE_MOST, &x.bytes, &c->h->e));
    enum rc rc = web_open(&app);
    if (rc != RC_OK) c->h->e = app.err;
    else rc = with_site(c, &app, &x);
    web_close(&app);
    TRY(rc);
    faults_print(&x);
    if (x.unread) return fail(&c->h->e, RC_INPUT, "nothing was stored");
    if (x.mark) TRY(errors_write(c, x.marked));
    c->wrong = (size_t)x.wrong;
    printf("%lld new, %lld changed, %lld the same, %lld wrong%s\n", (long long)x.added, (long long)x.changed, (long long)x.same,
        (long long)x.wrong, import_ending(c, x.stored, x.added + x.changed > 0));
    return RC_OK;
}
