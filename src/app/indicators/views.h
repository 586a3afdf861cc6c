/* views.h: what the pages of this folder show, and their handlers. */
#ifndef INDICATORS_VIEWS_H
#define INDICATORS_VIEWS_H
#include "app/indicators/inner.h"

enum { HEADLINES = 4, MONTHS = 12, BASES_SHOWN = 10 };

/* One of the four figures at the top. NO_FIGURE wherever there is none. */
struct headline {
    const struct indicator *x;
    int64_t now, before, today;                   /* in the period, a year before, as of this moment */
    int64_t target, plan, share;                  /* of the year; what the straight line asks for by now; per cent of the target */
    struct targets_of_rows targets;               /* of the year, every area */
};
/* A district or zone on the map: the count, and per cent of its plan. */
struct tile { struct area at; struct str name; int64_t value, plan, share; };
struct base { const struct carriers_listed *row; struct area at; int64_t incubatees, teams, jobs, due, filed; };
struct attention { struct str text, path; };

struct barometer {
    const struct catalogue *cat;
    struct period period;
    struct area at;
    struct str name;                              /* of the area */
    int64_t month, as_of;                         /* the running month; the day up to which things are counted */
    bool unfinished;                              /* the period's last month is still running */
    bool inside;                                  /* a leader or an officer looks */
    struct headline head[HEADLINES];
    struct headline *jobs;                        /* one of them */
    int64_t line[MONTHS], line_before[MONTHS], line_plan[MONTHS];
    struct { struct tile *v; size_t n, cap; } tiles;
    struct { struct base *v; size_t n, cap; } bases;
    size_t carriers;
    struct missing_returns_rows missing;          /* of the area; n returns each */
    int64_t missing_returns;
    int64_t due, on_time;                         /* returns of the period */
    struct { struct attention *v; size_t n, cap; } attention;
    struct { struct period *v; size_t n, cap; } periods;
    struct areas divisions, zones;
};
enum rc barometer_read(struct req *r, bool inside, struct barometer *b);
struct str barometer_says(struct req *r, const struct barometer *b);                  /* one sentence about the line */
struct str barometer_plainly(struct req *r, const struct barometer *b);               /* one for the needle, without jargon */
struct str barometer_path(struct req *r, const char *path, const struct period *p, const struct area *at);
struct str figure_text(struct req *r, const struct indicator *x, int64_t v);          /* 12,846 or 78.4; – for none */
struct str unit_of(const struct req *r, const struct indicator *x);
struct str count_text(struct req *r, int64_t v);

struct chart_tile tile_place(struct str code);                                        /* col 0: not on the map */
struct str tile_name(struct req *r, struct str code, struct str name);                /* short enough for a tile */
int64_t plan_in(const struct period *p, int64_t target, int64_t start, enum nature nature, int64_t today);

void option_begin(struct req *r, struct str value, bool selected);                    /* <option ...> */
void barometer_html(struct req *r, const struct barometer *b);
void barometer_embed_html(struct req *r, const struct barometer *b);

struct indicators_view {
    const struct catalogue *cat;
    struct figures f;
    struct period period;
    int64_t *now;
    size_t counted;
    struct str q, owner;                          /* of the page: what is looked for */
};
bool indicator_shown(struct req *r, const struct indicators_view *v, const struct indicator *x);
void indicators_html(struct req *r, const struct indicators_view *v);

struct month_value { int64_t month, value; };
struct area_value { struct area at; struct str name; int64_t now, before; };
struct group_value { struct str group; int64_t value; };
struct coverage { int64_t due, filed; };          /* returns */
/* One time a value was published; before: what it was the time before; live: what is counted now. */
struct vintage { const struct values_published *row; int64_t value, before, live; bool newest; };
struct indicator_view {
    const struct catalogue *cat;
    const struct indicator *x;
    struct period period;
    struct area at;
    struct str name;
    int64_t month, now;
    bool inside, edits;
    struct coverage coverage;
    struct month_value *months; size_t nmonths;
    struct { struct area_value *v; size_t n, cap; } areas;
    struct { struct group_value *v; size_t n, cap; } groups;
    struct values_published_rows published;
    struct { struct vintage *v; size_t n, cap; } vintages;
};
void indicator_html(struct req *r, const struct indicator_view *v);
bool figures_inside(const struct req *r);                                             /* may see small counts */
enum rc coverage_of(struct figures *f, const struct period *p, const struct area *at, struct coverage *c);
enum rc areas_counted(struct req *r, struct figures *f, enum measure_cut cut, struct areas *all);
enum rc figure_shown_apart(struct req *r, const struct indicator_view *v, const struct period *p, bool *yes);
void put_figure_json(struct out *o, const struct indicator *x, int64_t v);

