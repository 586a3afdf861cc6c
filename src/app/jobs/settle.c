/* settle.c: a change of claims, and all that follows from it, in one transaction.
**
**     change ──► firms it touches ──► their live claims, changed in memory ──link_claims──► where each claim stands now
**                                                     │ differs from the row
**                                                     ▼
**                  persons who had or have it ──► cells: minus what they counted for, plus what they count for
**                                                     └──► rows of claims and spells
**
** A firm is linked whole: what one claim says may move others of it. Nothing outside the firms touched can move, but the cells of
** a person need her claims in other firms, too, because she counts once. */
#include <stdlib.h>
#include "app/jobs/inner.h"

struct work {
    struct job_claims_firm row;                   /* as stored; of one that comes in: as it will be, spell DB_NULL */
    const struct job_said *said; const struct job_made *made;            /* of one that comes in */
    struct link_claim *link;                      /* NULL: it does not count any more */
    int64_t again;                                /* of one that comes in: the decided claim it says again; 0 = none */
    struct str state;
    bool moved;
};
struct settle {
    struct db *tx;
    struct arena *a;
    const struct job_change *c;
    struct { int64_t *v; size_t n, cap; } firms, whos;
    int64_t *firm_of;                             /* of each claim that comes in */
    struct { struct work *v; size_t n, cap; } work;
    struct work **by_who, **by_spell;
    struct link_claim *links;
    struct tally *tally;
};

static int by_int(const void *x, const void *y)
{
    int64_t a = *(const int64_t *)x, b = *(const int64_t *)y;
    return (a > b) - (a < b);
}

static size_t unique(int64_t *v, size_t n)
{
    size_t kept = 0;
    if (n > 1) qsort(v, n, sizeof *v, by_int);
    for (size_t i = 0; i < n; i++) if (i == 0 || v[i] != v[kept - 1]) v[kept++] = v[i];
    return kept;
}

static int64_t day_of(struct str day)
{
    int64_t v;
    return day.n && date_parse(day, &v) ? v : LINK_OPEN;
}

static struct str text_of(struct arena *a, int64_t day) { return day == LINK_OPEN ? STR_NONE : date_str(a, day); }

/* ---- which firms ---- */

static bool same_place(const struct firm_said *x, const struct firm_said *y)
{
    return x->organisation == y->organisation && str_eq(x->uscc, y->uscc) && str_eq(x->name, y->name) && str_eq(x->division, y->division);
}

/* Rows of a source mostly come firm by firm: the row before is asked first, then those found so far by what was said of them. */
static enum rc firms_find(struct settle *s)
{
    const struct jobs_batch *b = s->c->add;
    if (!b) return RC_OK;
    size_t room = 64;
    while (room < b->n * 2) room *= 2;
    size_t *found = NEWS(s->a, size_t, room);
    s->firm_of = NEWS(s->a, int64_t, b->n);
    for (size_t i = 0; i < b->n; i++) {
        const struct job_said *x = &b->v[i];
        if (x->firm) { s->firm_of[i] = x->firm; continue; }
        size_t at = (str_hash(x->at.uscc) ^ str_hash(x->at.name) * 31 ^ (uint64_t)x->at.organisation) & (room - 1);
        while (found[at] && !same_place(&b->v[found[at] - 1].at, &x->at)) at = (at + 1) & (room - 1);
        if (!found[at]) {
            TRY(firm_find_or_add(s->tx, &x->at, b->made[i].firm_id, b->now, &s->firm_of[i]));
            found[at] = i + 1;
        }
        s->firm_of[i] = s->firm_of[found[at] - 1];
    }
    return RC_OK;
}

