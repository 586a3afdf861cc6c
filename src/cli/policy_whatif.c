/* policy_whatif.c: `ballast policy whatif`: two registers over one roster:
** what the change costs, who wins and who loses, group by group, to the fen.
**
** The versions of a policy are taken together: what somebody is entitled to
** of a benefit is the most that any version in force gives. Rows that need
** facts, or whose facts are wrong, on either side are counted apart and add
** nothing to the money. */
#include "cli/policy_census.h"

static const char help[] =
    "usage: ballast policy whatif OLD NEW ROSTER [--by COLUMN] [--date D] [--granted F] [--policy P] [--lang zh|en]\n\n"
    "Asks two registers (folders of *.dmn or single files) for everybody on a roster and shows what differs: how many are entitled\n"
    "and what it costs before and after, how many win and lose and how much, by groups of a column. Benefits are matched by policy\n"
    "and benefit, whatever the version; amounts of different cadence are never added. Benefits in which nobody differs are left out.\n"
    "  --by COLUMN     a heading of the roster or a fact: a line for each of its values, and one for all\n"
    "  --date D        the day of the question, YYYY-MM-DD (default: today)\n"
    "  --granted F     what was had before (CSV, TSV or XLSX, with the keys person, firm, ...), or none; left out: not known\n"
    "  --policy P      only this one\n"
    "  --dictionary F  the fact dictionary (default: facts.tsv beside the policies)\n"
    "  --lang L        zh (default) or en\n\n"
    "example: ballast policy whatif data/policies drafts roster.csv --granted none --by registered_at\n"
    "exit codes: 0 done, 1 cells were no values of their facts, 2 the call or a file is wrong, 3 disk or memory\n";

enum { GROUPS = 2000 };
struct tally { int64_t before, after, winners, losers, unsettled; __int128 cost_before, cost_after, won, lost; };
/* of[group]; the last: all */
struct pair { struct str id, benefit, title; enum benefit_kind kind; enum benefit_cadence cadence; struct tally *of; };
struct weighing {
    struct census old, new; struct arena *a; bool en;
    struct { struct pair *v; size_t n, cap; } pairs;
    bool grouped; size_t by; struct strs groups; uint16_t *group;
};

/* ------------------------------------------------------------------ which benefits belong together */

static struct pair *pair_of(struct weighing *w, const struct census_plan *p)
{
    const struct policy_benefit *b = p->benefit;
    for (size_t i = 0; i < w->pairs.n; i++)
        if (str_eq(w->pairs.v[i].id, p->policy->id) && str_eq(w->pairs.v[i].benefit, b->id) && w->pairs.v[i].cadence == b->cadence
            && w->pairs.v[i].kind == b->kind)
            return &w->pairs.v[i];
    struct pair *x = PUSH(w->a, &w->pairs);
    *x = (struct pair){ p->policy->id, b->id, w->en ? b->en : b->zh, b->kind, b->cadence, NEWS(w->a, struct tally, GROUPS + 1) };
    return x;
}

static bool belongs(const struct pair *x, const struct census_plan *p)
{
    return str_eq(x->id, p->policy->id) && str_eq(x->benefit, p->benefit->id) && x->cadence == p->benefit->cadence
        && x->kind == p->benefit->kind;
}

/* ------------------------------------------------------------------ one piece */

struct side { int64_t *amount; uint8_t *unsettled; };

/* The most that any version gives; unsettled where one of them cannot say. */
static struct side ask(struct weighing *w, struct census *c, const struct pair *x, size_t rows)
{
    struct arena *piece = &w->old.piece;
    struct side s = { NEWS(piece, int64_t, rows + 1), NEWS(piece, uint8_t, rows + 1) };
    for (size_t k = 0; k < c->n; k++) {
        if (!belongs(x, &c->plans[k])) continue;
        struct arena_mark m = arena_mark(&c->piece);
        struct batch_results r = census_results(c, k);
        for (size_t i = 0; i < rows; i++) {
            if (r.answer[i] == POLICY_NEEDS || r.answer[i] == POLICY_ERROR) s.unsettled[i] = 1;
            else if (r.answer[i] == POLICY_ENTITLED && r.low[i] > s.amount[i]) s.amount[i] = r.low[i];
            if (r.answer[i] == POLICY_ENTITLED && r.low[i] != r.high[i]) s.unsettled[i] = 1;
        }
        arena_rewind(&c->piece, m);
    }
    return s;
}

