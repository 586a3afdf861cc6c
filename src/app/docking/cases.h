/* cases.h: docking cases: how two listings come together, step by step. Inside the folder.
**
**     contact ──► visit ──► trial ──► contract ──► done
**        └──────────┴─────────┴──────────┴──► declined, or lapsed after long silence
**
** Steps may be left out, never taken back. What each side may do in which
** state stands in one table (case_moves). It is a result only when both sides
** have confirmed the same figures: whoever changes them takes back the other's
** confirmation. */
#ifndef DOCKING_CASES_H
#define DOCKING_CASES_H
#include "app/docking/views.h"
#include "cases_sql.h"

#define CASE_REMIND_MS (LIMIT_CASE_REMIND_DAYS * DAY_MS)
#define CASE_LAPSE_MS (LIMIT_CASE_LAPSE_DAYS * DAY_MS)
#define CASE_NOTICE_MS (LIMIT_CASE_NOTICE_DAYS * DAY_MS)

/* ---- the table ---- */

enum case_by { BY_EITHER, BY_ASKED, BY_OTHER_OK };  /* asked: the side that was asked; other ok: once the other has confirmed */
enum case_turn { TURN_PASSES, TURN_STAYS };
struct case_move { const char *from, *verb, *to; enum case_by by; enum case_turn turn; };
extern const struct case_move case_moves[];
extern const size_t case_moves_n;

/* The move, when this side may make it now; else NULL. side: "need" or "offer". Pure. */
const struct case_move *case_may(const struct case_by_id *c, struct str side, const char *verb);
bool case_live(struct str state);
struct str case_other(struct str side);

/* ---- access ---- */

struct case_seat {
    struct case_by_id c;
    struct listing_by_id need, offer;
    struct reader me;
    struct str side;                              /* which side the reader belongs to; empty: the office looks on */
    bool acts;                                    /* may make moves, not only read */
};
/* RC_NONE for everybody who has no business with it. */
enum rc case_seat_of(struct req *r, int64_t id, struct case_seat *seat);
const struct listing_by_id *case_own(const struct case_seat *seat);       /* the listing of the reader's side */

/* ---- changes, each one function of db_tx ---- */

struct case_figures { int64_t amount, people; struct str contract_day; };
struct case_step {
    struct once once;
    int64_t id, account, now, message, file;      /* ids of the case, the message and the file to be made */
    struct str side, body, reason;
    const char *verb;
    struct case_figures figures;                  /* of "figures" and "confirm" */
    struct form_file upload;                      /* bytes.p NULL: none */
    struct str upload_type, upload_sha256;
    struct event event;
    bool refused, own_figures;                    /* out: the table says no by now; whoever confirms wrote them */
};
enum rc case_step_tx(struct db *tx, void *step);

struct case_annex {
    struct once once;
    struct event event;
    int64_t id, message, now, account;
    const struct listing_by_id *own;
    int64_t to_organisation, to_account;
};
enum rc case_annex_tx(struct db *tx, void *annex);       /* opens the own listing's annex to the other side */

enum rc cases_tick(struct app *app, struct db *db, int64_t now);

/* ---- pages ---- */

struct case_view {
    struct case_seat *seat;
    struct case_messages_rows messages;
    struct case_files_rows files;
    const struct form_state *say, *decline, *figures;
    bool annex;
};
void case_html(struct req *r, const struct case_view *v);
struct case_new_view { const struct listing_by_id *other; const struct form_state *form; bool possible; };
void case_new_html(struct req *r, const struct case_new_view *v);
void cases_html(struct req *r, const struct case_mine_rows *rows, struct str show);
int case_state_said(struct str state);            /* T_... */
int case_verb_said(struct str verb);

/* ---- told.c ---- */

enum rc told_tick(struct app *app, struct db *db, int64_t now);           /* whoever a listing fits that is news is told, once */
bool told_worth(int64_t score, int64_t best);                             /* a match people are told of, beside the listing's best */
/* who acts for the first hears of the second, if it is his to see and nobody told him yet */
enum rc told_pair(struct tick *t, int64_t listing, int64_t other);
#endif
