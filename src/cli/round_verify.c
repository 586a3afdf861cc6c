/* round_verify.c: holds a result file against the files it was made from.
**
** It shares the reader with `solve` and nothing else: what the result says goes
** to the engine's proof, which has code of its own, and every other number of the
** file is worked out anew here. So a file in which one number was changed does not
** pass, whichever number it is.
*/
#include "cli/round.h"
#include "base/json.h"

struct check { struct round *rd; const struct round_result *res; struct err *e; };

/* --- members that have to be what they are */
static enum rc want_text(const struct check *c, const struct json_node *object, const char *name, struct str want)
{
    const struct json_node *n = json_get(object, name);
    if (n && n->kind == JSON_TEXT && str_eq(n->text, want)) return RC_OK;
    return fail(c->e, RC_REFUSED, "\"%s\" should be \"%.*s\"%s%.*s", name, STR_FMT(want), n ? " and is " : " and is missing",
        n ? (int)n->text.n : 0, n && n->text.p ? n->text.p : "");
}

static enum rc want_int(const struct check *c, const struct json_node *object, const char *name, int64_t want)
{
    const struct json_node *n = json_get(object, name);
    int64_t v;
    if (n && n->kind == JSON_NUMBER && str_int(n->text, &v) && v == want) return RC_OK;
    return fail(c->e, RC_REFUSED, "\"%s\" should be %lld%s%.*s", name, (long long)want, n ? " and is " : " and is missing",
        n ? (int)n->text.n : 0, n && n->text.p ? n->text.p : "");
}

static bool take_int(const struct json_node *object, const char *name, int64_t *v)
{
    const struct json_node *n = json_get(object, name);
    return n && n->kind == JSON_NUMBER && str_int(n->text, v);
}

static enum rc want_members(const struct check *c, const struct json_node *object, size_t want)
{
    size_t n = 0;
    for (const struct json_node *m = object->first; m; m = m->next) n++;
    return n == want ? RC_OK : fail(c->e, RC_REFUSED, "an object has %zu members, not %zu", n, want);
}

/* --- opening */
static enum rc head_read(struct round *rd, const struct json_node *top, struct err *e)
{
    const struct json_node *method = json_get(top, "method"), *seed = json_get(top, "seed"), *outside = json_get(top, "outside");
    if (!method || method->kind != JSON_TEXT || !round_method_of(method->text, &rd->method))
        return fail(e, RC_INPUT, "\"method\" is stable, cheapest or best");
    rd->method_name = round_method_word(rd->method);
    if (rd->method == ROUND_STABLE) {
        if (!seed || seed->kind != JSON_TEXT) return fail(e, RC_INPUT, "\"seed\" is missing");
        rd->seed = seed->text;
    } else {
        if (!outside) return fail(e, RC_INPUT, "\"outside\" is missing");
        rd->everybody = outside->kind == JSON_TEXT && str_eq(outside->text, S("never"));
        rd->outside_said = outside->kind == JSON_NUMBER;
        if (rd->outside_said
            && (!str_int(outside->text, &rd->outside) || rd->outside > LIMIT_ROUND_POINTS || rd->outside < -LIMIT_ROUND_POINTS))
            return fail(e, RC_INPUT, "\"outside\" is a whole number between minus and plus a thousand million");
        if (!rd->everybody && !rd->outside_said && !(outside->kind == JSON_TEXT && str_eq(outside->text, S("last"))))
            return fail(e, RC_INPUT, "\"outside\" is a whole number, \"never\" or \"last\"");
    }
    return RC_OK;
}

/* What the result says of an input; beside: it is looked for in the folder of the result, and so is a name of a file there. */
static enum rc input_named(const struct json_node *in, bool beside, struct round_file *f, int64_t *bytes, struct err *e)
{
    const struct json_node *name = json_get(in, "file"), *sum = json_get(in, "sha256"), *changes = json_get(in, "changes");
    if (!name || name->kind != JSON_TEXT || !sum || sum->kind != JSON_TEXT || !take_int(in, "bytes", bytes))
        return fail(e, RC_INPUT, "\"inputs\" lists up to %d files, each with file, bytes and sha256", ROUND_FILES);
    size_t members = 0;
    for (const struct json_node *m = in->first; m; m = m->next) members++;
    if (members != (changes ? 4 : 3) || (changes && changes->kind != JSON_TRUE))
        return fail(e, RC_INPUT, "an input has file, bytes and sha256, and \"changes\": true if it is a table of changes");
    if (beside && !cli_name_bare(name->text))
        return fail(e, RC_INPUT, "an input is named without its folder, not '%.*s'", STR_FMT(name->text));
    f->name = name->text;
    f->changes = changes != NULL;
    return RC_OK;
}

