/* policy_census.c: see policy_census.h. */
#include "cli/policy_census.h"

static enum rc day_of(struct str text, struct date *d, struct err *e)
{
    struct ymd today = date_ymd(instant_day(instant_now()));
    *d = (struct date){ today.y, today.m, today.d };
    if (!text.n || temporal_parse_date(text, d)) return RC_OK;
    return fail(e, RC_INPUT, "--date：“%.*s”应为日期，如 2024-01-01。--date: \"%.*s\" should be a date such as 2024-01-01.", STR_FMT(text),
        STR_FMT(text));
}

static bool chosen(const struct policy *p, struct str name)
{
    return !name.n || str_eq(p->id, name) || (name.n == p->id.n + p->version.n && str_starts(name, p->id) && str_ends(name, p->version));
}

/* Every benefit of every version asked for. */
static enum rc list(struct census *c, struct str policy, struct err *e)
{
    struct { struct census_plan *v; size_t n, cap; } plans = { 0 };
    for (size_t i = 0; i < c->reg->policies.n; i++) {
        const struct policy *p = c->reg->policies.v[i];
        for (size_t k = 0; chosen(p, policy) && k < p->envelope->benefits.n; k++)
            *PUSH(c->a, &plans) = (struct census_plan){ p, &p->envelope->benefits.v[k], NULL };
    }
    c->plans = plans.v;
    c->n = plans.n;
    return c->n ? RC_OK : fail(e, RC_NONE, "没有政策“%.*s”。There is no policy %.*s.", STR_FMT(policy), STR_FMT(policy));
}

static enum rc history(struct census *c, struct str path, struct err *e)
{
    if (str_eq(path, S("none")) || str_eq(path, S("无"))) c->granted.known = true;
    else if (path.n) TRY(policy_grants_file(c->a, path, &c->granted, e));
    TRY(policy_grants_named(c->reg, &c->granted, e));
    return roster_grants(&c->by_row, c->a, &c->granted, e);
}

static enum rc start(struct census *c, const struct census_options *q, struct err *e)
{
    TRY(day_of(q->date, &c->roster.date, e));
    TRY(policy_book(c->a, q->policies, q->dictionary, &c->reg, e));
    TRY(history(c, q->granted, e));
    c->roster.reg = c->reg;
    c->roster.history = c->granted.known;
    c->roster.had = c->granted.n ? roster_had : NULL;
    c->roster.host = &c->by_row;
    return list(c, q->policy, e);
}

void census_arenas(struct census *c)
{
    arena_init(&c->plans_arena, LIMIT_BATCH_ARENA);
    arena_init(&c->piece, LIMIT_BATCH_ARENA);
}

enum rc census_open(struct census *c, struct arena *a, struct str path, const struct census_options *q, struct err *e)
{
    c->a = a;
    TRY(start(c, q, e));
    return roster_open(&c->file, a, &c->piece, c->reg, path, e);
}

enum rc census_also(struct census *c, struct arena *a, const struct census_options *q, struct err *e)
{
    c->a = a;
    return start(c, q, e);
}

/* Columns as this register's dictionary has them; a fact that it does not have is nobody's. */
static void follow(struct census *c, const struct roster_file *file)
{
    struct roster_column *columns = NEWS(&c->plans_arena, struct roster_column, file->n + 1);
    for (size_t i = 0; i < file->n; i++) {
        columns[i] = file->columns[i];
        columns[i].fact = facts_find(c->reg->facts, file->columns[i].fact->code);
    }
    c->roster.columns = columns;
    c->roster.n = file->n;
}

void census_plan_anew(struct census *c, const struct roster_file *file)
{
    if (!file->changed && c->n && c->plans[0].plan) return;
    arena_reset(&c->plans_arena);
    follow(c, file);
    for (size_t i = 0; i < c->n; i++)
        c->plans[i].plan = register_plan(&c->plans_arena, &c->roster, c->plans[i].policy, c->plans[i].benefit);
}

enum rc census_next(struct census *c, struct err *e)
{
    TRY(roster_next(&c->file, e));
    if (c->file.rows && c->granted.n) roster_grants_of(&c->by_row, &c->file);
    return RC_OK;
}

struct batch_results census_results(struct census *c, size_t at)
{
    const size_t n = c->file.rows + 1;
    struct batch_results r = { .answer = NEWS(&c->piece, uint8_t, n),
        .open = NEWS(&c->piece, uint8_t, n),
        .low = NEWS(&c->piece, int64_t, n),
        .high = NEWS(&c->piece, int64_t, n),
        .rule = NEWS(&c->piece, uint16_t, n) };
    register_run(&c->piece, c->plans[at].plan, c->file.data, c->file.rows, &r);
    return r;
}

void census_run(struct census *c, void (*take)(void *host, size_t plan, const struct batch_results *r), void *host)
{
    census_plan_anew(c, &c->file);
    c->file.changed = false;
    for (size_t i = 0; i < c->n; i++) {
        struct arena_mark m = arena_mark(&c->piece);
        struct batch_results r = census_results(c, i);
        take(host, i, &r);
        arena_rewind(&c->piece, m);
    }
}

void policy_put_fen(struct out *o, __int128 fen)
{
    char digits[48];
    int n = 0;
    if (fen < 0) { put_c(o, '-'); fen = -fen; }
    do { digits[n++] = (char)('0' + (int)(fen % 10)); fen /= 10; } while (fen || n < 3);
    while (n > 2) put_c(o, digits[--n]);
    put_c(o, '.');
    while (n > 0) put_c(o, digits[--n]);
}

void census_close(struct census *c)
{
    roster_close(&c->file);
    arena_free(&c->plans_arena);
    arena_free(&c->piece);
}