static enum rc firms_gather(struct settle *s)
{
    TRY(firms_find(s));
    for (size_t i = 0; s->c->add && i < s->c->add->n; i++) *PUSH(s->a, &s->firms) = s->firm_of[i];
    for (size_t i = 0; i < s->c->nset; i++) {
        struct job_claim_brief x;
        TRY(job_claim_brief(s->tx, s->c->set[i].claim, &x));
        *PUSH(s->a, &s->firms) = x.firm;
        if (x.spell != DB_NULL) continue;
        struct work *w = PUSH(s->a, &s->work);     /* not among the live ones of its firm: comes back, or stays away */
        *w = (struct work){ .state = x.state,
            .row = { x.id, x.name_key, x.id_index, x.phone_index, x.firm, x.relation, x.start_day, x.end_day, x.seen_day, x.groups,
                x.carrier, x.zone, x.division, x.claimant, x.decided, x.spell, x.who, x.basis, x.until_day } };
    }
    s->firms.n = unique(s->firms.v, s->firms.n);
    return RC_OK;
}

/* ---- the claims as they are to be ---- */

static void work_add(struct settle *s)
{
    const struct jobs_batch *b = s->c->add;
    for (size_t i = 0; b && i < b->n; i++) {
        const struct job_said *x = &b->v[i];
        const struct job_made *m = &b->made[i];
        *PUSH(s->a, &s->work) = (struct work){ .said = x, .made = m, .state = S("live"), .moved = true,
            .row = { .id = m->id, .name_key = m->name_key, .id_index = m->id_index, .phone_index = m->phone_index, .firm = s->firm_of[i],
                .relation = x->relation.n ? x->relation : S("employee"), .start_day = x->start, .end_day = x->end.n ? x->end : STR_NONE,
                .seen_day = x->seen.n ? x->seen : b->seen, .groups = m->groups,
                .carrier = x->carrier, .zone = str_given(x->zone), .division = str_given(x->division), .claimant = m->claimant,
                .spell = DB_NULL, .who = DB_NULL } };
    }
}

static int by_claim(const void *x, const void *y)
{
    const struct work *a = x, *b = y;
    return (a->row.id > b->row.id) - (a->row.id < b->row.id);
}

static struct work *work_of(struct settle *s, int64_t claim)
{
    struct work key = { .row.id = claim }, *w = bsearch(&key, s->work.v, s->work.n, sizeof key, by_claim);
    must(w != NULL);
    return w;
}

static bool same_claim(const struct job_claims_firm *x, const struct job_claims_firm *y)
{
    return x->firm == y->firm && str_eq(x->name_key, y->name_key) && str_eq(x->id_index, y->id_index) && str_eq(x->start_day, y->start_day);
}

/* A correction does not undo what officers decided: a row that it says again stays refused, put together or set apart. */
static void decisions_kept(struct settle *s)
{
    for (size_t i = 0; s->c->add && i < s->c->nset; i++) {
        const struct work *old = work_of(s, s->c->set[i].claim);
        bool refused = str_eq(old->state, S("refused"));
        for (size_t k = 0; (refused || old->row.decided) && k < s->work.n; k++) {
            struct work *w = &s->work.v[k];
            if (!w->said || w->again || !same_claim(&w->row, &old->row)) continue;
            w->again = old->row.id;
            w->row.decided = old->row.decided;
            if (refused) w->state = S("refused");
            break;
        }
    }
}

static void work_set(struct settle *s)
{
    for (size_t i = 0; i < s->c->nset; i++) {
        const struct job_set *set = &s->c->set[i];
        struct work *w = work_of(s, set->claim);
        if (set->state.n) w->state = set->state;
        if (set->decided >= 0) w->row.decided = set->decided;
        w->moved = true;
    }
}

static enum rc work_read(struct settle *s)
{
    for (size_t i = 0; i < s->firms.n; i++) {
        struct job_claims_firm_rows rows;
        TRY(job_claims_firm(s->tx, s->firms.v[i], &rows));
        for (size_t k = 0; k < rows.n; k++) *PUSH(s->a, &s->work) = (struct work){ .row = rows.v[k], .state = S("live") };
    }
    work_add(s);
    if (s->work.n) qsort(s->work.v, s->work.n, sizeof *s->work.v, by_claim);
    decisions_kept(s);
    work_set(s);
    return RC_OK;
}

