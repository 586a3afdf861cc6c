/* live_search.c: searching the open listings in memory, and counting them.
**
**     words ──► listings whose text says them         engine/dock
**        └────► listings whose organisation is called so, at most LIMIT_LIVE_NAMED
**                   their own score for the words, and points for the share of the name that was said
**     behind them: what is only similar
**
** So who asks for an institute by its name finds what it posted near the top, below what speaks of the words more. Names
** are looked through as they are: every word asked stands in the name, or the name as a whole in what is asked. */
#include "app/docking/live_inner.h"

enum { NAME_POINTS = 20 };                        /* for a name said as a whole; a text that is all about the words earns up to 200 */

/* ---- names ---- */

struct str name_fold(struct arena *a, struct str s)
{
    struct out o;
    out_init(&o, a);
    for (size_t at = 0; at < s.n;) {
        char b[4];
        uint32_t c = utf8_next(s, &at);
        if (c >= 0xFF01 && c <= 0xFF5E) c -= 0xFEE0;
        if (c == 0x3000 || c == ',' || c == 0x3001 || c == '\t') c = ' ';
        if (c >= 'A' && c <= 'Z') c += 32;
        put(&o, b, utf8_put(b, c));
    }
    return str_trim(out_str(&o));
}

static bool latin(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

/* Latin words only from their beginning: "ali" is not in "dalian". */
static bool name_says(struct str name, struct str word)
{
    for (size_t from = 0; from < name.n;) {
        ptrdiff_t at = str_find(str_sub(name, from, name.n), word);
        if (at < 0) return false;
        from += (size_t)at;
        if (!latin(word.p[0]) || from == 0 || !latin(name.p[from - 1])) return true;
        from++;
    }
    return false;
}

/* How much of the name is said, in per cent; 0: it is not what is asked for. */
static int64_t name_share(struct str name, struct str asked)
{
    struct str rest = asked, word;
    size_t said = 0;
    if (!name.n) return 0;
    if (name_says(asked, name)) return 100;
    while (str_cut(&rest, ' ', &word)) {
        if (!word.n) continue;
        if (!name_says(name, word)) return 0;
        said += word.n;
    }
    return said < name.n ? (int64_t)(said * 100 / name.n) : 100;
}

/* The listings of who is called so, in order of ids, with the share of the name. */
struct named { struct ids ids; int64_t *share; };

static struct named named_find(const struct live *l, struct arena *a, struct str text)
{
    struct named n = { 0 };
    struct str asked = name_fold(a, text);
    int64_t *share = NEWS(a, int64_t, l->houses.n + 1), any = 0;
    if (utf8_len(asked) < 2) return n;
    for (size_t i = 0; i < l->houses.n; i++) {
        int64_t zh = name_share(l->houses.v[i].zh, asked), en = name_share(l->houses.v[i].en, asked);
        share[i] = zh > en ? zh : en;
        any += share[i] > 0;
    }
    if (!any) return n;
    n.share = NEWS(a, int64_t, LIMIT_LIVE_NAMED);
    for (size_t i = 0; i < l->entries.n; i++) {
        int64_t house = l->entries.v[i].organisation;
        size_t at = house == DB_NULL ? l->houses.n : house_place(l, house);
        if (at == l->houses.n || l->houses.v[at].id != house || !share[at]) continue;
        if (n.ids.n == LIMIT_LIVE_NAMED) return (struct named){ 0 };
        n.share[n.ids.n] = share[at];
        *PUSH(a, &n.ids) = l->entries.v[i].id;
    }
    return n;
}

/* ---- search ---- */

static bool among(const struct ids *ids, int64_t id)
{
    size_t at = ids_place(ids, id);
    return at < ids->n && ids->v[at] == id;
}

/* named: only these, or all but these; NULL: no matter. */
struct keeping { const struct live *l; const struct live_search *s; const struct ids *named; bool only_named; };

/* In the index everything is open, and what is public is for everybody: no need to look further, and where nothing else is
** asked than rights, the engine knows it by itself (DOCK_OWN_OPEN). */
static bool keep(const void *ctx, const struct dock_brief *x)
{
    const struct keeping *k = ctx;
    if (k->s->only && !among(k->s->only, x->id)) return false;
    if (k->named && among(k->named, x->id) != k->only_named) return false;
    if (k->s->month_to) {
        int64_t day = instant_day(x->published_ms);
        if (day < k->s->month_from || day > k->s->month_to) return false;
    }
    if (own_visibility(x->own) == 'p') return true;
    const struct entry *e = entry_find(k->l, x->id);
    return e && entry_seen(k->s->r, k->s->me, e);
}

static struct dock_hits ask(struct live *l, struct desk *d, const struct live_search *s, const struct keeping *k, struct str text,
    size_t skip, size_t take)
{
    struct dock_query q = s->q;
    q.text = text;
    q.offset = skip;
    q.limit = take;
    q.newest = s->newest;
    q.feedback = !s->newest;
    q.similar = k->only_named ? 0 : LISTING_SIMILAR;
    q.keep = keep;
    q.keep_ctx = k;
    q.keep_open = !s->only && !s->month_to && !k->named;
    return dock_search(l->ix, d->an, &d->a, &q);
}

struct ranked { struct found f; int64_t published; bool newest; };

/* As the engine ranks: score, then earlier publication, then smaller id; or the newest first. */
static int by_rank(const void *x, const void *y)
{
    const struct ranked *a = x, *b = y;
    if (!a->newest && a->f.score != b->f.score) return a->f.score > b->f.score ? -1 : 1;
    if (a->published != b->published) return (a->published > b->published) == a->newest ? -1 : 1;
    return (a->f.id > b->f.id) == a->newest ? -1 : 1;
}

static struct ranked ranked(const struct live *l, const struct live_search *s, struct found f)
{
    return (struct ranked){ f, entry_find(l, f.id)->published_ms, s->newest };
}

static struct found found_at(const struct dock_hits *hits, size_t i, size_t from)
{
    return (struct found){ .id = hits->v[i].id, .score = hits->v[i].score, .like = from + i >= hits->total };
}

/* The named ones, best first: those pass the same filters, and have the score their text earns and the points of the name. */
static struct ranked *named_ranked(struct live *l, struct desk *d, struct live_search *s, const struct named *named, size_t *n)
{
    struct keeping only = { l, s, &named->ids, true };
    struct dock_hits pass = ask(l, d, s, &only, S(""), 0, named->ids.n), text = ask(l, d, s, &only, s->q.text, 0, named->ids.n);
    struct ranked *v = NEWS(&d->a, struct ranked, pass.n + 1);
    int64_t *score = NEWS(&d->a, int64_t, named->ids.n + 1);
    for (size_t i = 0; i < text.n; i++) score[ids_place(&named->ids, text.v[i].id)] = text.v[i].score;
    *n = 0;
    for (size_t i = 0; i < pass.n; i++) {
        size_t at = ids_place(&named->ids, pass.v[i].id);
        int64_t points = named->share[at] * NAME_POINTS * DOCK_POINT / 100;
        if (text.mute && named->share[at] < 100) continue;           /* "the" is in many names and asks for none */
        v[(*n)++] = ranked(l, s, (struct found){ .id = pass.v[i].id, .score = score[at] + points, .named = true });
    }
    if (*n) qsort(v, *n, sizeof *v, by_rank);
    return v;
}

/* The named ones among the others, each in its own order; what is only similar stays behind both. */
static void search_named(struct live *l, struct desk *d, struct live_search *s, const struct named *named)
{
    struct keeping without = { l, s, &named->ids, false };
    struct dock_hits others = ask(l, d, s, &without, s->q.text, 0, s->skip + s->take);
    size_t n, at = 0, other = 0;
    struct ranked *v = named_ranked(l, d, s, named, &n);
    s->founds = (struct founds){ .total = others.total + n, .similar = others.similar, .mute = others.mute && !n };
    for (size_t i = 0; i < s->skip + s->take && (at < n || other < others.n); i++) {
        struct found f = other < others.n ? found_at(&others, other, 0) : (struct found){ .like = true };
        struct ranked r = f.id && !f.like ? ranked(l, s, f) : (struct ranked){ 0 };
        bool take = at < n && (f.like || by_rank(&v[at], &r) < 0);
        if (take) f = v[at].f;
        *(take ? &at : &other) += 1;
        if (i >= s->skip) *PUSH(&d->a, &s->founds) = f;
    }
}

/* What each says of the words asked. */
static void search_explain(struct live *l, struct desk *d, struct live_search *s)
{
    struct dock_listing x = { .title = s->q.text };
    struct dock_asking *q = dock_asking(l->ix, d->an, &d->a, &x);
    s->reasons = NEWS(&d->a, struct live_reasons, s->founds.n + 1);
    for (size_t i = 0; i < s->founds.n; i++) {
        struct dock_reasons why = dock_said(l->ix, &d->a, q, s->founds.v[i].id);
        s->reasons[i] = reasons_told(&d->a, d, s->r, &why);
    }
}

static void search_answer(struct live *l, struct desk *d, void *question)
{
    struct live_search *s = question;
    struct keeping k = { l, s, NULL, false };
    struct named named = named_find(l, &d->a, s->q.text);
    if (named.ids.n) search_named(l, d, s, &named);
    else {
        struct dock_hits hits = ask(l, d, s, &k, s->q.text, s->skip, s->take);
        s->founds = (struct founds){ .total = hits.total, .similar = hits.similar, .mute = hits.mute };
        for (size_t i = 0; i < hits.n; i++) *PUSH(&d->a, &s->founds) = found_at(&hits, i, s->skip);
    }
    s->reasons = NULL;
    if (s->explain) search_explain(l, d, s);
}

static void search_copy(struct arena *to, void *question)
{
    struct live_search *s = question;
    founds_copy(to, &s->founds);
    if (s->reasons) s->reasons = reasons_copy(to, s->reasons, s->founds.n);
}

enum rc live_search(struct live_search *s) { return live_ask(s->r->app, s->r->arena, search_answer, search_copy, s); }

struct tally { const struct req *r; const struct reader *me; struct live_tally *t; };

static void tally_answer(struct live *l, struct desk *d, void *question)
{
    struct tally *q = question;
    int64_t today = instant_day(q->r->now);
    (void)d;
    for (size_t i = 0; i < l->ends.n && l->ends.v[i].until >= today; i++) {
        q->t->needs += l->ends.v[i].needs;
        q->t->offers += l->ends.v[i].offers;
    }
    for (size_t i = 0; i < l->limited.n; i++) {
        const struct entry *e = entry_find(l, l->limited.v[i]);
        if (e->until >= today && entry_seen(q->r, q->me, e)) *(e->side == 'n' ? &q->t->needs : &q->t->offers) += 1;
    }
}

static void tally_copy(struct arena *to, void *question) { (void)to; (void)question; }

enum rc live_tally(const struct req *r, const struct reader *me, struct live_tally *t)
{
    struct tally q = { r, me, t };
    *t = (struct live_tally){ 0 };
    return live_ask(r->app, r->arena, tally_answer, tally_copy, &q);
}
