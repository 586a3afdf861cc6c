/* said.c: from what a source says to what is stored: the name as it is compared, number and telephone sealed and indexed, who
** claims it. Made once, outside the transaction, because seals and ids differ each time they are made. */
#include "app/jobs/inner.h"

/* The measures' groups, each once, in their order: equal sets are equal text. */
struct str job_groups_tidy(struct arena *a, struct str groups)
{
    struct out o;
    out_init(&o, a);
    for (int g = 0; g < JOB_GROUPS; g++) {
        struct str rest = groups, one;
        bool has = false;
        while (str_cut(&rest, ',', &one)) has |= str_eq(str_trim(one), str_from(job_groups[g]));
        if (!has) continue;
        if (o.n) put_c(&o, ',');
        put_z(&o, job_groups[g]);
    }
    return out_str(&o);
}

/* One wrong year begins a figure in it: who works today began in this century or the last. */
int job_start_fault(struct str day, int64_t today)
{
    enum { AHEAD = 366 };
    int64_t from;
    if (!date_parse(day, &from)) return 0;
    return from < date_days(1950, 1, 1) ? T_err_date : from > today + AHEAD ? T_job_err_future : 0;
}

/* 62 bits of the blind index, below a bit no id has: ids are times, and those end long before it. */
int64_t job_who_of(struct str id_index)
{
    uint64_t v = 0;
    must(id_index.n >= 8);
    for (size_t i = 0; i < 8; i++) v = v << 8 | (uint8_t)id_index.p[i];
    return (int64_t)(v >> 2 | (uint64_t)1 << 62);
}

static struct str claimant_of(struct arena *a, const struct job_said *s)
{
    if (s->carrier) return str_printf(a, "c:%lld", (long long)s->carrier);
    if (s->zone.n) return str_join(a, S("z:"), s->zone);
    return str_join(a, S("d:"), str_given(s->division));
}

static void one(struct arena *a, const struct keys *k, const struct jobs_batch *b, size_t i, struct job_made *m)
{
    const struct job_said *s = &b->v[i];
    struct str phone = phone_normal(a, s->phone);
    m->id = b->ids ? b->ids[i] : id_new(b->now);
    m->firm_id = id_new(b->now);
    if (s->number.n) {
        m->id_cipher = party_seal(a, k, "job_claim", m->id, "id_cipher", s->number);
        m->id_index = party_index(a, k, "id", s->number);
    }
    if (phone.n) {
        m->phone_cipher = party_seal(a, k, "job_claim", m->id, "phone_cipher", phone);
        m->phone_index = party_index(a, k, "phone", phone);
    }
    m->claimant = claimant_of(a, s);
    m->groups = job_groups_tidy(a, s->groups);
}

void jobs_prepare(struct arena *a, const struct keys *k, struct jobs_batch *b)
{
    struct job_made *made = NEWS(a, struct job_made, b->n);
    struct str *names = NEWS(a, struct str, b->n), *keys = NEWS(a, struct str, b->n);
    for (size_t i = 0; i < b->n; i++) names[i] = b->v[i].name;
    link_names(a, names, b->n, keys);
    for (size_t i = 0; i < b->n; i++) {
        must(b->v[i].name.n && b->v[i].start.n);
        made[i].name_key = keys[i];
        one(a, k, b, i, &made[i]);
    }
    b->made = made;
}
