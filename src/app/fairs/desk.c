/* desk.c: what whoever runs a fair sees of it first: who is missing at a table, what nobody has said, who has not answered, what
** is free; and whoever or whatever is looked for, by a name, by presence or by a slot. The address says all of it (GET). */
#include "app/fairs/views.h"

enum { SOON_MS = 15 * 60 * 1000, TAIL_MAX = 180 };

bool fair_live(const struct fair_by_id *f) { return str_eq(f->state, S("provisional")) || str_eq(f->state, S("open")); }
bool desk_asked(const struct desk *d) { return d->q.n || d->show.n || d->slot; }

/* A very long name is not carried along: the address of a form's result has a limit. */
struct str desk_path(struct req *r, int64_t fair, const char *tail)
{
    static const char *const names[] = { "q", "show", "at", "page" };
    struct str path = fair_path(r, fair, tail);
    struct out o;
    char sep = '?';
    out_init(&o, r->arena);
    put_str(&o, path);
    for (size_t i = 0; i < LEN(names); i++) {
        struct str v = req_text(r, names[i]);
        if (!v.n) continue;
        put_f(&o, "%c%s=", sep, names[i]);
        put_url(&o, v);
        sep = '&';
    }
    return o.n <= TAIL_MAX ? out_str(&o) : path;
}

/* ---- times and tables ---- */

static int timed_order(const void *x, const void *y)
{
    const struct timed *a = x, *b = y;
    if (a->at != b->at) return a->at < b->at ? -1 : 1;
    return a->m->place_table != b->m->place_table ? (a->m->place_table < b->m->place_table ? -1 : 1)
                                                  : (a->m->id > b->m->id) - (a->m->id < b->m->id);
}

static void timed_add(struct req *r, struct timed_list *list, const struct world *w, const struct fair_meetings *m)
{
    *PUSH(r->arena, list) = (struct timed){ m->slot ? slot_start(world_slot(w, m->slot)) : INT64_MAX, m };
}

static void timed_sort(struct timed_list *list)
{
    if (list->n) qsort(list->v, list->n, sizeof *list->v, timed_order);
}

/* ---- what the meetings say of people and tables, read once: a large fair has thousands of each ---- */

static void stand(struct desk *d, const struct world *w, int64_t person, const struct fair_meetings *m, int64_t now)
{
    struct standing *p = &d->person[world_person_at(w, person)];
    p->load++;
    if (str_eq(m->state, S("held")) || slot_end(world_slot(w, m->slot)) <= now) return;
    if (!p->next || slot_start(world_slot(w, m->slot)) < slot_start(world_slot(w, p->next->slot))) p->next = m;
}

static void meetings_read(struct req *r, struct desk *d, const struct world *w)
{
    d->person = NEWS(r->arena, struct standing, w->people.n + 1);
    d->tables = NEWS(r->arena, int64_t, w->slots.n * w->places.n + 1);
    for (size_t i = 0; i < w->slots.n * w->places.n; i++) d->tables[i] = w->places.v[i % w->places.n].tables;
    for (size_t i = 0; i < w->meetings.n; i++) {
        const struct fair_meetings *m = &w->meetings.v[i];
        if (!meeting_placed(m)) continue;
        stand(d, w, m->need_person, m, r->now);
        stand(d, w, m->offer_person, m, r->now);
        const struct fair_places *place = world_place(w, world_party(w, m->offer));
        if (place) d->tables[(size_t)(world_slot(w, m->slot) - w->slots.v) * w->places.n + (size_t)(place - w->places.v)]--;
    }
}

/* ---- what is looked for ---- */

/* Every word stands in a name of the party or in the person's. */
static bool called(struct req *r, const struct fair_parties *x, struct str person, struct str q)
{
    struct str name = name_fold(r->arena,
        str_printf(r->arena, "%.*s %.*s %.*s %.*s", STR_FMT(x->org_zh), STR_FMT(x->org_en),
            STR_FMT(x->organisation == DB_NULL ? x->name : S("")), STR_FMT(person)));
    struct str rest = name_fold(r->arena, q);
    for (struct str word; str_cut(&rest, ' ', &word);) if (word.n && str_find(name, word) < 0) return false;
    return true;
}

