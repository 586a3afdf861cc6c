/* inner.h: what the files of this folder share.
**
**     data/returns ─ define.c ─► struct returns: forms, sheets, fields, checks          the one definition
**                                     │
**        page form ── form.c ─────────┤
**        workbook ─── upload.c ───────┼─► struct filled ─ check.c ─► faults, red and yellow
**        last month, the cube ────────┘        │
**                                              ▼  store.c, in one transaction each
**                        draft ─► filed ─► accepted ─► correction …   cells (measures.h), claims (jobs.h), notices
**
** A figure counts while its version is the filing's `live` one: every change takes away what the filing contributed
** before and adds what it contributes after (count.c), so no order of changes can make the cells wrong. */
#ifndef FILINGS_INNER_H
#define FILINGS_INNER_H
#include "app/filings/filings.h"
#include "app/incubation/incubation.h"
#include "app/jobs/jobs.h"
#include "app/measures/measures.h"
#include "app/parties/parties.h"
#include "engine/rules/feel.h"
#include "filings_sql.h"
#include "web/codes.h"
#include "web/form.h"
#include "web/page.h"
#include "web/secret.h"

#define KEPT_MS (7 * DAY_MS)                       /* how long an upload waits for its sender */

/* ---- define.c: the definition of a return ---- */

enum sheet_no { SUMMARY, FIRMS, PEOPLE, SHEETS };
enum ret_type { RET_NUMBER, RET_TEXT, RET_DATE, RET_CHOICE, RET_USCC, RET_ID };
/* A number is kept as a whole one: fen, 1/100 m², or as it is; digits = how many of them stand behind the point in this unit. */
struct ret_unit { const char *code; int digits; int label; };
struct ret_field {
    struct str code, torch, zh, en, hint_zh, hint_en, known, measure;
    enum ret_type type;
    const struct ret_unit *unit;                   /* NULL: no number */
    bool need, below_zero;
    struct strs list;                              /* of a choice */
    bool last;                                     /* begins as last time */
    struct str cell;                               /* the measure the city has already; empty: it asks */
};
struct ret_sheet { struct ret_field *v; size_t n, cap; };
struct ret_check { struct str code, zh, en, expr; enum sheet_no sheet; bool red; struct strs fields; const struct feel_ast *ast; };
struct ret_form {
    struct str code, zh, en;
    int64_t version, from, due_day;
    bool yearly;
    struct ret_sheet sheets[SHEETS];
    struct { struct ret_check *v; size_t n, cap; } checks;
    struct feel_name *names[SHEETS]; size_t nnames[SHEETS];      /* what the checks of a sheet may read, in the order check.c binds */
};
struct returns { struct arena *arena; struct { struct ret_form *v; size_t n, cap; } forms; };

extern const struct slice filings_slice;
enum rc returns_load(struct arena *a, struct db *db, struct returns *all);
const struct returns *returns_of(const struct app *app);
const struct ret_form *return_at(const struct returns *all, struct str code, int64_t period);      /* the newest version that holds; NULL */
const struct ret_form *return_version(const struct returns *all, struct str code, int64_t version);
struct str sheet_code(enum sheet_no s);
bool sheet_of(struct str code, enum sheet_no *s);
ptrdiff_t field_of(const struct ret_form *f, enum sheet_no s, struct str code);                     /* -1 */
int sheet_label(enum sheet_no s);                                                                     /* T_... */
/* The days the office's calendar says of some stretch: holidays, and weekend days that are worked. A year it says nothing of has
** weekends alone. */
struct calendar { struct calendar_day { int64_t day; bool worked; } *v; size_t n; };
enum rc calendar_read(struct db *db, int64_t from, int64_t until, struct calendar *c);
bool calendar_knows(const struct calendar *c, int64_t year);
enum { CALENDAR_AHEAD = 40 };                      /* no deadline moves further */
/* a day: the due day, or the next working day after it */
int64_t period_due(const struct calendar *c, const struct ret_form *f, int64_t period);
enum rc period_due_read(struct db *db, const struct ret_form *f, int64_t period, int64_t *day);      /* the same of one period */
int64_t period_before(const struct ret_form *f, int64_t period);                                     /* the one before */
int64_t period_first(const struct ret_form *f, int64_t period);                                      /* its first day */
/* the newest period that has begun by this day */
int64_t period_now(const struct ret_form *f, int64_t day);
/* "2026年10月", "October 2026", "2026" */
struct str filing_period_said(struct req *r, const struct ret_form *f, int64_t period);
struct str filing_period_text(enum lang lang, struct arena *a, bool yearly, int64_t period);

