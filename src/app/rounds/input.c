/* input.c: the two tables a result is made from, as doc/rounds.md has them.
**
**     round_place, round_reserve ──► places.csv          applications, answers, wishes, rule ──► applicants.csv
**
** The same rows give the same bytes, so that what two officers confirm, what is solved and what a stranger checks is one
** thing with one hash. Applicants stand in the order of their aliases, which are drawn: nobody's order of arrival. */
#include "app/rounds/inner.h"
#include "web/secret.h"

static void hash_into(struct str bytes, char to[65])
{
    static const char digit[] = "0123456789abcdef";
    uint8_t sum[32];
    sha256(bytes, sum);
    for (size_t i = 0; i < 32; i++) { to[2 * i] = digit[sum[i] >> 4]; to[2 * i + 1] = digit[sum[i] & 15]; }
    to[64] = 0;
}

struct str round_places_csv(struct arena *a, const struct round_rules *q)
{
    struct out o, cell;
    out_init(&o, a);
    out_init(&cell, a);
    put_z(&o, "place,seats,least,reserves\n");
    for (size_t i = 0; i < q->places.n; i++) {
        const struct round_places *p = &q->places.v[i];
        cell.n = 0;
        for (size_t k = 0; k < q->reserves.n; k++) {
            const struct round_reserves *v = &q->reserves.v[k];
            if (v->place != p->id) continue;
            put_f(&cell, "%s%.*s:%lld%s", cell.n ? "; " : "", STR_FMT(v->grp), (long long)v->seats, v->hard ? "!" : "");
        }
        put_csv(&o, p->name_zh);
        put_f(&o, ",%lld,%lld,", (long long)p->seats, (long long)p->least);
        put_csv(&o, out_str(&cell));
        put_c(&o, '\n');
    }
    return out_str(&o);
}

static struct str place_name(const struct round_rules *q, int64_t id)
{
    for (size_t i = 0; i < q->places.n; i++) if (q->places.v[i].id == id) return q->places.v[i].name_zh;
    unreachable();
}

/* The wishes of everybody are one list in the order of the applications; each takes hers off its front. */
struct wish_run { const struct round_wishes *v; size_t n; };
static struct wish_run wishes_next(const struct round_wishes_rows *all, size_t *at, int64_t application)
{
    struct wish_run w = { all->n ? &all->v[*at] : NULL, 0 };
    while (*at < all->n && all->v[*at].application == application) { (*at)++; w.n++; }
    return w;
}

static int by_alias(const void *alias, const void *row)
{
    return str_cmp(*(const struct str *)alias, ((const struct round_applications *)row)->alias);
}

const struct round_applications *application_aliased(const struct round_applications_rows *rows, struct str alias)
{
    return rows->n ? bsearch(&alias, rows->v, rows->n, sizeof *rows->v, by_alias) : NULL;
}

/* Who goes with somebody asks for what that one asks for; who leads a team of others counts as one of it. leader[i]: whose list
** is hers; leads[i]: others go with her. Applications are in the order of their aliases. */
static void teams_find(const struct round_input *in, size_t *leader, bool *leads)
{
    const struct round_applications *v = in->applications.v;
    for (size_t i = 0; i < in->applications.n; i++) {
        leader[i] = i;
        if (!v[i].team.n) continue;
        const struct round_applications *with = application_aliased(&in->applications, v[i].team);
        if (!with) continue;
        leader[i] = (size_t)(with - v);
        leads[leader[i]] = true;
    }
}

static struct str applicants_write(struct arena *a, const struct round_rules *q, const struct round_input *in, bool teams)
{
    struct wish_run *run = NEWS(a, struct wish_run, in->applications.n + 1);
    struct out o, cell;
    size_t at = 0, *leader = NEWS(a, size_t, in->applications.n + 1);
    bool *leads = NEWS(a, bool, in->applications.n + 1);
    if (teams) teams_find(in, leader, leads);
    for (size_t i = 0; i < in->applications.n; i++) run[i] = wishes_next(&in->wishes, &at, in->applications.v[i].id);
    out_init(&o, a);
    out_init(&cell, a);
    put_z(&o, teams ? "applicant,points,groups,team,wishes\n" : "applicant,points,groups,wishes\n");
    for (size_t i = 0; i < in->applications.n; i++) {
        const struct round_applications *p = &in->applications.v[i];
        const struct wish_run *w = &run[teams ? leader[i] : i];
        struct str groups = p->groups, one;
        put_csv(&o, p->alias);
        put_f(&o, ",%lld,", (long long)in->points[i]);
        cell.n = 0;
        while (str_cut(&groups, ',', &one)) if (one.n) { if (cell.n) put_z(&cell, "; "); put_str(&cell, one); }
        put_csv(&o, out_str(&cell));
        put_c(&o, ',');
        if (teams) { put_csv(&o, leads[i] && !p->team.n ? p->alias : p->team); put_c(&o, ','); }
        cell.n = 0;
        for (size_t k = 0; k < w->n; k++) { if (k) put_z(&cell, " > "); put_str(&cell, place_name(q, w->v[k].place)); }
        put_csv(&o, out_str(&cell));
        put_c(&o, '\n');
    }
    return out_str(&o);
}

static enum rc points_work(struct arena *a, struct db *db, const struct round_rules *q, struct round_input *in, struct err *e)
{
    struct round_answers_rows answers;
    const struct points_rule *rule;
    int64_t *value = NEWS(a, int64_t, q->criteria.n + 1);
    size_t at = 0;
    TRY(round_answers(db, q->x.id, &answers));
    TRY(points_compile(a, &q->criteria, q->x.rule, &rule, e));
    in->points = NEWS(a, int64_t, in->applications.n + 1);
    for (size_t i = 0; i < in->applications.n; i++) {
        for (size_t k = 0; k < q->criteria.n; k++) value[k] = 0;
        for (; at < answers.n && answers.v[at].application == in->applications.v[i].id; at++) {
            size_t k = criterion_at(&q->criteria, answers.v[at].criterion);
            if (k != SIZE_MAX) value[k] = answers.v[at].value;
        }
        TRY(points_of(a, rule, value, in->applications.v[i].groups, &in->points[i], e));
    }
    return RC_OK;
}

enum rc round_input(struct arena *a, struct db *db, const struct round_rules *q, struct round_input *in, struct err *e)
{
    bool teams = false;
    *in = (struct round_input){ 0 };
    TRY(round_applications(db, q->x.id, &in->applications));
    TRY(round_wishes(db, q->x.id, &in->wishes));
    if (!in->applications.n) return fail(e, RC_REFUSED, "nobody applies");
    TRY(points_work(a, db, q, in, e));
    for (size_t i = 0; i < in->applications.n; i++) teams = teams || in->applications.v[i].team.n;
    in->places_csv = round_places_csv(a, q);
    in->applicants_csv = applicants_write(a, q, in, teams);
    hash_into(in->places_csv, in->places_sha256);
    hash_into(in->applicants_csv, in->applicants_sha256);
    hash_into(str_printf(a, "%s\n%s\n", in->places_sha256, in->applicants_sha256), in->sha256);
    return RC_OK;
}
