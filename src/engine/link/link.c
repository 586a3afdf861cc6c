/* link.c: identities, then spells, a firm at a time. The rules and their order stand in link.h.
**
**     nodes of a firm, a union-find over them
**       numbers, decided ──► settled identities
**       of one name:  same telephone ──► clump ──┐ near() asks which settled
**                     near starts   ──► clump ──┘ identities fit: none, one, several
**       by identity and start: sweep ──► spells (a second union-find) */
#include <stdlib.h>
#include "engine/link/link.h"

struct node {
    struct link_claim *c;
    struct node *up, *spell;                    /* towards the root of the identity, of the spell */
    struct str number;                          /* of a root: the identity's */
    bool phones;                                /* of a root: a settled claim of it gives a telephone */
    bool settled;                               /* has a number or was decided */
    int64_t least, least_spell;                 /* of roots: smallest id */
};
struct nodes { struct node **v; size_t n; };

static struct node *root(struct node *x)
{
    while (x->up != x) { x->up = x->up->up; x = x->up; }
    return x;
}

static void join(struct node *x, struct node *y)
{
    struct node *a = root(x), *b = root(y);
    if (a == b) return;
    if (b->number.n && !a->number.n) { struct node *t = a; a = b; b = t; }
    must(!b->number.n || str_eq(a->number, b->number));        /* two numbers never are one */
    b->up = a;
    a->phones |= b->phones;
    if (b->least < a->least) a->least = b->least;
}

static struct node *spell_root(struct node *x)
{
    while (x->spell != x) { x->spell = x->spell->spell; x = x->spell; }
    return x;
}

static void spell_join(struct node *x, struct node *y)
{
    struct node *a = spell_root(x), *b = spell_root(y);
    if (a == b) return;
    b->spell = a;
    if (b->least_spell < a->least_spell) a->least_spell = b->least_spell;
}

/* ---- orders ---- */

static int order(int64_t x, int64_t y) { return (x > y) - (x < y); }
static const struct link_claim *claim(const void *p) { return (*(struct node *const *)p)->c; }

static int by_firm(const void *x, const void *y)
{
    const struct link_claim *a = *(struct link_claim *const *)x, *b = *(struct link_claim *const *)y;
    int d = order(a->firm, b->firm);
    return d ? d : order(a->id, b->id);
}
static int by_number(const void *x, const void *y) { return str_cmp(claim(x)->number, claim(y)->number); }
static int by_decided(const void *x, const void *y) { return order(claim(x)->decided, claim(y)->decided); }
static int by_start(const void *x, const void *y)
{
    int d = order(claim(x)->start, claim(y)->start);
    return d ? d : order(claim(x)->id, claim(y)->id);
}
static int by_name(const void *x, const void *y)
{
    int d = str_cmp(claim(x)->name, claim(y)->name);
    return d ? d : by_start(x, y);
}
static int by_phone(const void *x, const void *y)
{
    int d = str_cmp(claim(x)->phone, claim(y)->phone);
    return d ? d : by_start(x, y);
}
static int by_root(const void *x, const void *y)
{
    const struct node *a = (*(struct node *const *)x)->up, *b = (*(struct node *const *)y)->up;
    int d = order(a->least, b->least);
    return d ? d : by_start(x, y);
}
static int by_day(const void *x, const void *y) { return order(*(const int64_t *)x, *(const int64_t *)y); }

static void sort(struct nodes *l, int (*by)(const void *, const void *)) { if (l->n > 1) qsort(l->v, l->n, sizeof *l->v, by); }

/* ---- identities that are sure ---- */

static void same_numbers(struct nodes all, struct nodes some)
{
    some.n = 0;
    for (size_t i = 0; i < all.n; i++) if (all.v[i]->c->number.n) some.v[some.n++] = all.v[i];
    sort(&some, by_number);
    for (size_t i = 1; i < some.n; i++) if (by_number(&some.v[i - 1], &some.v[i]) == 0) join(some.v[i - 1], some.v[i]);
}

/* One decided group: joined whole, or, where it holds two numbers, only those of it that have none. */
static void decided_group(struct node **v, size_t n)
{
    struct str number = STR_NONE;
    bool two = false;
    for (size_t i = 0; i < n; i++) {
        struct str own = root(v[i])->number;
        two |= own.n && number.n && !str_eq(own, number);
        if (own.n) number = own;
    }
    struct node *first = NULL;
    for (size_t i = 0; i < n; i++) {
        if (two && v[i]->c->number.n) continue;
        if (first) join(first, v[i]);
        else first = v[i];
    }
}

static void decisions(struct nodes all, struct nodes some)
{
    some.n = 0;
    for (size_t i = 0; i < all.n; i++) if (all.v[i]->c->decided) some.v[some.n++] = all.v[i];
    sort(&some, by_decided);
    for (size_t i = 0, k; i < some.n; i = k) {
        for (k = i; k < some.n && some.v[k]->c->decided == some.v[i]->c->decided; k++) continue;
        decided_group(some.v + i, k - i);
    }
}

/* ---- identities that are probable ---- */