static int64_t who_of(const struct link_claim *l) { return l->known.n ? job_who_of(l->known) : l->identity; }
static struct str basis_of(enum link_basis b)
{
    static const struct str names[LINK_BASES] = { SI("alone"), SI("number"), SI("decided"), SI("phone"), SI("start"), SI("several") };
    return names[b];
}

static void work_link(struct settle *s)
{
    size_t n = 0;
    s->links = NEWS(s->a, struct link_claim, s->work.n);
    for (size_t i = 0; i < s->work.n; i++) {
        struct work *w = &s->work.v[i];
        const struct job_claims_firm *x = &w->row;
        if (!str_eq(w->state, S("live"))) continue;
        s->links[n] = (struct link_claim){ .id = x->id,
            .firm = x->firm,
            .number = x->id_index,
            .phone = x->phone_index,
            .name = x->name_key,
            .start = day_of(x->start_day),
            .end = day_of(x->end_day),
            .seen = day_of(x->seen_day),
            .decided = x->decided,
            .of = w };
        w->link = &s->links[n++];
    }
    link_claims(s->a, s->links, n);
    for (size_t i = 0; i < s->work.n; i++) {
        struct work *w = &s->work.v[i];
        const struct job_claims_firm *x = &w->row;
        const struct link_claim *l = w->link;
        w->moved |= l
            ? x->spell != l->spell || x->who != who_of(l) || day_of(x->until_day) != l->until || !str_eq(x->basis, basis_of(l->basis))
            : x->spell != DB_NULL;
        if (!w->moved) continue;
        if (x->spell != DB_NULL) *PUSH(s->a, &s->whos) = x->who;
        if (l) *PUSH(s->a, &s->whos) = who_of(l);
    }
    s->whos.n = unique(s->whos.v, s->whos.n);
}

/* ---- the cells ---- */

static int64_t who_now(const struct work *w) { return w->link ? who_of(w->link) : 0; }
static int order_who(const void *x, const void *y)
{
    const struct work *a = *(struct work *const *)x, *b = *(struct work *const *)y;
    int64_t m = who_now(a), n = who_now(b);
    return m != n ? (m > n) - (m < n) : by_claim(a, b);
}

static bool touched(const struct settle *s, int64_t firm) { return bsearch(&firm, s->firms.v, s->firms.n, sizeof firm, by_int) != NULL; }

static struct job_counted counted_row(const struct job_claims_who *x)
{
    return (struct job_counted){ x->spell, day_of(x->start_day), day_of(x->until_day), x->carrier, x->division, x->zone, x->claimant,
        x->groups, str_eq(x->relation, S("founder")) };
}

static struct job_counted counted_work(const struct work *w)
{
    const struct job_claims_firm *x = &w->row;
    return (struct job_counted){ w->link->spell, w->link->start, w->link->until, x->carrier, x->division, x->zone, x->claimant, x->groups,
        str_eq(x->relation, S("founder")) };
}

/* What she counted for is her rows; what she counts for now is those of other firms, and the work. */
static enum rc one_count(struct settle *s, int64_t who, struct work **now, size_t nnow)
{
    struct arena_mark mark = arena_mark(s->a);
    struct job_claims_who_rows rows;
    TRY(job_claims_who(s->tx, who, &rows));
    struct job_counted *v = NEWS(s->a, struct job_counted, rows.n + nnow);
    struct str number = STR_NONE;
    for (size_t i = 0; i < rows.n; i++) v[i] = counted_row(&rows.v[i]);
    tally_person(s->tally, v, rows.n, -1);
    size_t n = 0;
    for (size_t i = 0; i < rows.n; i++) {
        if (touched(s, rows.v[i].firm)) continue;
        if (rows.v[i].id_index.n) number = rows.v[i].id_index;
        v[n++] = counted_row(&rows.v[i]);
    }
    for (size_t i = 0; i < nnow; i++) {
        if (number.n && now[i]->link->known.n && !str_eq(number, now[i]->link->known))
            return fail(&s->tx->err, RC_REFUSED, "two id numbers share a key");
        v[n++] = counted_work(now[i]);
    }
    tally_person(s->tally, v, n, 1);
    /* what many persons need, one after the other, would fill the request's memory */
    if (!tally_kept(s->tally)) arena_rewind(s->a, mark);
    return RC_OK;
}

