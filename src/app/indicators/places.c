/* places.c: where carriers lay. A figure counts a carrier where it lay at the end of the month, so what is under the figure of a
** district or a zone is asked by month, and not by where the carrier lies today. */
#include "app/indicators/inner.h"

enum rc figures_carriers(struct figures *f)
{
    if (f->carrier_codes) return RC_OK;
    TRY(carriers_listed(f->db, f->every_carrier, &f->carriers));
    TRY(carriers_moves(f->db, &f->moves));
    f->carrier_codes = NEWS(f->a, struct str, f->carriers.n + 1);
    for (size_t i = 0; i < f->carriers.n; i++) f->carrier_codes[i] = str_printf(f->a, "%lld", (long long)f->carriers.v[i].id);
    return RC_OK;
}

const struct carriers_listed *carrier_by_code(const struct figures *f, struct str code)
{
    for (size_t i = 0; i < f->carriers.n; i++) if (str_eq(f->carrier_codes[i], code)) return &f->carriers.v[i];
    return NULL;
}

/* Its first move; moves.n: it has none. */
static size_t move_first(const struct figures *f, const struct carriers_listed *c)
{
    size_t low = 0, high = f->moves.n;
    while (low < high) {
        size_t mid = (low + high) / 2;
        if (f->moves.v[mid].carrier < c->id) low = mid + 1; else high = mid;
    }
    return low < f->moves.n && f->moves.v[low].carrier == c->id ? low : f->moves.n;
}

bool carrier_stayed(const struct figures *f, const struct carriers_listed *c) { return move_first(f, c) == f->moves.n; }

struct str carrier_place(const struct figures *f, const struct carriers_listed *c, enum measure_cut cut, int64_t month)
{
    for (size_t i = move_first(f, c); i < f->moves.n && f->moves.v[i].carrier == c->id; i++)
        if (month_of_text(f->moves.v[i].until_day) > month) return cut == CUT_ZONE ? f->moves.v[i].zone : f->moves.v[i].division;
    return cut == CUT_ZONE ? c->zone : c->division;
}

bool carrier_lay(const struct figures *f, const struct carriers_listed *c, const struct area *at, int64_t month)
{
    return at->cut == CUT_CITY || str_eq(carrier_place(f, c, at->cut, month), at->code);
}

bool carrier_lay_in(const struct figures *f, const struct carriers_listed *c, const struct area *at, int64_t from, int64_t until)
{
    if (carrier_stayed(f, c)) return carrier_lay(f, c, at, until);
    for (int64_t m = from; m <= until; m = month_plus(m, 1)) if (carrier_lay(f, c, at, m)) return true;
    return false;
}