/* An input by the name in the result, beside the result; or as named in the call, in the same order. */
static enum rc input_open(struct round *rd, struct str path, const struct json_node *in, const struct str *given, struct err *e)
{
    int64_t bytes;
    size_t dir = path.n;
    if (rd->nfiles == ROUND_FILES)
        return fail(e, RC_INPUT, "a round is read from at most %d files, and the result names more", ROUND_FILES);
    struct round_file *f = &rd->file[rd->nfiles];
    TRY(round_err_in(rd->a, path, input_named(in, !given, f, &bytes, e), e));
    while (dir && path.p[dir - 1] != '/') dir--;
    struct str at = given ? *given : str_join(rd->a, str_sub(path, 0, dir), f->name);
    TRY(cli_read_file(rd->a, str_z(rd->a, at), ROUND_FILE_MOST, &f->bytes, e));
    rd->nfiles++;
    if ((int64_t)f->bytes.n != bytes || !str_eq(round_hash(rd->a, f->bytes), json_get(in, "sha256")->text))
        return fail(e, RC_REFUSED, "%.*s is not the file the result was made from: its SHA-256 is another", STR_FMT(at));
    return RC_OK;
}

static enum rc result_read(struct round *rd, struct str bytes, struct round_result *res, struct err *e)
{
    struct json_node *top;
    int64_t version;
    TRY(json_parse_long(rd->a, bytes, LIMIT_ROUND_APPLICANTS, ROUND_JSON_NODES, &top, e));
    if (top->kind != JSON_OBJECT || !take_int(top, "ballast_round", &version) || version != 1)
        return fail(e, RC_INPUT, "this is no result of a round: \"ballast_round\" is not 1");
    *res = (struct round_result){ top, json_get(top, "places"), json_get(top, "applicants") };
    if (!res->places || res->places->kind != JSON_LIST || !res->applicants || res->applicants->kind != JSON_LIST)
        return fail(e, RC_INPUT, "\"places\" and \"applicants\" are lists");
    return head_read(rd, top, e);
}

static enum rc result_open(struct round *rd, struct str path, const struct str *files, size_t nfiles, struct round_result *res,
    struct err *e)
{
    struct str bytes;
    size_t n = 0;
    TRY(cli_read_file(rd->a, str_z(rd->a, path), ROUND_FILE_MOST, &bytes, e));
    TRY(round_err_in(rd->a, path, result_read(rd, bytes, res, e), e));
    const struct json_node *inputs = json_get(res->top, "inputs");
    for (const struct json_node *m = inputs ? inputs->first : NULL; m; m = m->next, n++)
        TRY(input_open(rd, path, m, nfiles ? (n < nfiles ? &files[n] : &files[nfiles - 1]) : NULL, e));
    return nfiles && nfiles != n ? fail(e, RC_INPUT, "the result was made from %zu files, %zu are given", n, nfiles) : RC_OK;
}

enum rc round_open(struct round *rd, struct str path, const struct str *files, size_t nfiles, struct round_result *res, struct err *e)
{
    if (arena_guard(rd->a) != 0) return fail(e, RC_LIMIT, "the files need more memory than a round may use");
    TRY(result_open(rd, path, files, nfiles, res, e));
    return round_read(rd, e);
}

/* --- who sits where */
static enum rc seats_read(const struct check *c, int32_t *seat)
{
    const struct assign_round *r = &c->rd->r;
    int32_t x = 0;
    for (const struct json_node *n = c->res->applicants->first; n; n = n->next, x++) {
        if (x == r->applicants) return fail(c->e, RC_REFUSED, "the result has more applicants than the round");
        TRY(want_text(c, n, "applicant", c->rd->applicants.list.v[x]));
        const struct json_node *place = json_get(n, "place");
        seat[x] = ASSIGN_NOBODY;
        if (place && place->kind == JSON_NULL) continue;
        int32_t p = place && place->kind == JSON_TEXT ? names_find(&c->rd->places, place->text) : -1;
        for (int32_t w = r->first[x]; p >= 0 && w < r->first[x + 1]; w++) if (r->wish[w] == p) seat[x] = w;
        if (seat[x] < 0) return fail(c->e, RC_REFUSED, "applicant %d sits where she did not wish to", x);
    }
    return x == r->applicants ? RC_OK : fail(c->e, RC_REFUSED, "the result has fewer applicants than the round");
}

static int32_t level_of(const struct assign_round *r, int32_t x, int32_t wish)
{
    int32_t breaks = 0;
    for (int32_t w = wish; w > r->first[x]; w--) breaks += !r->same[w];
    return breaks + 1;
}

