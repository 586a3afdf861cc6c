/* import.h: a table of claims on its way in.
**
**   file ── sheet_read ── claims_read ──► shown with its faults, given back marked
**                         columns, cells   │ confirmed
**                                          ▼
**                          jobs_claim_add in one db_tx ── taken back whole: jobs_claims_withdraw
**
** Nothing is stored but the file (job_batch) until its sender confirms; then it is read anew. One table of columns makes the template,
** the headings that are understood, the checks and the marks. */
#ifndef JOBS_IMPORT_H
#define JOBS_IMPORT_H
#include "app/jobs/inner.h"
#include "web/book.h"
#include "web/sheet.h"

enum { CLAIMS_FILE = 4 * 1024 * 1024, CLAIMS_ROWS = 10000, CLAIMS_SHOWN = 100, CLAIMS_BATCHES = 30 };
#define CLAIMS_VERSION "ballast:claims:1"

enum claim_column { COL_NAME, COL_NUMBER, COL_PHONE, COL_FIRM, COL_USCC, COL_RELATION, COL_POST, COL_START, COL_END, COL_CONTRACT,
    COL_INSURANCE, COL_GROUPS, COL_CARRIER, COL_ZONE,
    COL_DIVISION, COL_PROGRAMME, COL_EVIDENCE, CLAIM_COLUMNS };
/* also: other headings people use, between bars */
struct claim_column_def { const char *name; int label, hint; const char *also; bool must; };
extern const struct claim_column_def claim_columns[CLAIM_COLUMNS];

/* row: of said; column: of the sheet, SIZE_MAX: the row */
struct claim_fault { size_t row, column; int message; struct str was, more; };
struct claims {
    struct sheet sheet;
    size_t at[CLAIM_COLUMNS];                     /* the column of the sheet; SIZE_MAX: there is none */
    struct job_said *said; size_t n;              /* as many as there are rows */
    bool *wrong; size_t nwrong;
    struct { struct claim_fault *v; size_t n, cap; } faults;              /* in order of rows */
    int problem; struct str problem_with;         /* T_...: the file as a whole cannot be taken; 0 = it can */
};
/* division: where rows count that name none. RC_OK whatever is wrong with the file: see problem and faults. */
enum rc claims_read(struct req *r, struct str bytes, struct str division, struct claims *c);
enum rc claims_template(struct req *r, struct str *bytes);
enum rc claims_marked(struct req *r, const struct claims *c, struct str *bytes);
struct str claim_fault_said(struct req *r, const struct claims *c, const struct claim_fault *f);      /* "Start: this is no date" */

struct claims_view { const struct job_batch_of *b; const struct claims *c; const struct form_state *s; };
void claims_start_html(struct req *r, const struct form_state *s, const struct claims *failed, const struct job_batches_rows *rows);
void claims_check_html(struct req *r, const struct claims_view *v);
void claims_done_html(struct req *r, const struct job_batch_of *b);

enum rc claims_start_page(struct req *r);
enum rc claims_post(struct req *r);
enum rc claims_template_page(struct req *r);
enum rc claims_batch_page(struct req *r);
enum rc claims_marked_page(struct req *r);
enum rc claims_confirm_post(struct req *r);
enum rc claims_withdraw_post(struct req *r);
enum rc claims_tick(struct app *app, struct db *db, int64_t now);
extern const struct form claims_file_form, claims_confirm_form;
#endif
