/* mail.c: from the outbox to the mail server.
**
**     waiting --accepted--> sent
**     waiting --refused, cut off--> waiting, after 1, 2, 4 ... minutes --8 tries--> dead
**     waiting, due for three days without a try --> dead: nobody needs it any more
**
** A message is marked after the server has accepted it, so none is lost; when the program dies between the two it goes
** out once more with the same Message-ID, which is as much as SMTP allows. What left is no longer kept: a body may hold
** a link that lets its reader in.
*/
#include <curl/curl.h>
#include <pthread.h>
#include "account_sql.h"
#include "web/mail.h"
#include "web/web_inner.h"

enum { TRIES = 8, MINUTE_MS = 60 * 1000, STALE_MS = 3 * 24 * 3600 * 1000, CONNECT_S = 10, WHOLE_S = 30, MARKS = 3, WORD_BYTES = 39,
    LINE_BYTES = 57 };

/* ---- the message ---- */

bool mail_address_fine(struct str s)
{
    ptrdiff_t at = str_find(s, S("@"));
    if (at < 1 || (size_t)at + 1 >= s.n || s.n > 254) return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7f || memchr("<>()[]\\,;:\"", s.p[i], 11)) return false;
    return str_find(str_sub(s, (size_t)at + 1, s.n), S("@")) < 0;
}

static void put_base64(struct out *o, struct str s)
{
    static const char digit[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < s.n; i += 3) {
        uint32_t v = (uint32_t)(uint8_t)s.p[i] << 16;
        if (i + 1 < s.n) v |= (uint32_t)(uint8_t)s.p[i + 1] << 8;
        if (i + 2 < s.n) v |= (uint8_t)s.p[i + 2];
        put_c(o, digit[v >> 18]);
        put_c(o, digit[v >> 12 & 63]);
        put_c(o, i + 1 < s.n ? digit[v >> 6 & 63] : '=');
        put_c(o, i + 2 < s.n ? digit[v & 63] : '=');
    }
}

/* RFC 2047: lines of at most 76 signs, never cut inside a character. Encoded always, so that no sign of the text can mean
** anything to a header: that is what makes an injected line impossible. */
static void put_words(struct out *o, struct str text)
{
    for (size_t from = 0, first = 1; from < text.n || first; first = 0) {
        size_t to = from;
        for (size_t next = from; next < text.n;) {
            utf8_next(text, &next);
            if (next - from > WORD_BYTES) break;
            to = next;
        }
        put_z(o, first ? "=?UTF-8?B?" : "\r\n =?UTF-8?B?");
        put_base64(o, str_sub(text, from, to - from));
        put_z(o, "?=");
        from = to;
    }
}

static void put_body(struct out *o, struct arena *a, struct str body)
{
    struct out lines;
    out_init(&lines, a);
    for (size_t i = 0; i < body.n; i++) {
        if (body.p[i] == '\n' && (i == 0 || body.p[i - 1] != '\r')) put_c(&lines, '\r');
        put_c(&lines, body.p[i]);
    }
    struct str all = out_str(&lines);
    for (size_t i = 0; i < all.n; i += LINE_BYTES) {
        put_base64(o, str_sub(all, i, LINE_BYTES));
        put_z(o, "\r\n");
    }
}

static void put_mail_date(struct out *o, int64_t now)
{
    static const char days[][4] = { "Thu", "Fri", "Sat", "Sun", "Mon", "Tue", "Wed" };   /* day 0 was a Thursday */
    static const char months[][4] = { "Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec" };
    int64_t day = instant_day(now), s = (now + CITY_OFFSET_MS) / 1000 % 86400;
    struct ymd d = date_ymd(day);
    put_f(o, "%s, %d %s %lld %02d:%02d:%02d +0800", days[day % 7], d.d, months[d.m - 1], (long long)d.y, (int)(s / 3600),
        (int)(s / 60 % 60), (int)(s % 60));
}

enum rc mail_write(struct out *o, const struct mail *m)
{
    if (!mail_address_fine(m->from) || !mail_address_fine(m->to)) return RC_INPUT;
    struct str domain = str_sub(m->from, (size_t)str_find(m->from, S("@")) + 1, m->from.n);
    put_z(o, "Date: ");
    put_mail_date(o, m->now);
    put_f(o, "\r\nFrom: <%.*s>\r\nTo: <%.*s>\r\nMessage-ID: <%.*s@%.*s>\r\nSubject: ", STR_FMT(m->from), STR_FMT(m->to), STR_FMT(m->id),
        STR_FMT(domain));
    put_words(o, m->subject);
    put_z(o, "\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\n");
    put_body(o, o->a, m->body);
    return RC_OK;
}

int64_t mail_next_try(int64_t now, int64_t tries) { return tries >= TRIES ? 0 : now + ((int64_t)MINUTE_MS << (tries - 1)); }

/* ---- the server ---- */

struct sending { struct str text; size_t at; };

static size_t give(char *to, size_t size, size_t n, void *arg)
{
    struct sending *s = arg;
    size_t left = s->text.n - s->at, take = size * n < left ? size * n : left;
    memcpy(to, s->text.p + s->at, take);
    s->at += take;
    return take;
}

static pthread_once_t once = PTHREAD_ONCE_INIT;
static void curl_ready(void) { must(curl_global_init(CURL_GLOBAL_DEFAULT) == 0); }