static enum rc sums_check(const struct check *c, const int32_t *seat, const int32_t *held, const char *what, int64_t total)
{
    const struct assign_round *r = &c->rd->r;
    const struct json_node *sums = json_get(c->res->top, "sums");
    int64_t seats = 0, placed = 0, first = 0;
    if (!sums || sums->kind != JSON_OBJECT) return fail(c->e, RC_REFUSED, "\"sums\" is missing");
    for (int32_t p = 0; p < r->places; p++) { seats += r->place[p].seats; placed += held[p]; }
    for (int32_t x = 0; x < r->applicants; x++) first += seat[x] >= 0 && level_of(r, x, seat[x]) == 1;
    TRY(want_int(c, sums, "applicants", r->applicants));
    TRY(want_int(c, sums, "places", r->places));
    TRY(want_int(c, sums, "seats", seats));
    TRY(want_int(c, sums, "placed", placed));
    TRY(want_int(c, sums, "first_wish", first));
    if (!what) return want_members(c, sums, 5);
    TRY(want_int(c, sums, what, total));
    TRY(want_int(c, sums, "outside", what[0] == 's' ? -r->outside : r->outside));
    return want_members(c, sums, 7);
}

static int32_t *held_count(const struct check *c, const int32_t *seat)
{
    int32_t *held = NEWS(c->rd->a, int32_t, (size_t)c->rd->r.places + 1);
    for (int32_t x = 0; x < c->rd->r.applicants; x++) if (seat[x] >= 0) held[c->rd->r.wish[seat[x]]]++;
    return held;
}

static struct str lottery_text(const struct check *c, int32_t x)
{
    return str_printf(c->rd->a, "%016llx", (unsigned long long)c->rd->r.lottery[x]);
}

/* --- stable */
static enum rc cutoff_check(const struct check *c, int32_t place, const struct json_node *n, const struct assign_stable *own,
    uint64_t *seen)
{
    const struct assign_place *p = &c->rd->r.place[place];
    const struct json_node *groups = json_get(n, "groups");
    uint64_t set = 0;
    if (!groups || groups->kind != JSON_LIST) return fail(c->e, RC_REFUSED, "place %d: a cut-off names its groups", place);
    for (const struct json_node *g = groups->first; g; g = g->next) {
        int32_t k = g->kind == JSON_TEXT ? names_find(&c->rd->groups, g->text) : -1;
        if (k < 0) return fail(c->e, RC_REFUSED, "place %d: a cut-off names a group that is not there", place);
        set |= UINT64_C(1) << k;
    }
    uint32_t kind = assign_kind(p, set);
    if (*seen >> kind & 1) return fail(c->e, RC_REFUSED, "place %d: a cut-off stands twice", place);
    *seen |= UINT64_C(1) << kind;
    const struct assign_cutoff *x = assign_cutoff_at(own, place, kind);
    static const struct str gates[] = { [ASSIGN_OPEN] = SI("open"), [ASSIGN_AT] = SI("at"), [ASSIGN_SHUT] = SI("shut") };
    TRY(want_text(c, n, "gate", gates[x->gate]));
    TRY(want_members(c, n, x->gate == ASSIGN_AT ? 4 : 2));
    if (x->gate != ASSIGN_AT) return RC_OK;
    TRY(want_int(c, n, "points", x->points));
    return want_text(c, n, "lottery", lottery_text(c, x->holder));
}

/* Every kind once: as many as the reserved groups have subsets. */
static enum rc cutoffs_check(const struct check *c, int32_t place, const struct json_node *list, const struct assign_stable *own)
{
    const struct assign_place *p = &c->rd->r.place[place];
    uint64_t groups = 0, seen = 0;
    size_t n = 0;
    for (int32_t k = 0; k < p->nreserves; k++) groups |= UINT64_C(1) << p->reserves[k].group;
    if (!list || list->kind != JSON_LIST) return fail(c->e, RC_REFUSED, "place %d: \"cutoffs\" is missing", place);
    for (const struct json_node *m = list->first; m; m = m->next, n++) TRY(cutoff_check(c, place, m, own, &seen));
    return n == (size_t)1 << __builtin_popcountll(groups) ? RC_OK : fail(c->e, RC_REFUSED, "place %d: a cut-off is missing", place);
}

static enum rc closed_read(const struct check *c, bool *closed)
{
    int32_t p = 0;
    for (const struct json_node *n = c->res->places->first; n; n = n->next, p++) {
        if (p == c->rd->r.places) return fail(c->e, RC_REFUSED, "the result has more places than the round");
        TRY(want_text(c, n, "place", c->rd->places.list.v[p]));
        const struct json_node *opens = json_get(n, "opens");
        if (!opens || (opens->kind != JSON_TRUE && opens->kind != JSON_FALSE))
            return fail(c->e, RC_REFUSED, "place %d: \"opens\" is true or false", p);
        closed[p] = opens->kind == JSON_FALSE;
    }
    return p == c->rd->r.places ? RC_OK : fail(c->e, RC_REFUSED, "the result has fewer places than the round");
}

