/* import_command.c: a table of listings without a page: read, checked and stored in one go, by the rules of the page
** (import.h). What is stored is a batch like an uploaded one: its account finds it on the upload page, and can take it
** back there for seven days. */
#include "app/docking/import.h"

struct command { struct import_plan plan; int64_t organisation; struct str name, sha256; };

static enum rc command_tx(struct db *tx, void *arg)
{
    struct command *c = arg;
    TRY(import_batch_add(tx, c->plan.id, c->plan.account, c->organisation, c->name, c->sha256, S(""), c->plan.now));
    return import_put(tx, &c->plan);
}

/* ---- what is wrong, in words ---- */

static struct str problem_text(struct req *r, const struct import *in)
{
    struct str text = say_with(r, in->problem, in->problem_with, STR_NONE), more = STR_NONE;
    if (in->problem_with.n) more = say_with(r, T_import_these, in->problem_with, STR_NONE);
    else if (in->line)
        more = say_with(r, T_import_place, str_printf(r->arena, "%d", in->line),
            in->col ? sheet_letters(r->arena, (size_t)in->col - 1) : S("–"));
    return more.n ? str_printf(r->arena, "%.*s %.*s", STR_FMT(text), STR_FMT(more)) : text;
}

static void faults_tell(struct req *r, const struct import *in, struct listings_import *x)
{
    if (in->problem) *PUSH(r->arena, &x->faults) = (struct listings_fault){ .line = in->line, .text = problem_text(r, in) };
    for (size_t i = 0; i < in->faults.n; i++) {
        const struct import_fault *f = &in->faults.v[i];
        struct listings_fault *to = PUSH(r->arena, &x->faults);
        *to = (struct listings_fault){ .line = in->lines.v[f->row].sent->line, .was = f->was, .text = import_fault_text(r, f) };
        if (f->column == NO_COLUMN) continue;
        to->column = sheet_letters(r->arena, f->column);
        to->heading = sheet_cell(&in->sheet.v[0], f->column);
    }
}

/* ---- the command ---- */

static enum rc store(struct req *r, const struct import *in, struct listings_import *x)
{
    struct command c = { .organisation = x->organisation ? x->organisation : DB_NULL,
        .name = import_name(x->name),
        .sha256 = import_hash(r->arena, x->bytes) };
    TRY(import_prepare(r, id_new(r->now), 1, in, &c.plan));
    TRY(db_tx(r->db, command_tx, &c));
    x->stored = true;
    return RC_OK;
}

enum rc listings_import(struct req *r, struct listings_import *x)
{
    struct import in;
    struct reader me;
    if (x->bytes.n > IMPORT_FILE) return fail(&r->err, RC_LIMIT, "the file is larger than %d bytes; split it", (int)IMPORT_FILE);
    TRY(reader_of(r->db, r->who.account, &me));
    if (x->organisation && !reader_edits_for(&me, x->organisation))
        return fail(&r->err, RC_DENIED, "the account does not act for this organisation");
    TRY(import_read(r, x->bytes, x->organisation ? str_printf(r->arena, "%lld", (long long)x->organisation) : S(""), &in));
    TRY(import_compare(r, &in));
    x->added = in.count[IMPORT_NEW];
    x->changed = in.count[IMPORT_CHANGED];
    x->same = in.count[IMPORT_SAME];
    x->wrong = in.count[IMPORT_WRONG];
    x->unread = in.problem != 0;
    faults_tell(r, &in, x);
    if (x->mark && !in.problem) TRY(import_marked(r, &in, &x->marked));
    bool stores = !x->check && !in.problem && (!x->wrong || x->only_right) && x->added + x->changed > 0;
    return stores ? store(r, &in, x) : RC_OK;
}