static enum rc persons_count(struct settle *s)
{
    size_t at = 0;
    s->by_who = NEWS(s->a, struct work *, s->work.n);
    for (size_t i = 0; i < s->work.n; i++) s->by_who[i] = &s->work.v[i];
    if (s->work.n) qsort(s->by_who, s->work.n, sizeof *s->by_who, order_who);
    for (size_t i = 0; i < s->whos.n; i++) {
        size_t until;
        while (at < s->work.n && who_now(s->by_who[at]) < s->whos.v[i]) at++;
        for (until = at; until < s->work.n && who_now(s->by_who[until]) == s->whos.v[i]; until++) continue;
        TRY(one_count(s, s->whos.v[i], s->by_who + at, until - at));
        at = until;
    }
    return RC_OK;
}

/* ---- the rows ---- */

static enum rc claim_write(struct settle *s, const struct work *w)
{
    const struct job_claims_firm *x = &w->row;
    const struct job_said *p = w->said;
    const struct job_made *m = w->made;
    const struct link_claim *l = w->link;
    struct str until = l ? text_of(s->a, l->until) : STR_NONE, basis = l ? basis_of(l->basis) : S("");
    int64_t spell = l ? l->spell : DB_NULL, who = l ? who_of(l) : DB_NULL;
    if (!p) return job_claim_set(s->tx, x->id, w->state, x->decided, spell, who, basis, until);
    const struct jobs_batch *b = s->c->add;
    TRY(job_claim_add(s->tx, x->id, b->kind, b->source, p->row, p->name, m->name_key, m->id_cipher, m->id_index, m->phone_cipher,
        m->phone_index, x->firm, x->relation, str_given(p->post), x->start_day, x->end_day, x->seen_day, p->contract_months,
        p->insurance_months, x->groups, x->carrier, x->zone, x->division, str_given(p->programme), x->claimant, str_given(p->evidence),
        w->state, x->decided, spell, who, basis, until, b->account, b->now));
    return w->again ? job_decisions_move(s->tx, w->again, x->id) : RC_OK;
}

static int64_t spell_now(const struct work *w) { return w->link ? w->link->spell : 0; }
static int order_spell(const void *x, const void *y)
{
    const struct work *a = *(struct work *const *)x, *b = *(struct work *const *)y;
    int64_t m = spell_now(a), n = spell_now(b);
    return m != n ? (m > n) - (m < n) : by_claim(a, b);
}

static int order_claimant(const void *x, const void *y)
{
    return str_cmp((*(struct work *const *)x)->row.claimant, (*(struct work *const *)y)->row.claimant);
}

/* v: the claims of one spell. Their groups united; probable when a claim is here by telephone or start. */
static enum rc spell_write(struct settle *s, struct work **v, size_t n)
{
    struct out groups;
    int64_t start = LINK_OPEN, until = INT64_MIN, claimants = 0;
    bool probable = false, several = false, founder = false;
    out_init(&groups, s->a);
    for (size_t i = 0; i < n; i++) {
        const struct link_claim *l = v[i]->link;
        if (l->start < start) start = l->start;
        if (l->until > until) until = l->until;
        probable |= l->basis == LINK_PHONE || l->basis == LINK_START;
        several |= l->basis == LINK_SEVERAL;
        founder |= str_eq(v[i]->row.relation, S("founder"));
        if (groups.n) put_c(&groups, ',');
        put_str(&groups, v[i]->row.groups);
    }
    const struct link_claim *first = v[0]->link;
    qsort(v, n, sizeof *v, order_claimant);
    for (size_t i = 0; i < n; i++) claimants += i == 0 || order_claimant(&v[i - 1], &v[i]) != 0;
    return job_spell_put(s->tx, first->spell, who_of(first), first->known.n > 0, first->firm, founder ? S("founder") : S("employee"),
        date_str(s->a, start), text_of(s->a, until),
        several        ? S("several")
            : probable ? S("probable")
                       : S("sure"),
        (int64_t)n, claimants, job_groups_tidy(s->a, out_str(&groups)));
}

