/* event.c: what happened, who is told, and what must leave the house; all in the transaction of the change. */
#include "session_sql.h"
#include "web/web_inner.h"

struct event event_own(const struct app *app, int64_t now, const char *verb, const char *kind, int64_t subject, struct str body)
{
    return (struct event){ .verb = str_from(verb),
        .kind = str_from(kind),
        .subject = subject,
        .body = body,
        .now = now,
        .id = id_new(now),
        .origin = app->origin };
}

struct event event_of(struct req *r, const char *verb, const char *kind, int64_t subject, struct str body)
{
    struct event e = event_own(r->app, r->now, verb, kind, subject, body);
    e.account = r->who.account;
    e.token = r->who.token;
    return e;
}

struct str event_reason(struct req *r, struct str reason)
{
    struct out o;
    out_init(&o, r->arena);
    put_z(&o, "{\"reason\":");
    put_json(&o, reason);
    put_c(&o, '}');
    return out_str(&o);
}

enum rc event_add(struct db *tx, const struct event *e)
{
    return event_insert(tx, e->id, e->account, e->token, e->now, e->verb, e->kind, e->subject, str_given(e->body));
}

enum rc outbox_add(struct db *tx, const struct event *e, struct str address, struct str subject, struct str body)
{
    return outbox_insert(tx, e->id, S("mail"), address, subject, body, e->now);
}

static struct str filled(struct arena *a, struct str text, struct str one)
{
    struct out o;
    ptrdiff_t at = str_find(text, S("%1"));
    out_init(&o, a);
    if (at < 0) return text;
    put_str(&o, str_sub(text, 0, (size_t)at));
    put_str(&o, one);
    put_str(&o, str_sub(text, (size_t)at + 2, text.n));
    return out_str(&o);
}

enum rc notice_add(struct db *tx, const struct event *e, int64_t account, int message, struct str path, struct str zh, struct str en)
{
    struct account_mail who;
    zh = str_given(zh);
    en = str_given(en);
    enum rc rc = account_mail(tx, account, &who);
    if (rc == RC_NONE) return RC_OK;                                /* closed meanwhile: nobody reads it */
    TRY(rc);
    TRY(notice_insert(tx, account, e->id, e->now, str_from(msg_key[message]), path, zh, en));
    if (!who.mail || !who.email.n) return RC_OK;
    enum lang lang = str_eq(who.lang, S("en")) ? LANG_EN : LANG_ZH;
    struct str subject = filled(tx->arena, say_in(lang, message), lang == LANG_EN && en.n ? en : zh.n ? zh : en);
    struct str body = str_printf(tx->arena, "%.*s\n\n%.*s%.*s\n\n%.*s\n", STR_FMT(subject), STR_FMT(e->origin), STR_FMT(path),
        STR_FMT(say_in(lang, T_mail_foot)));
    return outbox_add(tx, e, who.email, subject, body);
}
