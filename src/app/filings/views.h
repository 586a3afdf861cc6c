/* views.h: pages of this folder and what they show. */
#ifndef FILINGS_VIEWS_H
#define FILINGS_VIEWS_H
#include "app/filings/inner.h"

/* ---- seat.c: one filing, and who sits before it ---- */

struct seat {
    struct filing_by_id f;
    const struct ret_form *form;
    bool own;                                                       /* reviews, and belongs to the carrier: somebody else decides */
    bool writes, reviews, reads, locked, have_last, have_draft;     /* reads: figures and firms, not people */
    struct filing_lock_of lock;
    struct filing_version_of last, draft;
    enum standing standing;
};
enum rc seat_of(struct req *r, int64_t filing, struct seat *s);               /* RC_NONE for who has no business with it */
enum rc seat_writes(struct req *r, int64_t filing, struct seat *s);           /* RC_DENIED when only reading is allowed */
enum rc seat_reviews(struct req *r, int64_t filing, struct seat *s);
/* may be written now: not locked, not waiting for a decision */
bool seat_open(const struct seat *s);
/* The draft, or where there is none what one begins with: last time's values of fields that begin so, and its firms. What the
** city has is filled in from the cube. */
enum rc seat_draft(struct req *r, const struct seat *s, struct filled *x);
void seat_veil(const struct seat *s, struct filled *x);                         /* people are for those who write or review */
enum rc seat_history(struct req *r, const struct seat *s, struct history *h);
enum rc seat_known(struct req *r, const struct seat *s, struct filled *x);    /* fields the city has: from the cube */
int64_t seat_draft_id(const struct seat *s, int64_t otherwise);
struct str filing_path(struct req *r, int64_t filing, const char *tail);
bool filing_writes(const struct req *r, int64_t carrier, struct str division);

/* ---- fill.c: the form of one sheet ---- */

struct box { struct str raw; struct cell cell; bool known; };                 /* known: the city has it; it is not asked */
struct sheet_form { const struct ret_form *form; enum sheet_no s; struct box *v; size_t faults; };
struct sheet_form sheet_form_of(struct req *r, const struct ret_form *f, enum sheet_no s, const struct ret_value *v);      /* shown */
/* sent: into v, what the city has apart */
struct sheet_form sheet_form_read(struct req *r, const struct ret_form *f, enum sheet_no s, struct ret_value *v);

/* ---- pages ---- */

enum { WAITING_ROWS = 12 };
struct mine_view {
    const struct filing_carriers_rows *carriers;
    int64_t carrier, nwaiting;
    struct filing_waiting_rows waiting;                             /* a page of them, from waits_next on the next one */
    struct str waits_next;
    bool waits_later;                                               /* not the first page */
    const struct filing_mine_rows *rows;
    struct paging page;
    const struct returns *all;
    int64_t today;
};
void filings_html(struct req *r, const struct mine_view *v);
struct one_view { const struct seat *s; const struct filing_versions_rows *versions; const struct filled *x; int64_t today; };
void filing_html(struct req *r, const struct one_view *v);
/* line: of a row, from 1; 0 = a new one */
struct edit_view { const struct seat *s; const struct sheet_form *form; const struct history *h; const struct filled *x; int64_t line; };
void filing_edit_html(struct req *r, const struct edit_view *v);
void filing_row_html(struct req *r, const struct edit_view *v);
struct preview_row { const struct ret_field *field; int64_t value[3][2]; };    /* carrier, district, city: before, after */
struct preview { struct preview_row *v; size_t n, cap; };
struct check_view {
    const struct seat *s;
    const struct filled *x;
    const struct faults *faults;
    const struct filing_reasons_rows *reasons;
    const struct preview *preview;
    bool complain;
};
void filing_check_html(struct req *r, const struct check_view *v);
/* Faults that say the same of the same boxes are one line, however many rows: one and the boxes - 1 after it, in these rows.
** box: the one its reason goes into, where it is asked for, with the first line that wants it. left: faults not listed. */
struct fault_group { const struct fault *one; size_t boxes; struct str key, box; struct { ptrdiff_t *v; size_t n, cap; } rows; };
struct fault_groups { struct fault_group *v; size_t n, cap, left; };
void faults_grouped(struct arena *a, const struct faults *f, bool red, bool reasons, struct fault_groups *list);
/* edit: the filing whose rows are mended from here, 0 = none */
void faults_put(struct req *r, const struct filled *x, const struct faults *f, bool red, const struct filing_reasons_rows *reasons,
    int64_t edit);
