/* file_result.c: the result of a round as JSON: enough to check it, and nobody's name. doc/rounds.md describes it. */
#include "app/rounds/file.h"

static int64_t shown(const struct round *rd, int64_t v) { return rd->method == ROUND_BEST ? -v : v; }

static void put_head(struct out *o, const struct round *rd)
{
    put_z(o, "{\"ballast_round\": 1,\n \"method\": ");
    put_json(o, round_method_word(rd->method));
    if (rd->method == ROUND_STABLE) { put_z(o, ",\n \"seed\": "); put_json(o, rd->seed); }
    else if (rd->everybody) put_z(o, ",\n \"outside\": \"never\"");
    else if (rd->outside_said) put_f(o, ",\n \"outside\": %lld", (long long)rd->outside);
    else put_z(o, ",\n \"outside\": \"last\"");
    put_z(o, ",\n \"inputs\": [");
    for (size_t i = 0; i < rd->nfiles; i++) {
        put_z(o, i ? ",\n  {\"file\": " : "\n  {\"file\": ");
        put_json(o, rd->file[i].name);
        put_f(o, ", \"bytes\": %zu, \"sha256\": ", rd->file[i].bytes.n);
        put_json(o, round_hash(rd->a, rd->file[i].bytes));
        if (rd->file[i].changes) put_z(o, ", \"changes\": true");
        put_c(o, '}');
    }
    put_z(o, "],\n");
}

/* The first wish of an applicant and those liked as much: rank 1; and so on. */
static int32_t rank_of(const struct assign_round *r, int32_t x, int32_t wish)
{
    int32_t n = 1;
    for (int32_t w = r->first[x] + 1; w <= wish; w++) n += !(r->same && r->same[w]);
    return n;
}

static void put_sums(struct out *o, const struct round *rd, const int32_t *seat)
{
    const struct assign_round *r = &rd->r;
    int64_t seats = 0, placed = 0, top = 0;
    for (int32_t p = 0; p < r->places; p++) seats += r->place[p].seats;
    for (int32_t x = 0; x < r->applicants; x++)
        if (seat[x] >= 0) { placed++; top += rank_of(r, x, seat[x]) == 1; }
    put_f(o, " \"sums\": {\"applicants\": %d, \"places\": %d, \"seats\": %lld, \"placed\": %lld, \"first_wish\": %lld",
        r->applicants, r->places, (long long)seats, (long long)placed, (long long)top);
}

static int32_t *holds(const struct round *rd, const int32_t *seat)
{
    int32_t *n = NEWS(rd->a, int32_t, (size_t)rd->r.places + 1);
    for (int32_t x = 0; x < rd->r.applicants; x++) if (seat[x] >= 0) n[rd->r.wish[seat[x]]]++;
    return n;
}

/* Of two reserves of one group (one soft, one hard) the second: the group is told with the first. */
static bool told_before(const struct assign_place *p, int32_t k)
{
    for (int32_t i = 0; i < k; i++) if (p->reserves[i].group == p->reserves[k].group) return true;
    return false;
}

static void put_cutoff(struct out *o, const struct round *rd, int32_t place, uint32_t kind, const struct assign_cutoff *c)
{
    const struct assign_place *p = &rd->r.place[place];
    bool any = false;
    put_z(o, "{\"groups\": [");
    for (int32_t k = 0; k < p->nreserves; k++) {
        if (!(kind >> k & 1) || told_before(p, k)) continue;
        if (any) put_z(o, ", ");
        put_json(o, rd->groups.list.v[p->reserves[k].group]);
        any = true;
    }
    put_z(o, c->gate == ASSIGN_OPEN ? "], \"gate\": \"open\"" : c->gate == ASSIGN_SHUT ? "], \"gate\": \"shut\"" : "], \"gate\": \"at\"");
    if (c->gate == ASSIGN_AT)
        put_f(o, ", \"points\": %lld, \"lottery\": \"%016llx\"", (long long)c->points, (unsigned long long)rd->r.lottery[c->holder]);
    put_c(o, '}');
}

/* Two reserves of one group (one soft, one hard) make kinds nobody can be; they are left out. */
static bool kind_possible(const struct assign_place *p, uint32_t kind)
{
    for (int32_t i = 0; i < p->nreserves; i++)
        for (int32_t k = 0; k < i; k++)
            if (p->reserves[i].group == p->reserves[k].group && (kind >> i & 1) != (kind >> k & 1)) return false;
    return true;
}

