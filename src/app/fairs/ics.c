/* ics.c: a party's meetings as an iCalendar (RFC 5545): UTC, lines of at most 75 bytes, texts escaped, a UID that stays and a
** SEQUENCE that grows, so that a calendar which has an event moves it and takes out what was cancelled. A file is taken in again by
** hand, so what is not in it stays in the calendar: a meeting that lost its slot is in it, too, as cancelled. What is
** subscribed to is the same (feed_pages.c), asked for anew every quarter of an hour (RFC 7986). It names no METHOD: that
** would make it a message of RFC 5546, which has an ORGANIZER to be answered by mail. */
#include "app/fairs/inner.h"

/* Folded: a line goes on after CR LF and a space, never inside a character. */
void put_ics_line(struct out *o, const char *name, struct str value)
{
    enum { MOST = 75 };
    size_t at = strlen(name) + 1;
    put_z(o, name);
    put_c(o, ':');
    for (size_t i = 0; i < value.n;) {
        size_t next = i;
        utf8_next(value, &next);
        if (at + next - i > MOST) { put_z(o, "\r\n "); at = 1; }
        put(o, value.p + i, next - i);
        at += next - i;
        i = next;
    }
    put_z(o, "\r\n");
}

/* Backslash, semicolon, comma and line ends; other control characters may not stand in a text. */
void put_ics_text(struct out *o, const char *name, struct str text)
{
    struct out e;
    out_init(&e, o->a);
    for (size_t i = 0; i < text.n; i++) {
        char c = text.p[i];
        if (c == '\\' || c == ';' || c == ',') { put_c(&e, '\\'); put_c(&e, c); }
        else if (c == '\n') put_z(&e, "\\n");
        else if ((unsigned char)c >= 0x20 && c != 0x7f) put_c(&e, c);
    }
    put_ics_line(o, name, out_str(&e));
}

static struct str utc(struct arena *a, int64_t ms)
{
    int64_t s = ms / 1000, days = s / 86400, rest = s % 86400;
    struct ymd d = date_ymd(days);
    return str_printf(a, "%04lld%02d%02dT%02d%02d%02dZ", (long long)d.y, d.m, d.d, (int)(rest / 3600), (int)(rest / 60 % 60),
        (int)(rest % 60));
}

static const char *status_of(struct str state)
{
    if (str_eq(state, S("proposed"))) return "TENTATIVE";
    return str_eq(state, S("agreed")) || str_eq(state, S("held")) ? "CONFIRMED" : "CANCELLED";
}

/* It has a slot, or had one that may stand in a calendar: whenever a meeting leaves its slot, its sequence grows. */
static bool was_told(const struct fair_meetings *m) { return m->slot > 0 || m->sequence > 0; }

static void put_event(struct req *r, struct out *o, const struct world *w, const struct fair_parties *own, const struct fair_meetings *m)
{
    bool need = m->need == own->id;
    const struct fair_parties *other = world_party(w, need ? m->offer : m->need);
    const struct fair_people *me = world_person(w, need ? m->need_person : m->offer_person),
                             *them = world_person(w, need ? m->offer_person : m->need_person);
    const struct fair_places *place = world_place(w, world_party(w, m->offer));
    /* an event has to begin some time, a cancelled one, too */
    const struct fair_slots *s = m->slot ? world_slot(w, m->slot) : &w->slots.v[0];
    put_z(o, "BEGIN:VEVENT\r\n");
    put_ics_line(o, "UID", str_printf(r->arena, "fair-meeting-%lld@ballast", (long long)m->id));
    put_ics_line(o, "DTSTAMP", utc(r->arena, m->changed_ms));
    put_ics_line(o, "DTSTART", utc(r->arena, slot_start(s)));
    put_ics_line(o, "DTEND", utc(r->arena, slot_end(s)));
    put_ics_line(o, "SEQUENCE", str_printf(r->arena, "%lld", (long long)m->sequence));
    put_ics_line(o, "STATUS", str_from(status_of(m->state)));
    put_ics_text(o, "SUMMARY", say_with(r, T_fair_ics_summary, party_name(r, other), STR_NONE));
    if (place && m->slot)
        put_ics_text(o, "LOCATION",
            str_printf(r->arena, "%.*s, %.*s %lld", STR_FMT(pick(r, place->name_zh, place->name_en)), STR_FMT(say(r, T_fair_table)),
                (long long)m->place_table));
    put_ics_text(o, "DESCRIPTION",
        str_printf(r->arena, "%.*s ↔ %.*s\n%.*s", STR_FMT(me->name), STR_FMT(them->name), STR_FMT(pick(r, w->f.name_zh, w->f.name_en))));
    put_z(o, "END:VEVENT\r\n");
}

/* The fair itself, a line on each of its days: a calendar has at least one component (RFC 5545, 3.6), and she sees where to be
** on days without a meeting. Days that are added later need not follow one another, and change none that is there. */
static void put_fair_day(struct req *r, struct out *o, const struct world *w, struct str date, int64_t stamp)
{
    int64_t day = 0;
    must(date_parse(date, &day));
    struct str first = str_sub(utc(r->arena, day * DAY_MS), 0, 8);
    put_z(o, "BEGIN:VEVENT\r\n");
    put_ics_line(o, "UID", str_printf(r->arena, "fair-%lld-%.*s@ballast", (long long)w->f.id, STR_FMT(first)));
    put_ics_line(o, "DTSTAMP", utc(r->arena, stamp));
    put_ics_line(o, "DTSTART;VALUE=DATE", first);
    put_ics_line(o, "DTEND;VALUE=DATE", str_sub(utc(r->arena, (day + 1) * DAY_MS), 0, 8));
    put_ics_line(o, "SEQUENCE", str_printf(r->arena, "%lld", (long long)w->f.version));
    put_ics_line(o, "STATUS", str_eq(w->f.state, S("cancelled")) ? S("CANCELLED") : S("CONFIRMED"));
    put_ics_line(o, "TRANSP", S("TRANSPARENT"));
    put_ics_text(o, "SUMMARY", pick(r, w->f.name_zh, w->f.name_en));
    put_z(o, "END:VEVENT\r\n");
}

static void put_days(struct req *r, struct out *o, const struct world *w, int64_t stamp)
{
    for (size_t i = 0; i < w->slots.n; i++) {
        size_t k = 0;
        while (!str_eq(w->slots.v[k].day, w->slots.v[i].day)) k++;
        if (k == i) put_fair_day(r, o, w, w->slots.v[i].day, stamp);
    }
}

void put_calendar(struct req *r, struct out *o, const struct world *w, const struct fair_parties *p, int64_t person, int64_t stamp)
{
    put_z(o, "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//Ballast//Fairs//EN\r\nCALSCALE:GREGORIAN\r\nREFRESH-INTERVAL;VALUE=DURATION:PT15M\r\nX-PUBLISHED-TTL:PT15M\r\n");
    put_ics_text(o, "X-WR-CALNAME", pick(r, w->f.name_zh, w->f.name_en));
    put_days(r, o, w, stamp);
    for (size_t i = 0; i < w->meetings.n; i++) {
        const struct fair_meetings *m = &w->meetings.v[i];
        if ((m->need != p->id && m->offer != p->id) || !was_told(m)) continue;
        if (person && m->need_person != person && m->offer_person != person) continue;
        put_event(r, o, w, p, m);
    }
    put_z(o, "END:VCALENDAR\r\n");
}
