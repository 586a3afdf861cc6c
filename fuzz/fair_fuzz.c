/* fair_fuzz.c: any bytes as the tables of a fair. Whatever comes, the reader answers with a fair or with a reason; a small fair
** is solved, its proof holds, and its result, written and read back with the same tables, is the same plan. Behind a NUL byte
** stands a result of somebody else, which may be refused, but nothing else, or a token of a sign-in, which no byte but those
** this site wrote may open. */
#include "app/fairs/file.h"
#include "app/fairs/inner.h"
#include "web/secret.h"

enum { SLOTS = 12, SMALL = 60, FILES_BYTES = 16384 };
static const struct keys keys = { .v = { { 1, { 7, 7, 7 } } }, .n = 1 };

static enum rc sheets(struct arena *a, struct str bytes, struct fair_sheets *m, struct err *e)
{
    struct str piece;
    *m = (struct fair_sheets){ .a = a, .slots = SLOTS, .tables = bytes.n % 3, .travel = bytes.n % 2 * 10 };
    /* a form feed parts two tables */
    while (m->nfiles < FAIR_FILES && str_cut(&bytes, '\f', &piece)) m->file[m->nfiles++] = (struct fair_file){ S("f"), piece };
    if (!m->nfiles) m->file[m->nfiles++] = (struct fair_file){ S("f"), STR_NONE };
    return fair_sheets_read(m, e);
}

static void again(struct arena *a, struct str tables, struct str result, const struct fair_plan *plan)
{
    struct fair_sheets m;
    struct fair_plan read = { 0 };
    struct err e = { 0 };
    (void)sheets(a, S(""), &m, &e);
    m = (struct fair_sheets){ .a = a };
    struct str piece;
    while (m.nfiles < FAIR_FILES && str_cut(&tables, '\f', &piece)) m.file[m.nfiles++] = (struct fair_file){ S("f"), piece };
    enum rc rc = fair_result_read(&m, result, &read, &e);
    if (!plan) { must(rc == RC_OK || e.text[0]); return; }
    must(rc == RC_OK && read.placed == plan->placed && read.most == plan->most);
    must(memcmp(read.slot, plan->slot, (size_t)m.f.meetings) == 0);
    must(fair_proof(a, &m.f, &read, &e) == RC_OK);
}

static void solve(struct arena *a, struct fair_sheets *m, struct str tables)
{
    struct fair_plan plan = { 0 };
    struct err e = { 0 };
    struct out o;
    enum rc rc = fair_solve(a, &m->f, &plan, &e);
    if (rc != RC_OK) { must(rc == RC_LIMIT || (rc == RC_INPUT && e.text[0])); return; }
    must(fair_proof(a, &m->f, &plan, &e) == RC_OK);
    if (arena_guard(a) != 0) return;
    out_init(&o, a);
    fair_result_put(&o, m, &plan);
    again(a, tables, out_str(&o), &plan);
}

static void token(struct arena *a, struct str bytes)
{
    int64_t person;
    if (fair_token_read(&keys, bytes, &person)) {
        struct str path = fair_sign_in_path(a, &keys, person);
        must(path.n >= bytes.n && str_eq_nocase(str_sub(path, path.n - bytes.n, path.n), bytes));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = { 0 };
    struct str bytes = { (const char *)data, size }, behind = STR_NONE;
    struct fair_sheets m;
    if (size > FILES_BYTES || (size >= 2 && data[0] == 'P' && data[1] == 'K')) return 0;       /* workbooks have a target of their own */
    const char *nul = size ? memchr(data, 0, size) : NULL;
    if (nul) { behind = str_sub(bytes, (size_t)(nul - bytes.p) + 1, size); bytes.n = (size_t)(nul - bytes.p); }
    arena_init(&a, 64 * 1024 * 1024);
    if (arena_guard(&a) == 0) {
        token(&a, behind);
        enum rc rc = sheets(&a, bytes, &m, &e);
        if (rc != RC_OK) must(e.rc == rc && e.text[0]);
        else if (m.f.meetings <= SMALL) solve(&a, &m, bytes);
    }
    if (behind.n && arena_guard(&a) == 0) again(&a, bytes, behind, NULL);
    arena_free(&a);
    return 0;
}