void round_put_stable(struct out *o, const struct round *rd, const struct assign_stable *s)
{
    const struct assign_round *r = &rd->r;
    const int32_t *n = holds(rd, s->seat);
    put_head(o, rd);
    put_sums(o, rd, s->seat);
    put_z(o, "},\n \"places\": [");
    for (int32_t p = 0; p < r->places; p++) {
        put_z(o, p ? ",\n  {\"place\": " : "\n  {\"place\": ");
        put_json(o, rd->places.list.v[p]);
        put_f(o, ", \"holds\": %d, \"opens\": %s, \"cutoffs\": [", n[p], s->closed[p] ? "false" : "true");
        for (uint32_t kind = 0, any = 0; kind < 1u << r->place[p].nreserves; kind++) {
            if (!kind_possible(&r->place[p], kind)) continue;
            if (any++) put_z(o, ", ");
            put_cutoff(o, rd, p, kind, assign_cutoff_at(s, p, kind));
        }
        put_z(o, "]}");
    }
    put_z(o, "],\n \"applicants\": [");
    for (int32_t x = 0; x < r->applicants; x++) {
        put_z(o, x ? ",\n  {\"applicant\": " : "\n  {\"applicant\": ");
        put_json(o, rd->applicants.list.v[x]);
        put_f(o, ", \"lottery\": \"%016llx\", \"place\": ", (unsigned long long)r->lottery[x]);
        if (s->seat[x] < 0) { put_z(o, "null}"); continue; }
        put_json(o, rd->places.list.v[r->wish[s->seat[x]]]);
        put_f(o, ", \"wish\": %d, \"points\": %lld}", rank_of(r, x, s->seat[x]), (long long)r->number[s->seat[x]]);
    }
    put_z(o, "]}\n");
}

void round_put_optimal(struct out *o, const struct round *rd, const struct assign_optimal *s)
{
    const struct assign_round *r = &rd->r;
    const int32_t *n = holds(rd, s->seat);
    const char *what = rd->method == ROUND_BEST ? "score" : "cost";
    int64_t sum = 0;
    put_head(o, rd);
    put_sums(o, rd, s->seat);
    for (int32_t x = 0; x < r->applicants; x++) sum += s->seat[x] >= 0 ? shown(rd, r->number[s->seat[x]]) : 0;
    put_f(o, ", \"%s\": %lld, \"outside\": %lld},\n \"places\": [", what, (long long)sum, (long long)shown(rd, r->outside));
    for (int32_t p = 0; p < r->places; p++) {
        put_z(o, p ? ",\n  {\"place\": " : "\n  {\"place\": ");
        put_json(o, rd->places.list.v[p]);
        put_f(o, ", \"holds\": %d, \"price\": %lld}", n[p], (long long)s->price[p]);
    }
    put_z(o, "],\n \"applicants\": [");
    for (int32_t x = 0; x < r->applicants; x++) {
        put_z(o, x ? ",\n  {\"applicant\": " : "\n  {\"applicant\": ");
        put_json(o, rd->applicants.list.v[x]);
        put_f(o, ", \"pays\": %lld, \"place\": ", (long long)s->pays[x]);
        if (s->seat[x] < 0) { put_z(o, "null}"); continue; }
        put_json(o, rd->places.list.v[r->wish[s->seat[x]]]);
        put_f(o, ", \"%s\": %lld}", what, (long long)shown(rd, r->number[s->seat[x]]));
    }
    put_z(o, "]}\n");
}

/* The engine counts from 0; people know names. Rewrites "place 3" and "applicant 7" in the error. */
void round_err_names(const struct round *rd, struct err *e)
{
    struct out o;
    struct str text = str_copy(rd->a, str_from(e->text));
    static const struct str words[] = { SI("place "), SI("applicant ") };
    out_init(&o, rd->a);
    for (size_t i = 0; i < text.n;) {
        size_t n = 1;
        for (size_t k = 0; k < LEN(words); k++) {
            const struct strs *list = k ? &rd->applicants.list : &rd->places.list;
            size_t from = i + words[k].n, to = from;
            int64_t v;
            if (!str_starts(str_sub(text, i, text.n), words[k])) continue;
            while (to < text.n && text.p[to] >= '0' && text.p[to] <= '9') to++;
            if (!str_int(str_sub(text, from, to - from), &v) || v < 0 || (size_t)v >= list->n) continue;
            put_f(&o, "%.*s\"%.*s\"", STR_FMT(words[k]), STR_FMT(list->v[v]));
            n = 0;
            i = to;
            break;
        }
        if (n) put_c(&o, text.p[i++]);
    }
    fail_at(e, e->rc, e->line, e->col, "%.*s", STR_FMT(out_str(&o)));
}
