/* codes.c: the code lists in memory. A generation is read whole and never changes; a new one takes its place by one
** pointer, and the old ones stay until the end, since a request may still be reading them. Edits are rare.
*/
#include <stdatomic.h>
#include "session_sql.h"
#include "web/codes.h"
#include "web/static_files.h"

struct code_list { struct str name; struct code *v; size_t n, cap; struct choice *active; size_t nactive; };
struct codes {
    struct arena arena;
    struct { struct code_list *v; size_t n, cap; } lists;
    struct codes *older;
};

static struct codes *current(const struct app *app) { return atomic_load((_Atomic(struct codes *) *)(uintptr_t)&app->codes); }

static const struct code_list *list_named(const struct codes *c, struct str name)
{
    for (size_t i = 0; c && i < c->lists.n; i++)
        if (str_eq(c->lists.v[i].name, name)) return &c->lists.v[i];
    return NULL;
}

struct choices codes_choices(struct req *r, const char *list)
{
    const struct code_list *l = list_named(current(r->app), str_from(list));
    must(l != NULL);
    return (struct choices){ l->active, l->nactive };
}

const struct code *code_find(struct req *r, const char *list, struct str code)
{
    const struct code_list *l = list_named(current(r->app), str_from(list));
    must(l != NULL);
    for (size_t i = 0; i < l->n; i++)
        if (str_eq(l->v[i].code, code)) return &l->v[i];
    return NULL;
}

struct str code_label(struct req *r, const char *list, struct str code)
{
    const struct code *c = code_find(r, list, code);
    return c ? pick(r, c->zh, c->en) : code;
}

bool code_known(struct req *r, const char *list, struct str code) { return code_find(r, list, code) != NULL; }

void put_code(struct req *r, const char *list, struct str code) { put_text(&r->out, code_label(r, list, code)); }

void put_codes(struct req *r, const char *list, struct str comma_separated)
{
    struct str one;
    bool first = true;
    while (str_cut(&comma_separated, ',', &one)) {
        if (!one.n) continue;
        if (!first) put_z(&r->out, r->lang == LANG_ZH ? "、" : ", ");
        put_code(r, list, one);
        first = false;
    }
}

/* ---- reading ---- */

static struct code_list *list_of(struct codes *c, struct str name)
{
    struct code_list *l = c->lists.n ? &c->lists.v[c->lists.n - 1] : NULL;       /* rows come list by list */
    if (l && str_eq(l->name, name)) return l;
    l = PUSH(&c->arena, &c->lists);
    l->name = str_copy(&c->arena, name);
    return l;
}

static void list_finish(struct codes *c, struct code_list *l)
{
    l->active = NEWS(&c->arena, struct choice, l->n);
    for (size_t i = 0; i < l->n; i++)
        if (l->v[i].active) l->active[l->nactive++] = (struct choice){ l->v[i].code, l->v[i].zh, l->v[i].en, 0 };
}

static void generation_fill(struct codes *c, const struct code_all_rows *rows)
{
    struct arena *a = &c->arena;
    for (size_t i = 0; i < rows->n; i++) {
        const struct code_all *x = &rows->v[i];
        struct code_list *l = list_of(c, x->list);
        *PUSH(a, l) = (struct code){ str_copy(a, x->code), str_copy(a, x->zh), str_copy(a, x->en), str_copy(a, x->parent), x->active != 0 };
    }
    for (size_t i = 0; i < c->lists.n; i++) list_finish(c, &c->lists.v[i]);
}

enum rc codes_reload(struct app *app, struct db *db)
{
    struct code_all_rows rows;
    TRY(code_all(db, &rows));
    struct codes *c = NEW(db->arena, struct codes), *kept;
    arena_init(&c->arena, LIMIT_REQUEST_ARENA);
    kept = NEW(&c->arena, struct codes);                            /* a generation lives in its own arena */
    generation_fill(c, &rows);
    *kept = *c;
    kept->older = current(app);
    atomic_store((_Atomic(struct codes *) *)&app->codes, kept);
    return RC_OK;
}

void codes_close(struct app *app)
{
    for (struct codes *c = current(app), *older; c; c = older) {
        struct arena a = c->arena;
        older = c->older;
        arena_free(&a);
    }
    app->codes = NULL;
}

/* ---- seeding ---- */

/* A row of data/codes: code, zh, en, parent; more columns are for others. */
static enum rc seed_row(struct db *tx, struct str list, struct str line, int64_t position)
{
    struct str cell[4] = { S(""), S(""), S(""), S("") };
    for (size_t i = 0; i < LEN(cell); i++)
        if (!str_cut(&line, '\t', &cell[i])) break;
    must(cell[0].n && cell[1].n && cell[2].n);
    return code_seed(tx, list, cell[0], cell[1], cell[2], cell[3].p ? cell[3] : S(""), position);
}

enum rc codes_seed(struct db *tx)
{
    for (size_t i = 0; i < data_files_n; i++) {
        const struct static_file *f = &data_files[i];
        struct str path = str_from(f->path), rest = { f->from, (size_t)(f->to - f->from) }, line;
        if (!str_starts(path, S("codes/")) || str_ends(path, S("size_bounds.tsv"))) continue;
        struct str list = str_sub(path, 6, path.n - 6 - 4);
        int64_t position = 0;
        while (str_cut(&rest, '\n', &line))
            if (line.n && position++ > 0) TRY(seed_row(tx, list, line, position));
    }
    return RC_OK;
}
