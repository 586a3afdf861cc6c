/* docking.h: what other slices may ask about needs and offers.
**
** A listing is a need or an offer of a kind. Its life:
**
**     draft -> review -> open -> closed          refused -> review again after mending
**
** Who may see or change one is decided by two functions and nowhere else. They
** want a reader: the account with its organisations, read once a request. */
#ifndef DOCKING_H
#define DOCKING_H
#include "web/form.h"
#include "listing_sql.h"                          /* struct listing_by_id, the whole row */

extern const struct slice docking_slice, cases_slice, saved_slice, redock_slice, learning_slice;

/* ---- access ---- */

struct reader {
    int64_t account;                              /* 0 = nobody is logged in */
    struct reader_member_rows member;             /* the organisations the account belongs to, active or not, with its role */
    struct reader_named_rows named;               /* listings that name the account or one of its organisations */
};
enum rc reader_of(struct db *db, int64_t account, struct reader *me);
bool reader_edits_for(const struct reader *me, int64_t organisation);     /* owner or editor there, and it is active */
bool reader_belongs_to(const struct reader *me, int64_t organisation);

/* What decides over access, out of any row that has these members. withheld: its organisation is closed or suspended; only those
** who acted for it and the office see it, wherever it would stand. */
struct listing_gate {
    int64_t id, organisation, account, published_ms;
    struct str kind, division, visibility, state, reason;
    bool withheld;
};
#define LISTING_GATE(x) (&(const struct listing_gate){ (x)->id, (x)->organisation, (x)->account, (x)->published_ms, \
    (x)->kind, (x)->division, (x)->visibility, (x)->state, (x)->reason, \
    (x)->organisation != DB_NULL && !str_eq((x)->org_state, S("active")) })

bool listing_visible(const struct reader *me, const struct listing_gate *g);            /* without regard to office rights */
/* acts for it: posts, closes, opens cases with it */
bool listing_may_edit(const struct reader *me, const struct listing_gate *g);
bool listing_may_review(const struct req *r, const struct listing_gate *g);
bool listing_may_see(const struct req *r, const struct reader *me, const struct listing_gate *g);

/* Reads the row and asks listing_may_see: RC_NONE when there is none or this reader may not know of it. */
enum rc listing_seen(struct req *r, const struct reader *me, int64_t id, struct listing_by_id *row);

/* Accounts that act for the listing: the person, or the organisation's owners and editors. */
enum rc listing_owners(struct db *db, int64_t id, struct listing_owner_rows *rows);

/* A name as it is compared: small Latin letters, narrow ones, spaces for commas. */
struct str name_fold(struct arena *a, struct str s);

/* ---- the live index ---- */

/* of a search. named: who posted it is called so; like: it says no word that was asked, but is like those that do */
struct found { int64_t id, score, forward, backward; bool named, like; };
/* total: all that fit. Of a search, similar: how many more follow them that are only like them; mute: the words asked say nothing. */
struct founds { struct found *v; size_t n, cap; size_t total, similar; bool mute; };

/* After the commit of any change to a listing: the index reads the row anew. A failure is logged and mended by the next tick. */
void live_update(struct app *app, struct db *db, int64_t id);
/* its state, names or kind; the tick finds out by itself */
void live_update_organisation(struct app *app, struct db *db, int64_t organisation);

/* The best matches of an open listing, best first, whoever may see them: ask listing_visible before telling anybody.
** For notices after a publication. */
enum rc live_match_new(struct app *app, struct arena *a, int64_t id, int64_t now, size_t top, struct founds *f);

/* The same of n listings at one moment, by far sooner than one by one where they are many and alike; the first `keep` of
** each stay. version: of the listing that was matched; 0: it is not in the index. */
struct docked { int64_t id, version; struct founds f; };
enum rc live_best(struct app *app, struct arena *a, struct docked *v, size_t n, int64_t now, size_t top, size_t keep);
/* where each stands: see dock_index_place */
enum rc live_places(struct app *app, struct arena *a, const struct docked *v, size_t n, uint64_t *place);

/* ---- what brings two together ---- */

/* The best open matches of a listing among these, best first, as this reader may see them, with the reasons in her language. */
struct docking_fit { int64_t listing, score; struct strs why; };
struct docking_fits { struct docking_fit *v; size_t n, cap; };
enum rc docking_fits(struct req *r, const struct reader *me, int64_t listing, const int64_t *among, size_t n, size_t top,
    struct docking_fits *f);

