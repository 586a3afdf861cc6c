/* people.c: the sheet of people as claims of employment (jobs.h): who, where, since when, until when, under which evidence. The
** employer is looked up among the firms of the same return, so that a name alone finds the firm's code, too. */
#include "app/filings/inner.h"
#include "web/ids.h"

static struct str text_of(const struct filled *x, enum sheet_no s, const struct ret_row *row, const char *field)
{
    ptrdiff_t at = field_of(x->form, s, str_from(field));
    return at < 0 ? S("") : row->v[at].text;
}

struct firm_names { struct str *key; struct str *code; size_t n; };

static struct firm_names firms_named(struct arena *a, const struct filled *x)
{
    struct firm_names f = { NEWS(a, struct str, x->rows[FIRMS].n + 1), NEWS(a, struct str, x->rows[FIRMS].n + 1), x->rows[FIRMS].n };
    for (size_t i = 0; i < f.n; i++) {
        f.key[i] = firm_key(a, text_of(x, FIRMS, &x->rows[FIRMS].v[i], "name"));
        f.code[i] = text_of(x, FIRMS, &x->rows[FIRMS].v[i], "uscc");
    }
    return f;
}

static struct firm_said employer(struct arena *a, const struct filled *x, const struct firm_names *names, struct str said,
    const struct filing_by_id *f)
{
    struct firm_said e = { .uscc = S(""), .name = said, .division = f->division, .zone = f->zone, .industry = S(""), .registered = S("") };
    bool code = uscc_check(id_normal(a, said)) == ID_FINE;
    struct str key = code ? S("") : firm_key(a, said);
    if (code) e.uscc = id_normal(a, said);
    for (size_t i = 0; i < names->n; i++) {
        if (code ? !str_eq(names->code[i], e.uscc) : !str_eq(names->key[i], key)) continue;
        e.name = text_of(x, FIRMS, &x->rows[FIRMS].v[i], "name");
        e.uscc = names->code[i];
        break;
    }
    return e;
}

/* Whole months of a contract; DB_NULL when either end is not said. */
static int64_t months(struct str from, int64_t to, bool have)
{
    int64_t day;
    return have && date_parse(from, &day) && to >= day ? date_months_between(day, to + 1) : DB_NULL;
}

const struct jobs_batch *people_claims(struct arena *a, const struct keys *k, const struct filled *x, const struct filing_by_id *f,
    int64_t account, int64_t now)
{
    size_t n = x->rows[PEOPLE].n;
    if (!n) return NULL;
    struct jobs_batch *b = NEW(a, struct jobs_batch);
    struct job_said *v = NEWS(a, struct job_said, n);
    struct firm_names names = firms_named(a, x);
    int64_t end = month_last(f->period);
    for (size_t i = 0; i < n; i++) {
        const struct ret_row *row = &x->rows[PEOPLE].v[i];
        struct str start = text_of(x, PEOPLE, row, "start"), contract = text_of(x, PEOPLE, row, "contract"),
                   insured = text_of(x, PEOPLE, row, "insured");
        int64_t until = 0;
        v[i] = (struct job_said){ .row = (int64_t)i + 1, .name = text_of(x, PEOPLE, row, "name"), .number = text_of(x, PEOPLE, row, "id"),
            .phone = S(""), .relation = S("employee"),
            .post = text_of(x, PEOPLE, row, "post"), .start = start, .end = text_of(x, PEOPLE, row, "left"),
            .groups = text_of(x, PEOPLE, row, "grp"), .carrier = f->carrier, .zone = f->zone,
            .division = f->division, .programme = S(""), .evidence = str_printf(a, "filing:%lld:%zu", (long long)f->id, i + 1) };
        v[i].at = employer(a, x, &names, text_of(x, PEOPLE, row, "firm"), f);
        bool has = date_parse(contract, &until);
        v[i].contract_months = months(start, until, has);
        v[i].insurance_months = months(insured, end, insured.n > 0);
    }
    *b = (struct jobs_batch){ .kind = S("filing"),
        .source = f->id,
        .seen = date_str(a, end),
        .account = account,
        .now = now,
        .v = v,
        .n = n };
    jobs_prepare(a, k, b);
    return b;
}