static bool shown(const struct desk *d, const struct world *w, const struct fair_people *p, struct str show)
{
    if (str_eq(show, S("few"))) return d->person[p - w->people.v].load < w->f.least_meetings;
    return !show.n || str_eq(p->state, show);
}

static void look_for(struct req *r, struct desk *d, const struct world *w)
{
    bool *named = NEWS(r->arena, bool, w->people.n + 1);
    for (size_t i = 0; i < w->people.n; i++) {
        const struct fair_people *p = &w->people.v[i];
        const struct fair_parties *x = world_party(w, p->party);
        named[i] = d->q.n && called(r, x, p->name, d->q);
        if (str_eq(x->state, S("active")) && !d->slot && shown(d, w, p, d->show) && (!d->q.n || named[i])) *PUSH(r->arena, &d->people) = p;
    }
    d->p = paging_of(r, (int64_t)d->people.n, DESK_ROWS);
    for (size_t i = 0; i < w->meetings.n; i++) {
        const struct fair_meetings *m = &w->meetings.v[i];
        if (!meeting_live(m->state)) continue;
        bool theirs = d->q.n && (named[world_person_at(w, m->need_person)] || named[world_person_at(w, m->offer_person)]);
        if (theirs || (d->slot && m->slot == d->slot)) timed_add(r, &d->meetings, w, m);
    }
    timed_sort(&d->meetings);
}

/* ---- what waits for somebody ---- */

static void waits(struct req *r, struct desk *d, const struct world *w)
{
    for (size_t i = 0; i < w->people.n; i++) {
        const struct fair_people *p = &w->people.v[i];
        if (!str_eq(world_party(w, p->party)->state, S("active"))) continue;
        d->few += fair_live(&w->f) && d->person[i].load < w->f.least_meetings;
        if (!d->today || str_eq(p->state, S("arrived")) || str_eq(p->state, S("absent"))) continue;
        const struct fair_meetings *m = d->person[i].next;
        if (m && slot_start(world_slot(w, m->slot)) <= r->now + SOON_MS) *PUSH(r->arena, &d->awaited) = p;
    }
    for (size_t i = 0; i < w->meetings.n; i++) {
        const struct fair_meetings *m = &w->meetings.v[i];
        bool over = m->slot && slot_end(world_slot(w, m->slot)) <= r->now;
        if (over && meeting_may(w, m, S(""), "held", r->now)) timed_add(r, &d->unsaid, w, m);
        if (fair_live(&w->f) && (str_eq(m->state, S("proposed")) || str_eq(m->state, S("asked")))) timed_add(r, &d->open, w, m);
        if (fair_live(&w->f) && str_eq(m->state, S("unplaced"))) timed_add(r, &d->unplaced, w, m);
    }
    timed_sort(&d->unsaid);
    timed_sort(&d->open);
    for (size_t i = 0; fair_live(&w->f) && i < w->slots.n; i++)
        for (size_t k = 0; slot_start(&w->slots.v[i]) > r->now && k < w->places.n; k++) d->vacant += d->tables[i * w->places.n + k];
}

struct desk desk_of(struct req *r, const struct world *w, bool planned)
{
    struct desk d = { .q = req_text(r, "q"),
        .show = req_text(r, "show"),
        .slot = req_int(r, "at", 0),
        .today = str_eq(w->f.state, S("open")) && fair_day(w, r->now) };
    if (!world_slot(w, d.slot)) d.slot = 0;
    meetings_read(r, &d, w);
    look_for(r, &d, w);
    if (planned && !desk_asked(&d)) waits(r, &d, w);
    return d;
}