enum fits { FITS_NONE, FITS_ONE, FITS_SEVERAL };
struct fit { enum fits fits; struct node *root; };

static void fit_add(struct fit *f, struct node *identity)
{
    if (f->fits == FITS_NONE) *f = (struct fit){ FITS_ONE, identity };
    else if (f->root != identity) f->fits = FITS_SEVERAL;
}

/* Claims in order of start whose identities may fit; other: the last before it of another identity, plus one. */
struct anchors { struct nodes l; size_t *other; };

static void anchors_close(struct anchors *x)
{
    for (size_t i = 0; i < x->l.n; i++)
        x->other[i] = i == 0 ? 0 : root(x->l.v[i - 1]) != root(x->l.v[i]) ? i : x->other[i - 1];
}

static size_t first_from(const struct nodes *l, int64_t day)
{
    size_t low = 0, high = l->n;
    while (low < high) {
        size_t mid = low + (high - low) / 2;
        if (l->v[mid]->c->start < day) low = mid + 1;
        else high = mid;
    }
    return low;
}

static void near(const struct anchors *x, const struct node *n, struct fit *f)
{
    size_t from = first_from(&x->l, n->c->start - LINK_NEAR_DAYS), until = first_from(&x->l, n->c->start + LINK_NEAR_DAYS + 1);
    if (from == until) return;
    fit_add(f, root(x->l.v[until - 1]));
    if (x->other[until - 1] > from) fit_add(f, root(x->l.v[x->other[until - 1] - 1]));
}

static void clump_settle(struct node **v, size_t n, const struct fit *f, enum link_basis basis)
{
    for (size_t i = 1; i < n; i++) join(v[0], v[i]);
    for (size_t i = 0; i < n; i++)
        v[i]->c->basis = f->fits == FITS_SEVERAL ? LINK_SEVERAL : f->fits == FITS_ONE || n > 1 ? basis : LINK_ALONE;
    if (f->fits == FITS_ONE) join(f->root, v[0]);
}

/* Room for the lists of one name, as long as the firm has claims. */
struct desk { struct nodes loose, calls; struct anchors silent, all; };

/* Rule 3. loose: claims without number, decision, in order of telephone; calls: settled ones that give a telephone, in its order. */
static void phones_settle(struct desk *d)
{
    size_t at = 0;
    for (size_t i = 0, k; i < d->loose.n; i = k) {
        struct str phone = d->loose.v[i]->c->phone;
        struct fit f = { FITS_NONE, NULL };
        for (k = i; k < d->loose.n && str_eq(d->loose.v[k]->c->phone, phone); k++) continue;
        if (!phone.n) continue;
        while (at < d->calls.n && str_cmp(d->calls.v[at]->c->phone, phone) < 0) at++;
        for (; at < d->calls.n && str_eq(d->calls.v[at]->c->phone, phone); at++) fit_add(&f, root(d->calls.v[at]));
        enum link_basis basis = f.fits == FITS_NONE ? LINK_START : LINK_PHONE;
        for (size_t m = i; basis == LINK_START && m < k; m++) near(&d->silent, d->loose.v[m], &f);
        if (f.fits == FITS_NONE) basis = LINK_PHONE;
        clump_settle(d->loose.v + i, k - i, &f, basis);
    }
}

/* Rule 4, for those of one name that give nothing but it; they are in order of start. */
static void starts_settle(struct node **v, size_t n, const struct anchors *all)
{
    for (size_t i = 0, k; i < n; i = k) {
        struct fit f = { FITS_NONE, NULL };
        for (k = i + 1; k < n && v[k]->c->start - v[k - 1]->c->start <= LINK_NEAR_DAYS; k++) continue;
        for (size_t m = i; m < k; m++) near(all, v[m], &f);
        clump_settle(v + i, k - i, &f, LINK_START);
    }
}

/* v: all claims of one name, in order of start. */
static void name_settle(struct node **v, size_t n, struct desk *d)
{
    d->loose.n = d->calls.n = d->silent.l.n = d->all.l.n = 0;
    for (size_t i = 0; i < n; i++) {
        if (!v[i]->settled) { d->loose.v[d->loose.n++] = v[i]; continue; }
        if (v[i]->c->phone.n) d->calls.v[d->calls.n++] = v[i];
        if (!root(v[i])->phones) d->silent.l.v[d->silent.l.n++] = v[i];
    }
    if (!d->loose.n) return;
    sort(&d->calls, by_phone);
    sort(&d->loose, by_phone);
    anchors_close(&d->silent);
    phones_settle(d);
    for (size_t i = 0; i < n; i++) if (v[i]->settled || v[i]->c->phone.n) d->all.l.v[d->all.l.n++] = v[i];
    anchors_close(&d->all);
    size_t bare = 0;
    while (bare < d->loose.n && !d->loose.v[bare]->c->phone.n) bare++;
    starts_settle(d->loose.v, bare, &d->all);
}

static struct node **room(struct arena *a, size_t n) { return NEWS(a, struct node *, n); }