struct diff { enum sheet_no s; struct str what; const struct ret_field *field; struct str before, after; };
struct diffs { struct diff *v; size_t n, cap; };
struct version_view {
    const struct seat *s; const struct filing_version_by_id *v; const struct filled *x; const struct diffs *diffs;
    const struct filing_reasons_rows *reasons; bool have_before; const struct filing_scans_rows *scans; struct str filer;
};
void filing_version_html(struct req *r, const struct version_view *v);
void filing_receipt_html(struct req *r, const struct version_view *v);
void filing_form_html(struct req *r, const struct ret_form *f);
/* its three sheets; edit: the filing, 0 = to be read */
void filled_html(struct req *r, const struct filled *x, const struct history *h, int64_t edit);
struct board_row { const struct filing_board *f; enum standing standing; };
struct board_view {
    const struct ret_form *form;
    const struct returns *all;
    struct calendar calendar;
    int64_t period, today, count[STANDINGS], due, counted;
    const struct filing_periods_rows *periods;
    struct { struct board_row *v; size_t n, cap; } rows;
    struct paging page;
    struct str division, zone, state;
    const struct filing_locks_rows *locks;
    bool locked, may_lock, opens;                 /* opens: may look into a return */
    struct { const struct ret_field *field; int64_t have, missing; } total[4];
    size_t totals;
};
enum { BOARD_ROWS = 20, BOARD_GROUP = 8 };           /* of a standing on a page, of each standing on the page of all */
void filing_board_html(struct req *r, const struct board_view *v);
void put_reason_fields(struct req *r, const struct ret_form *f, struct str fields);
void put_form_name(struct req *r, const struct ret_form *f, int64_t period);
struct str form_name(struct req *r, const struct ret_form *f, int64_t period);   /* "Monthly return of a carrier, October 2026" */

/* Handlers, for the table in filings.c. */
enum rc filing_page(struct req *r);
enum rc filing_json(struct req *r);
enum rc filing_edit_page(struct req *r);
enum rc filing_edit_post(struct req *r);
enum rc filing_row_page(struct req *r);
enum rc filing_row_new_page(struct req *r);
enum rc filing_row_post(struct req *r);
enum rc filing_row_new_post(struct req *r);
enum rc filing_row_remove_post(struct req *r);
enum rc filing_check_page(struct req *r);
enum rc filing_submit_post(struct req *r);
enum rc filing_zero_post(struct req *r);
enum rc filing_correct_post(struct req *r);
enum rc filing_version_page(struct req *r);
enum rc filing_canonical_page(struct req *r);
enum rc filing_receipt_page(struct req *r);
enum rc filing_scan_post(struct req *r);
enum rc filing_scan_page(struct req *r);
enum rc filing_form_page(struct req *r);
enum rc filing_board_page(struct req *r);
enum rc filing_board_csv(struct req *r);
enum rc filing_accept_post(struct req *r);
enum rc filing_return_post(struct req *r);
enum rc filing_admit_post(struct req *r);
enum rc filing_lock_post(struct req *r);
enum rc filing_unlock_post(struct req *r);
extern const struct form filing_correct_form, filing_return_form, filing_admit_form, filing_lock_form, filing_scan_form,
    filing_scan_first_form;
#endif