/* ---- data.c: a return that is filled in ---- */

struct ret_value { int64_t num; struct str text; bool sure; };     /* num: NO_INT = not given; sure: the unit stood beside it */
struct ret_row { struct ret_value *v; int line; };                  /* a value for each field of the sheet */
struct ret_rows { struct ret_row *v; size_t n, cap; };
/* rows[SUMMARY] is empty */
struct filled { const struct ret_form *form; bool zero; struct ret_value *sum; struct ret_rows rows[SHEETS]; };

bool value_given(const struct ret_value *v);
struct ret_value value_none(void);
struct filled filled_new(struct arena *a, const struct ret_form *f);
struct ret_row *filled_row(struct arena *a, struct filled *x, enum sheet_no s);                     /* a new one */
/* what a firm or a person is known by from month to month */
struct str row_key(struct arena *a, const struct ret_form *f, enum sheet_no s, const struct ret_row *row);
/* of a stored version */
enum rc filled_read(struct db *db, const struct keys *k, const struct ret_form *f, int64_t version, struct filled *x);
struct str filled_pack(struct arena *a, const struct filled *x, enum sheet_no s);                   /* a sheet as text */
void filled_unpack(struct arena *a, struct filled *x, enum sheet_no s, struct str text);
struct str value_shown(struct arena *a, const struct ret_field *f, const struct ret_value *v);      /* "9.2", "2026-10-01", a code */
/* rounded to whole units of the field, half away from zero */
int64_t value_whole(const struct ret_field *f, int64_t v);
/* with thousands, labels, masked ID numbers; – for none */
void put_value_shown(struct req *r, const struct ret_field *f, const struct ret_value *v);
struct str number_shown(struct arena *a, int64_t v, int digits);                                    /* 920000, 5 -> "9.2" */
struct str sheet_seal(struct arena *a, const struct keys *k, int64_t version, struct str plain);    /* people's sheet at rest */

/* What is hashed and can be downloaded: every value, row and reason, in a fixed order. carrier: as it was called then. */
struct str filing_canonical(struct arena *a, const struct filled *x, const struct filing_by_id *f, struct str carrier, int64_t number,
    int64_t filed_ms, const struct filing_reasons_rows *why);

/* ---- cell.c: one cell of a table somebody sent, or one box of the form ---- */

enum cell_note { CELL_FINE, CELL_WIDE, CELL_SERIAL, CELL_DAY_TEXT, CELL_UNIT, CELL_COMMAS };
enum cell_fault { CELL_OK, CELL_NO_NUMBER, CELL_DECIMALS, CELL_NEGATIVE, CELL_LARGE, CELL_NO_DATE, CELL_NO_CHOICE, CELL_NO_USCC, CELL_NO_ID,
    CELL_SPOILED, CELL_LONG };
struct cell { struct ret_value value; enum cell_note note; enum cell_fault fault; };
/* Pure; text is untrusted, and the value may look into it. Fuzzed by fuzz/filing_fuzz.c. */
struct cell cell_read(struct arena *a, const struct ret_field *f, struct str text);
int cell_fault_said(enum cell_fault f);            /* T_... */
int cell_note_said(enum cell_note n);
int filing_choice_said(struct str code);           /* T_... of a code of a list; 0: none */

/* ---- check.c: everything that can be said about a filled return ---- */

/* row, field -1: none. key: the same for the same fault, for its reason */
struct fault { bool red; enum sheet_no sheet; ptrdiff_t row, field; struct str key, text; };
struct faults { struct fault *v; size_t n, cap; };
/* What it is compared with. */
/* older: newest first, last among them */
struct history { struct filled last; bool have_last; int64_t period; struct { const struct filled **v; size_t n, cap; } older; };
enum rc filing_check(struct arena *a, enum lang lang, const struct filled *x, const struct history *h, struct faults *out, struct err *e);
struct str fault_box(struct arena *a, const struct faults *f, const struct fault *one);              /* the box its reason goes into */
bool faults_red(const struct faults *f);
/* Why it looks as if the unit were wrong: how many times the value is what it was, as a power of ten; 0 = it does not. */
int unit_guess(int64_t value, int64_t before);
struct str unit_likely(enum lang lang, const struct ret_unit *u, int tens);                        /* "yuan"; empty: none fits */
struct feel_scope check_scope(const struct ret_form *f, enum sheet_no s);
void check_names(struct arena *a, struct ret_form *f);

