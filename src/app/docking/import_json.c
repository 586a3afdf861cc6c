/* import_json.c: uploads for programs: what was sent, what it would do, what is wrong in it. */
#include "app/docking/import.h"
#include "app/docking/views.h"

static void put_counts(struct out *o, int64_t added, int64_t changed, int64_t same, int64_t wrong)
{
    put_f(o, ",\"new\":%lld,\"changed\":%lld,\"same\":%lld,\"wrong\":%lld", (long long)added, (long long)changed, (long long)same,
        (long long)wrong);
}

static void put_batch(struct out *o, int64_t id, struct str name, struct str sha256, struct str state, int64_t created_ms, int64_t done_ms)
{
    put_f(o, "\"id\":\"%lld\",\"name\":", (long long)id);
    put_json(o, name);
    put_z(o, ",\"sha256\":");
    put_json(o, sha256);
    put_z(o, ",\"state\":");
    put_json(o, state);
    put_f(o, ",\"created_ms\":%lld,\"done_ms\":", (long long)created_ms);
    put_json_int(o, done_ms);
}

enum rc import_start_json(struct req *r)
{
    struct import_batches_rows rows;
    struct out *o = &r->out;
    TRY(import_batches(r->db, r->who.account, IMPORT_BATCHES, &rows));
    put_z(o, "{\"uploads\":[");
    for (size_t i = 0; i < rows.n; i++) {
        const struct import_batches *b = &rows.v[i];
        put_z(o, i ? ",{" : "{");
        put_batch(o, b->id, b->name, b->sha256, b->state, b->created_ms, b->done_ms);
        put_counts(o, b->added, b->changed, b->same, b->wrong);
        put_c(o, '}');
    }
    put_z(o, "]}\n");
    return RC_OK;
}

static void put_faults(struct req *r, const struct import *in)
{
    struct out *o = &r->out;
    put_z(o, ",\"faults\":[");
    for (size_t i = 0; i < in->faults.n; i++) {
        const struct import_fault *f = &in->faults.v[i];
        put_f(o, "%s{\"line\":%lld,\"column\":", i ? "," : "", (long long)in->lines.v[f->row].sent->line);
        if (f->column != NO_COLUMN) put_json(o, sheet_letters(r->arena, f->column));
        else put_z(o, "null");
        put_z(o, ",\"was\":");
        put_json(o, f->was);
        put_z(o, ",\"message\":");
        put_json(o, import_fault_text(r, f));
        put_c(o, '}');
    }
    put_c(o, ']');
}

/* seen is what the confirming form wants back. */
enum rc import_batch_json(struct req *r)
{
    struct import_batch_of b;
    struct import in;
    struct out *o = &r->out;
    TRY(import_batch_read(r, &b, &in));
    put_c(o, '{');
    put_batch(o, b.id, b.name, b.sha256, b.state, b.created_ms, b.done_ms);
    if (!str_eq(b.state, S("checked"))) {
        put_counts(o, b.added, b.changed, b.same, b.wrong);
        put_z(o, "}\n");
        return RC_OK;
    }
    put_counts(o, in.count[IMPORT_NEW], in.count[IMPORT_CHANGED], in.count[IMPORT_SAME], in.count[IMPORT_WRONG]);
    put_z(o, ",\"seen\":");
    put_json(o, import_counts(r->arena, &in));
    put_z(o, ",\"problem\":");
    if (in.problem) put_json(o, say_with(r, in.problem, in.problem_with, STR_NONE));
    else put_z(o, "null");
    put_faults(r, &in);
    put_z(o, "}\n");
    return RC_OK;
}