static enum rc stable_seats(const struct check *c, struct round_told *t)
{
    t->s = (struct assign_stable){ .seat = NEWS(c->rd->a, int32_t, (size_t)c->rd->r.applicants + 1),
        .closed = NEWS(c->rd->a, bool, (size_t)c->rd->r.places + 1) };
    TRY(seats_read(c, t->s.seat));
    return closed_read(c, t->s.closed);
}

/* The proof held; now every number that follows from the seats. */
static enum rc stable_numbers(const struct check *c, struct round_told *t)
{
    const struct assign_round *r = &c->rd->r;
    const int32_t *seat = t->s.seat, *held = held_count(c, seat);
    int32_t i = 0;
    for (const struct json_node *n = c->res->places->first; n; n = n->next, i++) {
        TRY(want_int(c, n, "holds", held[i]));
        TRY(cutoffs_check(c, i, json_get(n, "cutoffs"), &t->own));
        TRY(want_members(c, n, 4));
    }
    i = 0;
    for (const struct json_node *n = c->res->applicants->first; n; n = n->next, i++) {
        TRY(want_text(c, n, "lottery", lottery_text(c, i)));
        TRY(want_members(c, n, seat[i] < 0 ? 3 : 5));
        if (seat[i] < 0) continue;
        TRY(want_int(c, n, "wish", level_of(r, i, seat[i])));
        TRY(want_int(c, n, "points", r->number[seat[i]]));
    }
    return sums_check(c, seat, held, NULL, 0);
}

/* --- optimal */
static enum rc optimal_check(const struct check *c, struct round_told *t)
{
    struct round *rd = c->rd;
    const struct assign_round *r = &rd->r;
    const char *what = rd->method == ROUND_BEST ? "score" : "cost";
    int64_t sign = rd->method == ROUND_BEST ? -1 : 1, total = 0;
    struct assign_optimal s = { .seat = NEWS(rd->a, int32_t, (size_t)r->applicants + 1),
        .price = NEWS(rd->a, int64_t, (size_t)r->places + 1),
        .pays = NEWS(rd->a, int64_t, (size_t)r->applicants + 1) };
    TRY(seats_read(c, s.seat));
    const int32_t *held = held_count(c, s.seat);
    int32_t i = 0;
    for (const struct json_node *n = c->res->places->first; n; n = n->next, i++) {
        if (i == r->places) return fail(c->e, RC_REFUSED, "the result has more places than the round");
        TRY(want_text(c, n, "place", rd->places.list.v[i]));
        TRY(want_int(c, n, "holds", held[i]));
        if (held[i] > r->place[i].seats) return fail(c->e, RC_REFUSED, "place %d holds more than its seats", i);
        TRY(want_members(c, n, 3));
        if (!take_int(n, "price", &s.price[i])) return fail(c->e, RC_REFUSED, "place %d has no price", i);
    }
    if (i != r->places) return fail(c->e, RC_REFUSED, "the result has fewer places than the round");
    i = 0;
    for (const struct json_node *n = c->res->applicants->first; n; n = n->next, i++) {
        int64_t cost = s.seat[i] < 0 ? 0 : r->number[s.seat[i]];
        if (!take_int(n, "pays", &s.pays[i])) return fail(c->e, RC_REFUSED, "applicant %d: \"pays\" is missing", i);
        TRY(want_members(c, n, s.seat[i] < 0 ? 3 : 4));
        if (s.seat[i] >= 0) TRY(want_int(c, n, what, sign * cost));
        else if (rd->everybody) return fail(c->e, RC_REFUSED, "applicant %d has no place, and everybody should have", i);
        s.cost += s.seat[i] < 0 ? r->outside : cost;
        total += sign * cost;
    }
    t->optimal = s;
    return sums_check(c, s.seat, held, what, total);
}

static enum rc guarded(const struct check *c, enum rc (*step)(const struct check *, struct round_told *), struct round_told *t)
{
    if (arena_guard(c->rd->a) != 0) return fail(c->e, RC_LIMIT, "the check needs more memory than a round may use");
    enum rc rc = step(c, t);
    arena_unguard(c->rd->a);
    return rc;
}

enum rc round_verify(struct round *rd, const struct round_result *res, struct round_told *t, struct err *e)
{
    struct check c = { rd, res, e };
    TRY(want_members(&c, res->top, 7));
    if (rd->method != ROUND_STABLE) {
        TRY(guarded(&c, optimal_check, t));
        return assign_optimal_proof(rd->a, &rd->r, &t->optimal, e);
    }
    TRY(guarded(&c, stable_seats, t));
    TRY(assign_stable_proof(rd->a, &rd->r, &t->s, &t->own, e));
    return guarded(&c, stable_numbers, t);
}
