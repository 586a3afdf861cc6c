/* fits.c: how well listings fit that somebody else chose: what a fair suggests. */
#include "app/docking/views.h"

static bool is_among(const int64_t *among, size_t n, int64_t id)
{
    for (size_t i = 0; i < n; i++) if (among[i] == id) return true;
    return false;
}

/* The reasons of the pair at this place of the list; the live index remembers the list. */
static enum rc reasons(struct req *r, const struct reader *me, int64_t listing, size_t at, struct docking_fit *f)
{
    struct live_match m = { .r = r, .me = me, .id = listing, .skip = at, .take = 1, .explain = true };
    TRY(live_match(&m));
    if (!m.founds.n || m.founds.v[0].id != f->listing) return RC_OK;         /* changed meanwhile: a fit without reasons */
    struct said_reasons said = reasons_said(r, &m.reasons[0]);
    for (size_t i = 0; i < said.n; i++) if (said.v[i].fits) *PUSH(r->arena, &f->why) = said.v[i].text;
    return RC_OK;
}

enum rc docking_fits(struct req *r, const struct reader *me, int64_t listing, const int64_t *among, size_t n, size_t top,
    struct docking_fits *f)
{
    struct live_match m = { .r = r, .me = me, .id = listing, .take = LISTING_MATCHES };
    *f = (struct docking_fits){ 0 };
    enum rc rc = live_match(&m);
    if (rc != RC_OK) return rc == RC_NONE ? RC_OK : rc;                      /* not open: it fits nothing */
    for (size_t i = 0; i < m.founds.n && f->n < top; i++) {
        if (!is_among(among, n, m.founds.v[i].id)) continue;
        struct docking_fit *x = PUSH(r->arena, f);
        x->listing = m.founds.v[i].id;
        x->score = m.founds.v[i].score;
        TRY(reasons(r, me, listing, i, x));
    }
    return RC_OK;
}