static void weigh(struct tally *t, int64_t before, int64_t after)
{
    t->before += before > 0;
    t->after += after > 0;
    t->cost_before += before;
    t->cost_after += after;
    if (after > before) { t->winners++; t->won += after - before; }
    if (after < before) { t->losers++; t->lost += before - after; }
}

static void compare(struct weighing *w, struct pair *x)
{
    size_t rows = w->old.file.rows;
    struct side before = ask(w, &w->old, x, rows), after = ask(w, &w->new, x, rows);
    for (size_t i = 0; i < rows; i++) {
        bool unsettled = before.unsettled[i] || after.unsettled[i];
        for (int all = 0; all < 2; all++) {
            struct tally *t = &x->of[all ? GROUPS : w->group[i]];
            if (unsettled) t->unsettled++;
            else weigh(t, before.amount[i], after.amount[i]);
        }
    }
}

static enum rc groups(struct weighing *w, struct err *e)
{
    const struct roster_file *f = &w->old.file;
    w->group = NEWS(&w->old.piece, uint16_t, f->rows + 1);
    for (size_t i = 0; i < f->rows && w->grouped; i++) {
        struct str s = sheet_cell(&f->sheet.v[i + 1], w->by);
        size_t k = i && w->groups.n && str_eq(w->groups.v[w->group[i - 1]], s) ? w->group[i - 1] : 0;
        while (k < w->groups.n && !str_eq(w->groups.v[k], s)) k++;
        if (k == GROUPS) return fail(e, RC_LIMIT, "--by: more than %d groups", GROUPS);
        if (k == w->groups.n) *PUSH(w->a, &w->groups) = str_copy(w->a, s);
        w->group[i] = (uint16_t)k;
    }
    return RC_OK;
}

static enum rc piece(struct weighing *w, struct err *e)
{
    struct arena_mark m;
    TRY(groups(w, e));
    census_plan_anew(&w->new, &w->old.file);
    census_plan_anew(&w->old, &w->old.file);
    w->old.file.changed = false;
    w->new.file.rows = w->old.file.rows;
    w->new.file.data = w->old.file.data;
    w->new.by_row.rows = w->old.by_row.rows;
    m = arena_mark(&w->old.piece);
    for (size_t i = 0; i < w->pairs.n; i++) { compare(w, &w->pairs.v[i]); arena_rewind(&w->old.piece, m); }
    fprintf(stderr, "\r%zu %s", w->old.file.done + w->old.file.rows, w->en ? "rows" : "行");
    return RC_OK;
}

/* ------------------------------------------------------------------ the table */

static void put_line(const struct weighing *w, struct out *o, const struct pair *x, struct str group, const struct tally *t)
{
    put_f(o, "%.*s,%.*s,", STR_FMT(x->id), STR_FMT(x->benefit));
    put_csv(o, x->title);
    put_f(o, ",%.*s,%.*s,", STR_FMT(envelope_word_kind(x->kind)), STR_FMT(envelope_word_cadence(x->cadence)));
    put_csv(o, group);
    put_f(o, ",%lld,%lld,", (long long)t->before, (long long)t->after);
    const __int128 money[] = { t->cost_before, t->cost_after, t->cost_after - t->cost_before };
    for (size_t i = 0; i < LEN(money); i++) { policy_put_fen(o, money[i]); put_c(o, ','); }
    put_f(o, "%lld,", (long long)t->winners);
    policy_put_fen(o, t->won);
    put_f(o, ",%lld,", (long long)t->losers);
    policy_put_fen(o, t->lost);
    put_f(o, ",%lld\n", (long long)t->unsettled);
    (void)w;
}

