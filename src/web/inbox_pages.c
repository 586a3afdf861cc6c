/* inbox_pages.c: the notices of an account, in the reader's language; unread first. A notice is read when it is opened. */
#include "account_sql.h"
#include "web/account.h"
#include "web/account_html.h"

enum { PAGE_ROWS = 20 };

static int message_of(struct str key)
{
    for (int i = MSG_NONE + 1; i < MSG_MAX; i++)
        if (str_eq(key, str_from(msg_key[i]))) return i;
    return T_inbox_unknown;                                         /* written by a newer program: it still leads somewhere */
}

struct str notice_text(struct req *r, struct str message, struct str zh, struct str en)
{
    return say_with(r, message_of(message), pick(r, zh, en), STR_NONE);
}

static struct str instant_iso(struct arena *a, int64_t ms)
{
    struct str s = instant_str(a, ms);
    return str_printf(a, "%.10sT%.5s:00+08:00", s.p, s.p + 11);
}

struct inbox { struct inbox_count count; struct inbox_rows_rows rows; struct paging p; };

static enum rc inbox_take(struct req *r, struct inbox *in)
{
    TRY(inbox_count(r->db, r->who.account, &in->count));
    in->p = paging_of(r, in->count.n, PAGE_ROWS);
    return inbox_rows(r->db, r->who.account, in->p.skip, PAGE_ROWS, &in->rows);
}

enum rc inbox_page(struct req *r)
{
    struct inbox in;
    TRY(inbox_take(r, &in));
    page_begin(r, say(r, T_inbox));
    account_inbox_html(r, &in.count, &in.rows);
    page_pages(r, in.p.page, in.p.pages);
    page_end(r);
    return RC_OK;
}

enum rc inbox_json(struct req *r)
{
    struct inbox in;
    struct out *o = &r->out;
    TRY(inbox_take(r, &in));
    put_f(o, "{\"count\":%lld,\"unread\":%lld,\"page\":%lld,\"pages\":%lld,\"notices\":[", (long long)in.count.n,
        (long long)in.count.unread, (long long)in.p.page, (long long)in.p.pages);
    for (size_t i = 0; i < in.rows.n; i++) {
        const struct inbox_rows *x = &in.rows.v[i];
        put_f(o, "%s{\"id\":\"%lld\",\"at\":", i ? "," : "", (long long)x->event);   /* a number that size is not safe in JSON */
        put_json(o, instant_iso(r->arena, x->at_ms));
        put_z(o, ",\"message\":");
        put_json(o, x->message);
        put_z(o, ",\"text\":");
        put_json(o, notice_text(r, x->message, x->arg_zh, x->arg_en));
        put_z(o, ",\"path\":");
        put_json(o, x->path);
        put_f(o, ",\"read\":%s}", x->read_ms == DB_NULL ? "false" : "true");
    }
    put_z(o, "]}\n");
    return RC_OK;
}

struct reading { int64_t account, event, now; };

static enum rc read_tx(struct db *tx, void *arg)
{
    const struct reading *x = arg;
    return x->event ? inbox_read(tx, x->account, x->event, x->now) : inbox_read_all(tx, x->account, x->now);
}

/* To what the notice is about. Reading changes nothing anybody else sees, so a GET may mark it. */
enum rc inbox_open(struct req *r)
{
    struct inbox_one x;
    TRY(inbox_one(r->db, r->who.account, r->id[0], &x));
    struct reading one = { r->who.account, r->id[0], r->now };
    if (x.read_ms == DB_NULL && r->http->method == HTTP_GET) TRY(db_tx(r->db, read_tx, &one));
    return redirect(r, account_next(x.path, S("/inbox")));
}

enum rc inbox_read_post(struct req *r)
{
    struct reading all = { r->who.account, 0, r->now };
    TRY(db_tx(r->db, read_tx, &all));
    return redirect_flash(r, S("/inbox"), T_inbox_all_read);
}
