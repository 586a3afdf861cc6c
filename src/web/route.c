/* route.c: which route a path means. The tables are small (some hundred rows) and a path is compared segment by segment;
** of several that fit, the one with the fewest names captured: "/listings/new" before "/listings/{name}".
*/
#include "web/web_inner.h"

struct captured { int64_t id[2]; size_t nid; struct str name; int names; };

static bool segment_fits(struct str pattern, struct str got, struct captured *c)
{
    if (str_eq(pattern, S("{id}"))) {
        int64_t v;
        must(c->nid < LEN(c->id));
        if (!str_int(got, &v) || v <= 0 || got.p[0] == '0' || got.p[0] == '+') return false;
        c->id[c->nid++] = v;
        c->names++;
        return true;
    }
    if (str_eq(pattern, S("{name}"))) { c->name = got; c->names += 2; return got.n > 0; }
    return str_eq(pattern, got);
}

static bool path_fits(const char *pattern, struct str path, struct captured *c)
{
    struct str p = str_from(pattern), x, y;
    *c = (struct captured){ 0 };
    if (p.n == 1 || path.n == 1) return p.n == path.n;
    p = str_sub(p, 1, p.n);
    path = str_sub(path, 1, path.n);
    for (;;) {
        bool more = str_cut(&p, '/', &x), got = str_cut(&path, '/', &y);
        if (more != got) return false;
        if (!more) return true;
        if (!segment_fits(x, y, c)) return false;
    }
}

const struct route *route_find(const struct app *app, struct str method, struct str path, int64_t id[2], struct str *name, bool *other)
{
    const struct route *best = NULL;
    struct captured c, kept = { .names = 99 };
    *other = false;
    for (size_t i = 0; i < app->nslices; i++) {
        for (size_t k = 0; k < app->slices[i]->nroutes; k++) {
            const struct route *r = &app->slices[i]->routes[k];
            if (!path_fits(r->path, path, &c)) continue;
            if (!str_eq(method, str_from(r->method))) { *other = true; continue; }
            if (c.names < kept.names) { best = r; kept = c; }
        }
    }
    id[0] = kept.id[0];
    id[1] = kept.id[1];
    *name = kept.name;
    return best;
}