static void curl_settings(CURL *c, const struct app *app, const char *from)
{
    curl_easy_setopt(c, CURLOPT_URL, app->smtp);
    curl_easy_setopt(c, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(c, CURLOPT_USE_SSL, (long)CURLUSESSL_TRY);
    curl_easy_setopt(c, CURLOPT_MAIL_FROM, from);
    curl_easy_setopt(c, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(c, CURLOPT_READFUNCTION, give);
    curl_easy_setopt(c, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(c, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_S);
    curl_easy_setopt(c, CURLOPT_TIMEOUT, (long)WHOLE_S);
}

/* RC_IO: the server cannot be reached, nothing was said about this message. RC_DOWN: it fell silent over it.
** RC_REFUSED: not taken. */
static enum rc send_one(CURL *c, struct db *db, const char *to, struct str text)
{
    struct sending s = { text, 0 };
    struct curl_slist *rcpt = curl_slist_append(NULL, to);
    char why[CURL_ERROR_SIZE] = "";
    if (!rcpt) return fail(&db->err, RC_MEMORY, "mail: no memory");
    curl_easy_setopt(c, CURLOPT_MAIL_RCPT, rcpt);
    curl_easy_setopt(c, CURLOPT_READDATA, &s);
    curl_easy_setopt(c, CURLOPT_INFILESIZE_LARGE, (curl_off_t)text.n);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, why);
    CURLcode rc = curl_easy_perform(c);
    curl_easy_setopt(c, CURLOPT_ERRORBUFFER, NULL);
    curl_slist_free_all(rcpt);
    if (rc == CURLE_OK) return RC_OK;
    bool away = rc == CURLE_COULDNT_CONNECT || rc == CURLE_COULDNT_RESOLVE_HOST || rc == CURLE_UNSUPPORTED_PROTOCOL
        || rc == CURLE_URL_MALFORMAT;
    return fail(&db->err,
        away                                 ? RC_IO
            : rc == CURLE_OPERATION_TIMEDOUT ? RC_DOWN
                                             : RC_REFUSED,
        "mail: %s", why[0] ? why : curl_easy_strerror(rc));
}

/* ---- the outbox ---- */

struct mark { const struct outbox_due *row; const char *state; int64_t tries, next; };

static enum rc mark_tx(struct db *tx, void *arg)
{
    const struct mark *m = arg;
    const struct outbox_due *x = m->row;
    if (strcmp(m->state, "sent") == 0) return outbox_sent(tx, x->event, x->channel, x->address);
    return outbox_later(tx, x->event, x->channel, x->address, str_from(m->state), m->tries, m->next);
}

/* What the server took must not go out again because the database hiccuped: the mark is tried some more. */
static enum rc mark(struct db *db, struct mark m)
{
    enum rc rc = RC_OK;
    for (int i = 0; i < MARKS; i++)
        if ((rc = db_tx(db, mark_tx, &m)) == RC_OK) break;
    return rc;
}

static struct mark verdict(const struct outbox_due *x, enum rc rc, int64_t now)
{
    if (rc == RC_OK) return (struct mark){ x, "sent", 0, 0 };
    int64_t tries = x->tries + 1, next = rc == RC_INPUT ? 0 : mail_next_try(now, tries);
    return (struct mark){ x, next ? "waiting" : "dead", tries, next ? next : now };
}

static enum rc deliver(CURL *c, const struct app *app, struct db *db, const struct outbox_due *x, int64_t now)
{
    struct out o;
    uint8_t sum[32];
    out_init(&o, db->arena);
    sha256(x->address, sum);
    struct str id = str_printf(db->arena, "%lld.%.*s", (long long)x->event, STR_FMT(hex(db->arena, sum, 8)));
    struct mail m = { str_from(app->mail_from), x->address, x->subject, x->body, id, now };
    enum rc rc = mail_write(&o, &m);
    return rc == RC_OK ? send_one(c, db, str_z(db->arena, x->address), out_str(&o)) : fail(&db->err, rc, "mail: not an address");
}

/* A server that is away or silent ends the batch: the rest waits for the next tick, and so does nobody else. */
static enum rc send_batch(CURL *c, const struct app *app, struct db *db, const struct outbox_due_rows *rows, int64_t now)
{
    enum rc worst = RC_OK;
    for (size_t i = 0; i < rows->n; i++) {
        const struct outbox_due *x = &rows->v[i];
        bool stale = now - x->next_ms > STALE_MS;
        enum rc rc = stale ? RC_INPUT : deliver(c, app, db, x, now);
        if (rc == RC_IO || rc == RC_MEMORY) return rc;
        if (rc != RC_OK && !stale) worst = rc;
        TRY(mark(db, verdict(x, rc, now)));
        if (rc == RC_DOWN) break;
    }
    return worst;
}

enum rc mail_send_waiting(struct app *app, struct db *db, int64_t now)
{
    struct outbox_due_rows rows;
    if (!app->smtp) return RC_OK;
    if (!app->mail_from || !mail_address_fine(str_from(app->mail_from)))
        return fail(&db->err, RC_INPUT, "mail: --mail-from is not an address");
    TRY(outbox_due(db, now, LIMIT_MAIL_BATCH, &rows));
    if (!rows.n) return RC_OK;
    pthread_once(&once, curl_ready);
    CURL *c = curl_easy_init();
    if (!c) return fail(&db->err, RC_MEMORY, "mail: no memory");
    curl_settings(c, app, app->mail_from);
    jmp_buf full, *before = db->arena->guard;                       /* an exhausted arena must not leave the connection behind */
    volatile enum rc rc = RC_MEMORY;
    db->arena->guard = &full;
    if (setjmp(full) == 0) rc = send_batch(c, app, db, &rows, now);
    db->arena->guard = before;
    curl_easy_cleanup(c);
    return rc;
}