static enum rc spells_write(struct settle *s)
{
    struct { int64_t *v; size_t n, cap; } gone = { 0 };
    s->by_spell = NEWS(s->a, struct work *, s->work.n);
    for (size_t i = 0; i < s->work.n; i++) {
        struct work *w = &s->work.v[i];
        s->by_spell[i] = w;
        if (w->moved && w->row.spell != DB_NULL && w->row.spell != spell_now(w)) *PUSH(s->a, &gone) = w->row.spell;
    }
    if (s->work.n) qsort(s->by_spell, s->work.n, sizeof *s->by_spell, order_spell);
    gone.n = unique(gone.v, gone.n);
    size_t at = 0;
    for (size_t i = 0, k; i < s->work.n; i = k) {
        struct arena_mark mark = arena_mark(s->a);
        int64_t spell = spell_now(s->by_spell[i]);
        bool moved = false;
        for (k = i; k < s->work.n && spell_now(s->by_spell[k]) == spell; k++) moved |= s->by_spell[k]->moved;
        if (!spell) continue;
        while (at < gone.n && gone.v[at] < spell) TRY(job_spell_drop(s->tx, gone.v[at++]));
        if (at < gone.n && gone.v[at] == spell) { at++; moved = true; }       /* lost a claim, but lives */
        if (moved) TRY(spell_write(s, s->by_spell + i, k - i));
        arena_rewind(s->a, mark);
    }
    while (at < gone.n) TRY(job_spell_drop(s->tx, gone.v[at++]));
    return RC_OK;
}

static enum rc rows_write(struct settle *s)
{
    for (int comes = 0; comes < 2; comes++)                                /* what goes first: its row of the source may come again */
        for (size_t i = 0; i < s->work.n; i++) {
            struct arena_mark mark = arena_mark(s->a);
            if (s->work.v[i].moved && (s->work.v[i].said != NULL) == comes) TRY(claim_write(s, &s->work.v[i]));
            arena_rewind(s->a, mark);
        }
    return spells_write(s);
}

enum rc jobs_settle(struct db *tx, const struct job_change *c)
{
    struct settle s = { .tx = tx, .a = tx->arena, .c = c };
    TRY(firms_gather(&s));
    TRY(work_read(&s));
    work_link(&s);
    s.tally = tally_new(s.a);
    TRY(persons_count(&s));
    TRY(rows_write(&s));
    return tally_apply(tx, s.tally);
}

/* ---- what jobs.h promises ---- */

enum rc jobs_claim_add(struct db *tx, const struct jobs_batch *b)
{
    must(b->made != NULL);
    return b->n ? jobs_settle(tx, &(struct job_change){ .add = b }) : RC_OK;
}

static enum rc source_settle(struct db *tx, struct str kind, int64_t source, const struct jobs_batch *b, bool refused)
{
    struct job_claims_source_rows rows;
    size_t n = 0;
    TRY(job_claims_source(tx, kind, source, &rows));
    struct job_set *set = NEWS(tx->arena, struct job_set, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        if (refused || !str_eq(rows.v[i].state, S("refused"))) set[n++] = (struct job_set){ rows.v[i].id, -1, S("withdrawn") };
    must(!b || (b->made && b->source == source && str_eq(b->kind, kind)));
    return n || b ? jobs_settle(tx, &(struct job_change){ .add = b, .set = set, .nset = n }) : RC_OK;
}

enum rc jobs_claims_withdraw(struct db *tx, struct str kind, int64_t source) { return source_settle(tx, kind, source, NULL, true); }

/* Where nothing is said for a while, what was refused waits for what will be said. */
enum rc jobs_claims_replace(struct db *tx, struct str kind, int64_t source, const struct jobs_batch *b)
{
    bool says = b && b->n;
    return source_settle(tx, kind, source, says ? b : NULL, says);
}
