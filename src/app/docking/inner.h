/* inner.h: what the files of this folder share.
**
** A listing on its way through them:
**
**     form table (kinds.c) -> listing_check (listing_form.c) -> listing_prepare, listing_store in db_tx (listing.c)
**         -> live_update (live.c) -> search_pages.c, listing_pages.c
**
** An upload goes the same way: it fills struct listing_form row by row and
** calls the same listing_check, listing_prepare and listing_store. */
#ifndef DOCKING_INNER_H
#define DOCKING_INNER_H
#include "app/docking/docking.h"
#include "app/measures/measures.h"
#include "web/codes.h"
#include "engine/dock/dock.h"
#include "web/form.h"

enum {
    LISTING_TITLE = 80, LISTING_BODY = 2000, LISTING_ANNEX = 5000,   /* code points */
    LISTING_SKILLS = 20, LISTING_SKILL = 30, LISTING_PARTIES = 50,
    LISTING_PAGE = 20,                            /* cards on a page; as many as listing_cards takes */
    LISTING_CSV = 5000,                           /* rows of an export */
    LISTING_MATCHES = 200,                        /* pairs looked at for one listing */
    LISTING_SIMILAR = 100,                        /* a search that finds fewer goes on with what is similar, up to so many */
};
#define LISTING_FRESH_MS (90 * DAY_MS)            /* open so long without being renewed */
#define LISTING_REMIND_MS (14 * DAY_MS)           /* asked to renew so long before */

/* ---- the form ---- */

struct ids { int64_t *v; size_t n, cap; };

struct listing_form {
    struct str side, kind;
    struct str organisation;                      /* its id; absent: the person's own */
    struct str title_zh, title_en, body_zh, body_en;
    struct str industry, skills, division, zone, stage;
    struct strs languages;
    int64_t amount_low, amount_high, quantity;
    struct str from_day, to_day, open_until;
    struct str visibility, named, annex, annex_for;
    /* of some kinds only */
    struct str ip_state, ip_number, transfer;
    struct str education, contract;
    bool fresh_graduates, housing;
    int64_t months;
    struct str premises, equipment;
    int64_t free_months;
    struct str topics, meets;
    int64_t hours, days;
    struct str certificate, instrument, purpose, unit, standard, cooperation, brings;
    /* filled by listing_check */
    struct ids named_ids, annex_ids;
};

/* kinds.c: a kind has one form: the common fields, labelled for the kind, and from `detail` on its own ones. */
struct listing_kind {
    const char *code;
    const char *department;                       /* whose clerks review it; code list departments */
    const struct form *form;
    size_t detail;                                /* the first field that is stored in listing_detail */
    int amount, per;                              /* T_...: what the amount is called, and what it is paid for ("a month"); per may be 0 */
    int example;                                  /* T_...: what belongs to this kind, in a few words */
};
extern const struct listing_kind listing_kinds[];
extern const size_t listing_kinds_n;
const struct listing_kind *listing_kind_find(struct str code);            /* NULL when unknown */
const struct field *listing_field(const struct listing_kind *k, const char *name);   /* NULL: the kind has none */
/* Every field of every kind under common labels: the columns of an upload. Detail fields from listing_any_detail on. */
extern const struct form listing_form_any;
extern const size_t listing_any_detail;

/* What the form's kind cannot check alone: which of both languages, ranges, names of organisations, fields of another kind.
** Adds faults to s; tidies f->skills; fills f->named_ids and f->annex_ids. RC_OK whatever the faults. */
enum rc listing_check(struct req *r, struct listing_form *f, struct form_state *s);
void listing_forgive(struct form_state *s);       /* a draft may lack what is needed: drops those faults */

/* A value as text for listing_detail, STR_NONE when absent; and back. */
struct str field_value(struct arena *a, const struct field *f, const void *form);
void field_set(struct arena *a, const struct field *f, void *form, struct str value);

void listing_blank(struct listing_form *f);       /* nothing filled in */
/* The stored listing as its form: what edit pages, the pages of fields and the test for changed text look at.
** The annex stays closed: f->annex is absent. */
enum rc listing_load(struct db *db, const struct listing_by_id *row, struct listing_form *f);
enum rc listing_load_shown(struct db *db, const struct listing_by_id *row, struct listing_form *f);   /* without the lists of parties */

/* ---- storing ---- */

/* All that a write needs, made outside the transaction. */
struct listing_write {
    const struct listing_form *f;
    const struct listing_kind *kind;
    int64_t id, version;                          /* version 0: a new row */
    int64_t account, organisation, now;           /* organisation DB_NULL: none */
    struct str state;
    bool news;                                    /* it was not open before, or says something else: people are to be told */
    int64_t published_ms, renew_by_ms;
    struct str source_key;                        /* of an upload; STR_NONE else */
    struct str annex_cipher;                      /* STR_NONE: no annex */
    struct event event;                           /* posted, edited, submitted or published */
};
enum then { THEN_DRAFT, THEN_SUBMIT };            /* submit: open at once for who may review, else to review */
/* old NULL: a new listing, with a new id. */
void listing_prepare(struct req *r, const struct listing_form *f, const struct listing_by_id *old, const struct listing_form *before,
    enum then then, struct listing_write *w);