static bool differs(const struct tally *t) { return t->winners || t->losers; }

static void print(const struct weighing *w, struct arena *a)
{
    struct out o;
    out_init(&o, a);
    put_z(&o, w->en ? "policy,benefit,title,kind,cadence,group,entitled before,after,yuan before,after,difference,winners,won,losers,lost,not settled\n"
        : "政策,待遇,名称,性质,频次,分组,原符合人数,新符合人数,原金额（元）,新金额（元）,差额（元）,受益人数,增加（元）,受损人数,减少（元）,未定人数\n");
    for (size_t i = 0; i < w->pairs.n; i++) {
        const struct pair *x = &w->pairs.v[i];
        if (!differs(&x->of[GROUPS])) continue;
        for (size_t g = 0; g < w->groups.n; g++) put_line(w, &o, x, w->groups.v[g], &x->of[g]);
        put_line(w, &o, x, w->en ? S("all") : S("全部"), &x->of[GROUPS]);
    }
    struct str s = out_str(&o);
    fwrite(s.p, 1, s.n, stdout);
}

/* ------------------------------------------------------------------ the command */

static enum rc run(struct weighing *w, struct str by, struct err *e)
{
    if (by.n && !roster_heading(&w->old.file, by, &w->by))
        return fail(e, RC_INPUT, "--by：花名册没有“%.*s”一列。--by: the roster has no column %.*s.", STR_FMT(by), STR_FMT(by));
    w->grouped = by.n > 0;
    for (size_t i = 0; i < w->old.n; i++) pair_of(w, &w->old.plans[i]);
    for (size_t i = 0; i < w->new.n; i++) pair_of(w, &w->new.plans[i]);
    for (;;) {
        TRY(census_next(&w->old, e));
        if (!w->old.file.rows) break;
        TRY(piece(w, e));
    }
    fputc('\n', stderr);
    print(w, w->a);
    return RC_OK;
}

static enum rc whatif(struct weighing *w, const struct str *args, struct census_options *q, struct str by, struct err *e)
{
    struct census_options new = *q;
    q->policies = args[0];
    new.policies = args[1];
    TRY(census_open(&w->old, w->a, args[2], q, e));
    TRY(census_also(&w->new, w->a, &new, e));
    return run(w, by, e);
}

int policy_whatif(int argc, char **argv)
{
    struct weighing w = { 0 };
    struct census_options q = { 0 };
    struct str lang = S("zh"), by = STR_NONE, args[3];
    struct arena a;
    struct err e = { 0 };
    size_t n;
    const struct option_spec options[] = { { "--by", &by, NULL }, { "--date", &q.date, NULL }, { "--granted", &q.granted, NULL },
        { "--policy", &q.policy, NULL }, { "--dictionary", &q.dictionary, NULL }, { "--lang", &lang, NULL } };
    int done = cli_options(argc, argv, help, options, LEN(options), args, &n, LEN(args));
    if (done >= 0) return done;
    if (n != 3) { fputs(help, stderr); return EXIT_USAGE; }
    w.en = str_eq(lang, S("en"));
    w.a = &a;
    arena_init(&a, LIMIT_BATCH_ARENA);
    census_arenas(&w.old);
    census_arenas(&w.new);
    if (arena_guard(&a) != 0 || arena_guard(&w.old.piece) != 0 || arena_guard(&w.old.plans_arena) != 0 || arena_guard(&w.new.piece) != 0
        || arena_guard(&w.new.plans_arena) != 0) {
        fputs("ballast policy: out of memory\n", stderr);
        return EXIT_WORLD;
    }
    enum rc rc = whatif(&w, args, &q, by, &e);
    done = rc != RC_OK ? cli_fail("policy whatif", rc, &e) : w.old.file.wrong ? EXIT_FOUND : EXIT_DONE;
    census_close(&w.old);
    census_close(&w.new);
    arena_free(&a);
    return done;
}