/* A docking case of two open listings, opened for the side `asked`. A slice that opens one inside its own transaction leaves
** once to itself: once.path.p NULL. */
struct case_new {
    struct once once;
    int64_t id, message, account, now;
    int64_t need, offer, organisation;            /* organisation: the asking side's, DB_NULL for a person */
    struct str asked, body;
    struct event event;
    int64_t existing;                             /* out: a live case of the pair, 0 = none */
    bool too_many, over;                          /* out: a limit is reached; one of the two is not open any more */
};
enum rc case_new_tx(struct db *tx, void *new_case);     /* RC_REFUSED, and why in the last three */

/* A room or a desk as an offer of the kind space: prepare outside the transaction (RC_DENIED: the account does not act for the
** organisation; RC_INPUT: the form would refuse it), put inside it, live_update(id) after it. Open at once for who may review,
** else it goes to review. */
struct listing_space_inside;
struct listing_space {
    int64_t organisation, area_m2, rent_fen;      /* in; rent: a month */
    bool desk;                                    /* in: a desk; else a room */
    struct str division, zone, title_zh, title_en, body_zh, body_en;     /* in; titles are cut to what fits */
    int64_t id;                                   /* out */
    const struct listing_space_inside *inside;
};
enum rc listing_space_prepare(struct req *r, struct listing_space *x);
enum rc listing_space_put(struct db *tx, const struct listing_space *x);
/* Inside the transaction that gives the space away: its offer, when it is not closed, is. reason: of close_reasons; event: "closed" of
** a listing, whose subject is filled in here. live_update(id) after the commit. */
enum rc listing_space_close(struct db *tx, int64_t id, struct str reason, struct event event);

/* ---- a table of listings ---- */

/* What `ballast import listings` does: the upload page's rules, batch and week for taking back, without its two steps. r: an
** account with its rights (req_as), the clock, the language of the faults. RC_DENIED: not the account's organisation; RC_LIMIT:
** too large; RC_REFUSED: enough for a day; otherwise RC_OK, and faults say what is wrong. An index in memory follows with its next tick. */
struct listings_fault { int line; struct str column, heading, was, text; };              /* column "C", empty: the row; line 0: the file */
struct listings_import {
    struct str name, bytes;                       /* in: the file */
    int64_t organisation;                         /* in: whose the rows are that name none; 0 = the account's own */
    bool check, only_right, mark;                 /* in: store nothing; store the right rows although others are wrong; make `marked` */
    int64_t added, changed, same, wrong;          /* out: rows */
    bool unread, stored;                          /* out: no table can be read in the file; something was stored */
    struct { struct listings_fault *v; size_t n, cap; } faults;          /* out: by row and column */
    struct str marked;                            /* out: the table as a workbook, wrong cells marked, with a column that says why */
};
enum rc listings_import(struct req *r, struct listings_import *x);

/* ---- pieces of pages, and figures ---- */

/* How far the last run of docking everything once more is (redock.h); all 0 when there was none. */
struct docking_redock { bool running; int64_t done, total, moved_ms; };
enum rc docking_redock(struct db *db, struct docking_redock *x);

/* Two lists, needs and offers, of an organisation, as far as this reader may see them; with headings of level 2. */
enum rc docking_put_listings_of(struct req *r, int64_t organisation);
/* The department whose officers look after a kind; '' for an unknown one. */
struct str listing_department(struct str kind);
/* A listing's title in the reader's language. */
struct str listing_title(const struct req *r, struct str zh, struct str en);

/* Open listings by side, kind and district are listing_count_places; in review, listing_review_count. Published ones by
** month, side and kind, oldest first; rows in db's arena. The rows under a number: /listings?side=&kind=&district=&month=2021-04. */
struct docking_month { struct str month, side, kind; int64_t n; };
struct docking_months { struct docking_month *v; size_t n, cap; };
enum rc docking_months(struct db *db, struct docking_months *months);
/* What a need's rows count for, with sign: -1 before a change of it or of its dockings, +1 after (measures.h). */
struct measures;
enum rc docking_count(struct db *tx, int64_t need, int64_t sign, struct measures *m);
#endif