enum { CHANGES_SHOWN = 300 };
struct targets_view { const struct indicator *x; const struct form_state *s; int64_t year; struct targets_of_rows rows; };
struct release_row { struct str indicator, cut, code, group; int64_t value, definition; bool hidden; };
struct releases_view { struct release_list_rows rows; struct paging paging; const struct form_state *s; bool edits, signs; };
/* changes: DB_NULL is NO_FIGURE; first: of its period */
struct release_view {
    struct release_by_id x;
    struct period period;
    const struct catalogue *cat;
    struct release_changes_rows changes;
    struct release_city_rows city;
    bool inside, mine, signs, first;
};
struct reports_view { struct report_list_rows rows; struct paging paging; const struct catalogue *cat; int64_t today; };
void targets_html(struct req *r, const struct targets_view *v);
void releases_html(struct req *r, const struct releases_view *v);
void release_html(struct req *r, const struct release_view *v);
void report_state_html(struct req *r, const struct report_by_key *x, const struct indicator *about);
void reports_html(struct req *r, const struct reports_view *v);
void report_office_html(struct req *r, const struct report_by_id *x, const struct indicator *about, const struct form_state *s);

/* What a name of the formula reads: a count, or a mean of counts. has: there is one. */
struct rows_count { struct number v; bool has; };
struct rows_carrier { const struct carriers_listed *row; struct area at; int64_t value; struct rows_count *counts; bool part, opens; };
struct rows_view {
    const struct catalogue *cat;
    const struct indicator *x;
    struct period period;
    struct area at;
    struct str area;                              /* its name */
    int64_t now;
    struct rows_count *counts, *beside;           /* one a name of the formula; what of it no carrier has, or several share */
    bool jobs, filings, docking;
    struct { struct rows_carrier *v; size_t n, cap; } carriers;
    struct returns_under_rows returns;
    struct missing_returns_rows missing;
    struct paging paging;
};
struct str rows_count_text(struct req *r, const struct rows_count *c);
void rows_html(struct req *r, const struct rows_view *v);
void data_html(struct req *r, int64_t year, int64_t first);

/* Handlers, for the table in indicators.c. */
enum rc barometer_page(struct req *r);
enum rc barometer_json(struct req *r);
enum rc barometer_embed_page(struct req *r);
enum rc indicators_page(struct req *r);
enum rc indicators_json(struct req *r);
enum rc indicator_page(struct req *r);
enum rc indicator_json(struct req *r);
enum rc indicator_edit_page(struct req *r);
enum rc indicator_edit_post(struct req *r);
enum rc targets_page(struct req *r);
enum rc targets_post(struct req *r);
enum rc releases_page(struct req *r);
enum rc release_post(struct req *r);
enum rc release_page(struct req *r);
enum rc release_file(struct req *r);
enum rc release_sign_post(struct req *r);
enum rc release_withdraw_post(struct req *r);
enum rc barometer_desk_page(struct req *r);
enum rc rows_page(struct req *r);
enum rc rows_json(struct req *r);
enum rc data_page(struct req *r);
enum rc data_file_page(struct req *r);
enum rc metrics_page(struct req *r);
enum rc report_page(struct req *r);
enum rc report_post(struct req *r);
enum rc report_state_page(struct req *r);
enum rc reports_page(struct req *r);
enum rc report_office_page(struct req *r);
enum rc report_answer_post(struct req *r);
extern const struct form indicator_form, target_form, release_form, report_form, report_answer_form;
#endif