/* ---- state.c: the states, of stored rows and the day ---- */

enum standing { ST_NOT_FILED, ST_DRAFT, ST_MISSING, ST_FILED, ST_ACCEPTED, ST_ZERO, ST_LATE, ST_REFUSED, STANDINGS };
/* late: the version handed in last came after the deadline */
struct stands { struct str state, due_day; int64_t draft, live; bool zero, late; };
enum standing standing_of(const struct stands *s, int64_t day);
int standing_said(enum standing s);                /* T_... */
struct str standing_code(enum standing s);         /* in addresses and CSV */
bool standing_parse(struct str code, enum standing *s);
const char *standing_icon(enum standing s);
const char *standing_tag(enum standing s);
void put_standing(struct req *r, enum standing s);  /* a tag with icon and word */

/* ---- count.c: what a filing adds to the cells ---- */

enum rc filing_count(struct db *tx, const struct returns *all, int64_t filing, int sign, struct measures *m);

/* ---- people.c: the sheet of people as claims of employment ---- */

/* Prepared (jobs.h), in a; NULL when nobody is listed. */
const struct jobs_batch *people_claims(struct arena *a, const struct keys *k, const struct filled *x, const struct filing_by_id *f,
    int64_t account, int64_t now);

/* ---- store.c: changes; each one function of db_tx ---- */

struct filing_hand {
    struct once once;
    bool by_form;                                  /* once counts */
    const struct returns *all;
    const struct keys *keys;
    struct event event;
    int64_t filing, version, account, now;         /* version: as the page saw the filing; 0 = not asked */
    int64_t id;                                    /* of a new version */
    int refused;                                   /* out: T_..., why nothing was done */
};
struct filing_hand filing_hand_of(struct req *r, int64_t filing, int64_t version, const char *verb, struct str back);
enum rc filing_done(struct req *r, enum rc rc, const struct filing_hand *h, struct str back);      /* 303; what was refused is said once */

/* The draft becomes x. people: its sheet of people, sealed for h.id, which is the draft's id or a new one; why: of a correction,
** which begins with this; upload: taken with it, 0 = none. */
struct filing_save { struct filing_hand h; const struct filled *x; struct str people, why; int64_t upload; };
enum rc filing_save_tx(struct db *tx, void *save);
/* Hands x in as the draft, or as a new version where there is none (a zero report). unchecked: nobody looked at x, as it could not be
** handed in when it was read: refused even if it can by now, but pressed twice it says what the first press came to. */
struct filing_submit {
    struct filing_hand h;
    bool unchecked;
    const struct filled *x;
    struct filing_reasons_rows reasons;
    struct str people, fingerprint, carrier;
    const struct jobs_batch *claims;
};
enum rc filing_submit_tx(struct db *tx, void *submit);
enum filing_verb { VERB_ACCEPT, VERB_RETURN, VERB_ADMIT };
/* claims: the people of version claims_of, which is the one that will count; NULL: none. */
struct filing_decide {
    struct filing_hand h;
    enum filing_verb verb;
    struct str reason, fields;
    const struct jobs_batch *claims;
    int64_t claims_of;
};
enum rc filing_decide_tx(struct db *tx, void *decide);
/* A return goes along with its carrier. claims: the people of its version live, as of the new place. */
struct filing_replace {
    const struct returns *all;
    int64_t id, live;
    struct str division, zone;
    const struct jobs_batch *claims;
    struct event event;
};
enum rc filing_replace_tx(struct db *tx, void *replace);
struct filing_lock_do { struct filing_hand h; struct str form, why; int64_t period; bool end; };
enum rc filing_lock_tx(struct db *tx, void *lock);
/* The period's rows for carriers that have none; opened says how many, never more than n. */
struct filing_open_do {
    const struct returns *all;
    const struct ret_form *form;
    int64_t period, now;
    const int64_t *ids;
    size_t n, opened;
    const struct event *event;
};
enum rc filing_open_tx(struct db *tx, void *open);

/* A notice to the officers who review the filing's district. After the event is there. */
enum rc filing_tell_office(struct db *tx, const struct filing_hand *h, const struct filing_by_id *f, int message);

/* Where a scan's bytes are: what they are sealed for. */
struct str filing_scan_place(struct arena *a, int64_t version, int64_t number);

enum rc filings_tick(struct app *app, struct db *db, int64_t now);
enum rc filings_start(struct app *app, struct db *db, void **state);

#endif