static void names_settle(struct arena *a, struct nodes all)
{
    struct desk d = { .loose.v = room(a, all.n), .calls.v = room(a, all.n), .silent = { { room(a, all.n), 0 }, NEWS(a, size_t, all.n) },
        .all = { { room(a, all.n), 0 }, NEWS(a, size_t, all.n) } };
    sort(&all, by_name);
    for (size_t i = 0, k; i < all.n; i = k) {
        for (k = i; k < all.n && str_eq(all.v[k]->c->name, all.v[i]->c->name); k++) continue;
        name_settle(all.v + i, k - i, &d);
    }
}

/* ---- spells ---- */

static void ends_settle(struct node **v, size_t n, int64_t *ends)
{
    size_t m = 0;
    for (size_t i = 0; i < n; i++) if (v[i]->c->end != LINK_OPEN) ends[m++] = v[i]->c->end;
    if (m > 1) qsort(ends, m, sizeof *ends, by_day);
    for (size_t i = 0; i < n; i++) {
        struct link_claim *c = v[i]->c;
        int64_t from = c->seen > c->start ? c->seen : c->start;
        size_t low = 0, high = m;
        while (low < high) {
            size_t mid = low + (high - low) / 2;
            if (ends[mid] < from) low = mid + 1;
            else high = mid;
        }
        c->until = c->end != LINK_OPEN ? c->end : low < m ? ends[low] : LINK_OPEN;
    }
}

/* v: one identity in order of start. What reaches furthest so far is joined when the next begins before it ends; and near
** starts are joined where one of the two has no number: the last of those that have none stands for all before it. */
static void spells_sweep(struct node **v, size_t n)
{
    struct node *furthest = NULL, *bare = NULL;
    size_t numbered = 0;                        /* from here on all are numbered: not yet met by one that is not */
    for (size_t i = 0; i < n; i++) {
        const struct link_claim *c = v[i]->c;
        if (furthest && (furthest->c->until == LINK_OPEN || c->start <= furthest->c->until + LINK_GAP_DAYS)) spell_join(furthest, v[i]);
        if (bare && c->start - bare->c->start <= LINK_NEAR_DAYS) spell_join(bare, v[i]);
        if (!c->number.n) {
            for (size_t k = i; k-- > numbered && c->start - v[k]->c->start <= LINK_NEAR_DAYS;) spell_join(v[k], v[i]);
            bare = v[i];
            numbered = i + 1;
        }
        if (!furthest || c->until > furthest->c->until) furthest = v[i];
    }
}

static void spells_settle(struct arena *a, struct nodes all)
{
    int64_t *ends = NEWS(a, int64_t, all.n);
    for (size_t i = 0; i < all.n; i++) all.v[i]->up = root(all.v[i]);        /* flat, for by_root */
    sort(&all, by_root);
    for (size_t i = 0, k; i < all.n; i = k) {
        for (k = i; k < all.n && all.v[k]->up == all.v[i]->up; k++) continue;
        ends_settle(all.v + i, k - i, ends);
        spells_sweep(all.v + i, k - i);
    }
    sort(&all, by_decided);
    for (size_t i = 1; i < all.n; i++) {
        const struct node *x = all.v[i - 1], *y = all.v[i];
        if (y->c->decided && x->c->decided == y->c->decided && x->up == y->up) spell_join(all.v[i - 1], all.v[i]);
    }
}

/* ---- a firm ---- */

static void firm_settle(struct arena *a, struct link_claim **v, size_t n)
{
    struct node *nodes = NEWS(a, struct node, n);
    struct nodes all = { room(a, n), n }, some = { room(a, n), 0 };
    for (size_t i = 0; i < n; i++) {
        struct link_claim *c = v[i];
        nodes[i] = (struct node){ .c = c, .up = &nodes[i], .spell = &nodes[i], .number = c->number, .settled = c->number.n || c->decided,
            .phones = c->phone.n && (c->number.n || c->decided), .least = c->id, .least_spell = c->id };
        c->basis = c->number.n ? LINK_NUMBER : c->decided ? LINK_DECIDED : LINK_ALONE;
        all.v[i] = &nodes[i];
    }
    same_numbers(all, some);
    decisions(all, some);
    names_settle(a, all);
    spells_settle(a, all);
    for (size_t i = 0; i < n; i++) {
        const struct node *identity = root(&nodes[i]);
        nodes[i].c->spell = spell_root(&nodes[i])->least_spell;
        nodes[i].c->identity = identity->least;
        nodes[i].c->known = identity->number;
    }
}

void link_claims(struct arena *a, struct link_claim *v, size_t n)
{
    struct arena_mark all = arena_mark(a);
    struct link_claim **order_of = NEWS(a, struct link_claim *, n);
    for (size_t i = 0; i < n; i++) order_of[i] = &v[i];
    if (n > 1) qsort(order_of, n, sizeof *order_of, by_firm);
    for (size_t i = 0, k; i < n; i = k) {
        struct arena_mark one = arena_mark(a);
        for (k = i; k < n && order_of[k]->firm == order_of[i]->firm; k++) continue;
        firm_settle(a, order_of + i, k - i);
        arena_rewind(a, one);
    }
    arena_rewind(a, all);
}