enum rc listing_store(struct db *tx, const struct listing_write *w);      /* RC_STALE: somebody changed it since */

/* Steps that change no field. Each stands in one transaction with its event and the notices to those whose listing it is. */
struct listing_step {
    struct once once;
    int64_t id, version, now;
    struct str state, reason;                     /* decide: open or refused; close: the reason */
    int64_t published_ms, renew_by_ms;
    struct str open_until;                        /* renew */
    struct event event;
    int notice;                                   /* T_..., 0 = nobody is told */
    struct str zh, en;                            /* the title, for the notice */
};
enum rc listing_decide_tx(struct db *tx, void *step);
enum rc listing_close_tx(struct db *tx, void *step);
enum rc listing_renew_tx(struct db *tx, void *step);

/* Whether the account may post so many more today, by hand or in tables: RC_REFUSED and *too_many when not. */
enum rc listing_enough(struct db *tx, int64_t account, int64_t now, bool table, int64_t more, bool *too_many);

struct listing_save { struct once once; struct listing_write w; bool too_many; };      /* too_many: out */
enum rc listing_save_tx(struct db *tx, void *save);                       /* form_once, then listing_store */

/* The annex, opened. RC_NONE: there is none; RC_DENIED: not for this reader. annex_read_tx is how the look is recorded. */
enum rc listing_annex_open(struct req *r, const struct reader *me, const struct listing_by_id *row, struct str *text);
enum rc listing_annex_may(struct req *r, const struct reader *me, const struct listing_by_id *row, bool *may_open);

/* ---- live.c ---- */

struct live;
/* as the reader's language is written; a listing in two languages shares its words twice */
bool own_script(const struct req *r, struct str word);
struct str term_said(struct req *r, struct str term);
enum rc live_start(struct app *app, struct db *db, struct live **live);
void live_stop(struct live *live);
enum rc live_follow(struct app *app, struct db *db);                      /* what other processes changed; every tick */
/* the index into its file (live_kept.c), where it is time to; every tick */
void live_keep(struct app *app, struct db *db, int64_t now);
void live_kept_fail(struct app *app, int64_t n);                          /* for tests: the n-th step of writing it fails; -1: none */
size_t live_count(struct app *app);

/* a and b, what each side writes, only of words, synonyms and neighbours. */
struct live_reason { enum dock_why why; struct str text, a, b; bool fits; int64_t forward, backward; };
struct live_reasons { struct live_reason *v; size_t n, cap; };

/* A search as this reader may see it: best first by the engine's second look, or newest first. */
struct live_search {
    struct req *r;
    const struct reader *me;
    struct dock_query q;
    int64_t month_from, month_to;                 /* published in these days; both 0: at any time */
    const struct ids *only;                       /* among these alone, in ascending order; NULL: all */
    bool newest;                                  /* by day of publication, else by score */
    size_t skip, take;
    bool explain;
    struct founds founds;                         /* out: one page; total counts all */
    struct live_reasons *reasons;                 /* out: one a found; NULL without explain */
};
enum rc live_search(struct live_search *s);
/* Which of these listings, in ascending order, the search in r's address finds for this reader (search_pages.c): for saved searches. */
enum rc search_among(struct req *r, const struct reader *me, const struct ids *only, struct founds *f);
bool live_holds(struct app *app, int64_t id);
/* Open needs and offers this reader may see. */
struct live_tally { int64_t needs, offers; };
enum rc live_tally(const struct req *r, const struct reader *me, struct live_tally *t);
/* Public figures of the whole, counted anew when an event has happened since. */
struct live_figures { int64_t event, organisations, docked; };
enum rc live_figures(struct app *app, struct db *db, struct live_figures *f);

/* What dockings both sides confirmed taught, whether it counts, and of when it is (learning.c). */
struct live_lesson { struct dock_rule *v; size_t n, total; int64_t made_ms, dockings; bool counts; };
enum rc live_lesson(struct app *app, struct arena *a, struct live_lesson *lesson);
enum rc live_learn(struct app *app, struct db *db, int64_t now);          /* where there is something to learn; every tick */

/* The matches of an open listing as this reader may see them, with reasons in the reader's language. */
struct live_match {
    struct req *r;
    const struct reader *me;
    int64_t id;
    size_t skip, take;
    bool explain;
    struct founds founds;                         /* out */
    int64_t best;                                 /* out: the score of the first of all, skipped or not */
    struct live_reasons *reasons;                 /* out: one a found; NULL without explain */
};
enum rc live_match(struct live_match *m);         /* RC_NONE: the listing is not open */

/* ---- ticks ---- */

/* What a tick does, row by row. A row that fails is told on standard error and left for the next tick; the others go on. */
struct tick { struct app *app; struct db *db; int64_t now; enum rc worst; };
/* After each row or part, with how it went: whether to go on. Not when the database is down: then nothing will go. */
bool tick_went(struct tick *t, enum rc rc, const char *what, int64_t id);

enum rc listings_left_tick(struct app *app, struct db *db, int64_t now);  /* closes the own listings of who left; listing_left.c */
enum rc listings_tick(struct app *app, struct db *db, int64_t now);       /* reminders; closes what is stale or past its day */

#endif
