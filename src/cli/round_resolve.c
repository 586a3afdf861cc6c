/* round_resolve.c: `ballast round resolve`: a result that holds, and tables of applicants who have changed.
**
**   result --round_verify--> seats --keep--> kept ─┬─ changes 1 ─► mended ─┬─ changes 2 ─► mended ─► proved, written
**                                                  └─ says whom it moved   └─ says whom it moved
**
** A round that cannot be kept (teams, a least, another price of staying outside, or too large for its memory) is cleared anew after
** each file; so is one in which the kept outcome is stable but not the best, which no result of ours is.
*/
#include "cli/round.h"

struct resolving {
    struct round *rd;
    struct err *e;
    struct assign_stable s;
    struct assign_optimal o;
    struct assign_stable_kept *stable;
    struct assign_kept *optimal;
};

static const int32_t *seats_of(const struct resolving *v) { return v->rd->method == ROUND_STABLE ? v->s.seat : v->o.seat; }

static void keep(struct resolving *v)
{
    struct round *rd = v->rd;
    struct err e = { 0 };
    struct arena_mark m = arena_mark(rd->a);
    enum rc rc = rd->method == ROUND_STABLE ? assign_stable_keep(rd->a, &rd->r, &v->s, &v->stable, &e)
                                            : assign_keep(rd->a, &rd->r, &v->o, &v->optimal, &e);
    if (rc == RC_OK) return;
    v->stable = NULL;
    v->optimal = NULL;
    arena_rewind(rd->a, m);
}

static enum rc anew(struct resolving *v)
{
    struct round *rd = v->rd;
    v->stable = NULL;
    v->optimal = NULL;
    if (rd->method == ROUND_STABLE) return assign_stable(rd->a, &rd->r, &v->s, v->e);
    rd->r.outside = round_outside(rd);
    return assign_optimal(rd->a, &rd->r, NULL, &v->o, v->e);
}

static enum rc mend(struct resolving *v, const struct round_changes *c)
{
    const struct assign_round *r = &v->rd->r;
    size_t n = c->now.applicants.list.n;
    if (arena_guard(v->rd->a) != 0) return fail(v->e, RC_LIMIT, "the changes need more memory than a round may use");
    struct assign_change *o = NEWS(v->rd->a, struct assign_change, n + 1);
    struct assign_stable_change *s = NEWS(v->rd->a, struct assign_stable_change, n + 1);
    for (size_t i = 0; i < n; i++) {
        int32_t x = c->changed[i], many = r->first[x + 1] - r->first[x];
        o[i] = (struct assign_change){ x, many, r->wish + r->first[x], r->number + r->first[x] };
        s[i] = (struct assign_stable_change){ x, many, o[i].wish, o[i].number, r->groups[x] };
    }
    arena_unguard(v->rd->a);
    if (v->stable) {
        TRY(assign_stable_kept_change(v->stable, s, n, v->e));
        return assign_stable_kept_answer(v->rd->a, v->stable, r->first, &v->s, v->e);
    }
    TRY(assign_kept_change(v->optimal, o, n, v->e));
    return assign_kept_answer(v->rd->a, v->optimal, r->first, &v->o, v->e);
}

/* Where everybody sits: a place, or ASSIGN_NOBODY. */
static void places_note(const struct resolving *v, int32_t *at)
{
    const int32_t *seat = seats_of(v);
    for (int32_t x = 0; x < v->rd->r.applicants; x++) at[x] = seat[x] < 0 ? ASSIGN_NOBODY : v->rd->r.wish[seat[x]];
}

static void moved_say(const struct resolving *v, const struct round_file *f, size_t lists, const int32_t *was, const int32_t *now,
    FILE *say)
{
    int32_t moved = 0, placed = 0;
    for (int32_t x = 0; x < v->rd->r.applicants; x++) { moved += was[x] != now[x]; placed += now[x] >= 0; }
    fprintf(say, "%.*s: %zu new lists; %d of %d applicants sit elsewhere than before; %d have a place\n", STR_FMT(f->name), lists, moved,
        v->rd->r.applicants, placed);
}

static enum rc file_open(struct round *rd, struct str path, struct round_changes *c, struct err *e)
{
    if (arena_guard(rd->a) != 0) return fail(e, RC_LIMIT, "the changes need more memory than a round may use");
    if (rd->nfiles == ROUND_FILES) return fail(e, RC_INPUT, "a round is read from at most %d files: put the changes into one", ROUND_FILES);
    struct round_file *f = &rd->file[rd->nfiles];
    struct str rest = path;
    for (struct str piece; str_cut(&rest, '/', &piece);) f->name = piece;
    for (size_t i = 0; i < rd->nfiles; i++)
        if (str_eq(rd->file[i].name, f->name))
            return fail(e, RC_INPUT, "two files are named %.*s: each stands beside the result by its name", STR_FMT(f->name));
    f->changes = true;
    TRY(cli_read_file(rd->a, str_z(rd->a, path), ROUND_FILE_MOST, &f->bytes, e));
    rd->nfiles++;
    TRY(round_changes_read(rd, f, c, e));
    round_change(rd, c);
    arena_unguard(rd->a);
    return assign_check(rd->a, &rd->r, e);
}

static enum rc file_resolve(struct resolving *v, struct str path, int32_t *was, int32_t *now, FILE *say)
{
    struct round *rd = v->rd;
    struct round_changes c;
    places_note(v, was);
    TRY(file_open(rd, path, &c, v->e));
    bool outside_moves = rd->method != ROUND_STABLE && round_outside(rd) != rd->r.outside;
    TRY((v->stable || v->optimal) && !outside_moves ? mend(v, &c) : anew(v));
    places_note(v, now);
    moved_say(v, &rd->file[rd->nfiles - 1], c.now.applicants.list.n, was, now, say);
    return RC_OK;
}

static enum rc prove_and_put(struct resolving *v, struct out *o)
{
    struct round *rd = v->rd;
    struct assign_stable own;
    if (rd->method == ROUND_STABLE) TRY(assign_stable_proof(rd->a, &rd->r, &v->s, &own, v->e));
    else TRY(assign_optimal_proof(rd->a, &rd->r, &v->o, v->e));
    if (rd->everybody) TRY(assign_everybody(rd->a, &rd->r, &v->o, v->e));
    if (arena_guard(rd->a) != 0) return fail(v->e, RC_LIMIT, "the result needs more memory than a round may use");
    out_init(o, rd->a);
    if (rd->method == ROUND_STABLE) round_put_stable(o, rd, &v->s);
    else round_put_optimal(o, rd, &v->o);
    return RC_OK;
}

enum rc round_resolve(struct round *rd, const struct round_told *t, const struct str *files, size_t nfiles, FILE *say, struct out *o,
    struct err *e)
{
    struct resolving v = { .rd = rd, .e = e, .s = t->s, .o = t->optimal };
    if (arena_guard(rd->a) != 0) return fail(e, RC_LIMIT, "the round needs more memory than it may use");
    int32_t *was = NEWS(rd->a, int32_t, (size_t)rd->r.applicants + 1), *now = NEWS(rd->a, int32_t, (size_t)rd->r.applicants + 1);
    arena_unguard(rd->a);
    keep(&v);
    for (size_t i = 0; i < nfiles; i++) TRY(file_resolve(&v, files[i], was, now, say));
    return prove_and_put(&v, o);
}
