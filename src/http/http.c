/* http.c: libmicrohttpd behind http.h.
**
**     target_seen    request line: a call begins, with an arena of its own
**     access         1st: head complete: refuse what is malformed, or too large
**                    next: body bytes collect in the arena
**                    last: parse, run the handler under the arena's guard, answer
**     completed      the arena goes back to this thread's shelf
**
** libmicrohttpd parses more kindly than RFC 9112 allows; whatever two parsers
** could read in two ways (two Hosts, length and chunked, a space in a header's
** name, lines that end or go on in another way than all do) is refused here,
** before the handler exists.
*/
#define BASE_OWNS_MEMORY
#include <arpa/inet.h>
#include <microhttpd.h>
#include <netinet/in.h>
#include <pthread.h>
#include <stdatomic.h>
#include <unistd.h>
#include <zlib.h>
#include "http/http.h"
#include "http/seats.h"

enum { IDLE_SECONDS = 20, BODY_SECONDS = 120, SHELF = 32, GZIP_FROM = 1024, BODY_SMALL = 1024 * 1024, STOP_WAIT_MS = 10000 };

struct http_server {
    struct http_config config;
    struct MHD_Daemon *daemon;
    pthread_key_t thread_key;
    _Atomic int under_way;
    struct seats seats;
};

struct call {
    struct arena arena;
    struct http_request q;
    struct http_response s;
    struct out body;
    struct str target;
    const char *line;                           /* where the target stands in libmicrohttpd's own copy of the head */
    int refused;                                /* status to refuse with once the body is in, 0 = none */
    int64_t begun;
    size_t whole;                               /* bytes of a body as announced, else the most there may be */
    bool head_seen;
    struct call *next;                          /* on the shelf */
};

static _Thread_local struct { struct call *first; int n; } shelf;
static const char gone[] = "thread state of a server";   /* a thread with no state of its own */

__attribute__((noinline)) static struct call *call_new(void)
{
    struct call *c = shelf.first;
    if (c) { shelf.first = c->next; shelf.n--; }
    else {
        c = calloc(1, sizeof *c);
        must(c != NULL);
        arena_init(&c->arena, LIMIT_REQUEST_ARENA + LIMIT_BODY);
    }
    struct arena a = c->arena;
    memset(c, 0, sizeof *c);
    c->arena = a;
    c->q.arena = &c->arena;
    return c;
}

static void call_free(struct call *c)
{
    if (shelf.n == SHELF) { arena_free(&c->arena); free(c); return; }
    arena_reset(&c->arena);
    c->next = shelf.first;
    shelf.first = c;
    shelf.n++;
}

struct str http_pair_get(const struct http_pairs *p, const char *name)
{
    for (size_t i = 0; i < p->n; i++)
        if (str_eq(p->v[i].name, str_from(name))) return p->v[i].value;
    return STR_NONE;
}

struct str http_header(const struct http_request *q, const char *name)
{
    for (size_t i = 0; i < q->headers.n; i++)
        if (str_eq_nocase(q->headers.v[i].name, str_from(name))) return q->headers.v[i].value;
    return STR_NONE;
}

void http_set_header(struct http_request *q, struct http_response *s, const char *name, struct str value)
{
    for (size_t i = 0; i < value.n; i++) must((unsigned char)value.p[i] >= 0x20);   /* no header splitting */
    *PUSH(q->arena, &s->headers) = (struct http_pair){ str_from(name), str_copy(q->arena, value) };
}

/* ---- the head ---- */

static bool token(struct str s)
{
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] <= ' ' || (unsigned char)s.p[i] >= 0x7f || strchr("()<>@,;:\\\"/[]?={}", s.p[i])) return false;
    return s.n > 0;
}

struct head { struct call *c; int hosts, lengths, codings, bad; size_t total; int64_t length; const char *next; };

/* Versions up to 0.9 read a head so. Later ones may not, and are strict themselves when told to be. */
enum { READS_IN_PLACE = MHD_VERSION < 0x01000000, STRICT_ITSELF = !READS_IN_PLACE };

/* libmicrohttpd reads the head where it came in: what ended a line, or parted name and value, is NUL by now. So a line begins
** two bytes behind the one before, and a value behind its name; unless LF or CR stood alone, a line was folded, a NUL ended
** a value early, or a line went missing. */
static bool line_follows(struct head *h, const char *key, size_t nkey, const char *value, size_t nvalue)
{
    const char *from = key + nkey + 1;
    bool right = key == h->next && (uintptr_t)value >= (uintptr_t)from && (uintptr_t)value - (uintptr_t)from <= LIMIT_HEADER_LINE;
    for (; right && from < value; from++) right = *from == ' ' || *from == '\t';
    h->next = right ? value + nvalue + 2 : NULL;
    return right;
}

/* The request line: method, one blank, target, one blank, version. */
static const char *first_line(const struct call *c, const char *method, const char *version)
{
    bool right = method + strlen(method) + 1 == c->line && c->line + c->target.n + 1 == version;
    return right ? version + strlen(version) + 2 : NULL;
}

/* The last line and the empty one end as the others do. */
static bool head_ends(const struct head *h)
{
    return h->next && !h->next[-2] && !h->next[-1] && !h->next[0] && !h->next[1];
}

/* host [":" port]: no user, no path, no list. */
static bool host_ok(struct str v)
{
    struct str host, port = v;
    int64_t number = 0;
    if (str_starts(v, S("["))) {
        char text[INET6_ADDRSTRLEN] = "";
        struct in6_addr a;
        ptrdiff_t end = str_find(v, S("]"));
        if (end < 0 || end > (ptrdiff_t)sizeof text) return false;
        memcpy(text, v.p + 1, (size_t)end - 1);
        port = str_sub(v, (size_t)end + 1, v.n);
        if (inet_pton(AF_INET6, text, &a) != 1 || (port.n && port.p[0] != ':')) return false;
        port = str_sub(port, 1, port.n);
        host = v;
    } else str_cut(&port, ':', &host);
    for (size_t i = 0; i < host.n; i++)
        if ((unsigned char)host.p[i] <= ' ' || (unsigned char)host.p[i] >= 0x7f || strchr("@/\\,;\"<>#?%^`{|}", host.p[i])) return false;
    for (size_t i = 0; i < port.n; i++)
        if (port.p[i] < '0' || port.p[i] > '9') return false;
    return host.n > 0 && port.n <= 5 && (!port.n || (str_int(port, &number) && number <= UINT16_MAX));
}

static enum MHD_Result one_header(void *arg, enum MHD_ValueKind kind, const char *key, size_t nkey, const char *value, size_t nvalue)
{
    struct head *h = arg;
    (void)kind;
    struct str name = { key, nkey }, v = { value ? value : "", value ? nvalue : 0 };
    h->total += name.n + v.n;
    if (h->c->q.headers.n == LIMIT_HEADERS || name.n + v.n > LIMIT_HEADER_LINE) { h->bad = 431; return MHD_NO; }
    if (!token(name) || (READS_IN_PLACE && !line_follows(h, key, nkey, v.p, v.n))) h->bad = 400;
    for (size_t i = 0; i < v.n; i++)
        if (((unsigned char)v.p[i] < 0x20 && v.p[i] != '\t') || v.p[i] == 0x7f) h->bad = 400;
    if (str_eq_nocase(name, S("host"))) { h->hosts++; if (!host_ok(v)) h->bad = 400; }
    if (str_eq_nocase(name, S("content-length"))) {
        h->lengths++;
        if (!v.n || v.p[0] == '-' || v.p[0] == '+' || !str_int(v, &h->length)) h->bad = 400;
    }
    if (str_eq_nocase(name, S("transfer-encoding"))) { h->codings++; if (!str_eq_nocase(v, S("chunked"))) h->bad = 501; }
    if (str_eq_nocase(name, S("expect")) && !str_eq_nocase(v, S("100-continue"))) h->bad = 417;
    *PUSH(&h->c->arena, &h->c->q.headers) = (struct http_pair){ str_copy(&h->c->arena, name), str_copy(&h->c->arena, v) };
    return MHD_YES;
}

static int method_of(const char *m, enum http_method *out)
{
    static const struct {
        const char *name;
        enum http_method m;
    } known[] = { { "GET", HTTP_GET }, { "HEAD", HTTP_HEAD }, { "POST", HTTP_POST } };
    static const char *const others[] = { "PUT", "DELETE", "PATCH", "OPTIONS", "TRACE", "CONNECT" };
    for (size_t i = 0; i < LEN(known); i++)
        if (strcmp(m, known[i].name) == 0) { *out = known[i].m; return 0; }
    for (size_t i = 0; i < LEN(others); i++)
        if (strcmp(m, others[i]) == 0) return 405;
    return 501;
}

static void remote_of(struct call *c, const struct http_server *s, struct MHD_Connection *mc)
{
    const union MHD_ConnectionInfo *i = MHD_get_connection_info(mc, MHD_CONNECTION_INFO_CLIENT_ADDRESS);
    char text[INET6_ADDRSTRLEN] = "";
    if (i && i->client_addr->sa_family == AF_INET)
        inet_ntop(AF_INET, &((const struct sockaddr_in *)(const void *)i->client_addr)->sin_addr, text, sizeof text);
    else if (i && i->client_addr->sa_family == AF_INET6)
        inet_ntop(AF_INET6, &((const struct sockaddr_in6 *)(const void *)i->client_addr)->sin6_addr, text, sizeof text);
    c->q.remote = str_copy(&c->arena, str_from(text));
    struct str named = http_header(&c->q, "X-Real-IP");
    if (s->config.behind_proxy && named.n && named.n < INET6_ADDRSTRLEN) c->q.remote = named;
}

/* Status to refuse with, or 0. */
static int read_head(struct http_server *s, struct call *c, struct MHD_Connection *mc, const char *method, const char *version)
{
    struct head h = { .c = c, .next = first_line(c, method, version) };
    int status = method_of(method, &c->q.method);
    MHD_get_connection_values_n(mc, MHD_HEADER_KIND, one_header, &h);
    bool old = strcmp(version, "HTTP/1.0") == 0;
    if (!old && strcmp(version, "HTTP/1.1") != 0) return 505;
    if (h.bad) return h.bad;
    if (READS_IN_PLACE && !head_ends(&h)) return 400;
    if (h.total > LIMIT_HEADERS_TOTAL) return 431;
    if (h.hosts > 1 || (!old && h.hosts == 0) || h.lengths > 1 || h.codings > 1 || (h.lengths && h.codings) || (old && h.codings))
        return 400;
    if (status) return status;
    if (h.lengths && h.length > LIMIT_BODY) return 413;
    c->whole = h.lengths ? (size_t)h.length : LIMIT_BODY;
    if (c->target.n > LIMIT_URL) return 414;
    size_t at = 0;
    while (at < c->target.n && c->target.p[at] != '?') at++;
    c->q.query = str_sub(c->target, at + 1, c->target.n);
    for (size_t i = 0; i < c->target.n; i++)
        if ((unsigned char)c->target.p[i] <= ' ' || (unsigned char)c->target.p[i] >= 0x7f || strchr("\"<>#\\^`{|}", c->target.p[i]))
            return 400;
    if (http_decode_path(&c->arena, str_sub(c->target, 0, at), &c->q.path) != RC_OK) return 400;
    if (c->q.query.n && http_parse_urlencoded(&c->arena, c->q.query, &c->q.args) != RC_OK) return 400;
    http_parse_cookies(&c->arena, http_header(&c->q, "Cookie"), &c->q.cookies);
    c->q.content_type = http_header(&c->q, "Content-Type");
    remote_of(c, s, mc);
    return 0;
}

static enum rc read_body(struct call *c)
{
    c->q.body = c->body.a ? out_str(&c->body) : S("");
    if (!c->q.body.n) return RC_OK;
    if (str_starts(c->q.content_type, S("application/x-www-form-urlencoded")))
        return http_parse_urlencoded(&c->arena, c->q.body, &c->q.fields);
    if (str_starts(c->q.content_type, S("multipart/form-data")))
        return http_parse_multipart(&c->arena, c->q.content_type, c->q.body, &c->q.fields, &c->q.files);
    return RC_OK;
}

/* ---- the answer ---- */

static enum MHD_Result refuse(struct MHD_Connection *mc, int status)
{
    static char text[] = "The request was refused.\n";
    struct MHD_Response *r = MHD_create_response_from_buffer(sizeof text - 1, text, MHD_RESPMEM_PERSISTENT);
    if (!r) return MHD_NO;
    MHD_add_response_header(r, "Content-Type", "text/plain; charset=utf-8");
    MHD_add_response_header(r, "X-Content-Type-Options", "nosniff");
    MHD_add_response_header(r, "Content-Security-Policy", "default-src 'none'");
    if (status != 503) MHD_add_response_header(r, "Connection", "close");
    else MHD_add_response_header(r, "Retry-After", "5");
    if (status == 405) MHD_add_response_header(r, "Allow", "GET, HEAD, POST");
    enum MHD_Result ok = MHD_queue_response(mc, (unsigned)status, r);
    MHD_destroy_response(r);
    return ok;
}

/* q=0, q=0.0 and so on: not that one. */
static bool refused_weight(struct str parameters)
{
    struct str p;
    while (str_cut(&parameters, ';', &p)) {
        p = str_trim(p);
        if (!str_starts(p, S("q=")) && !str_starts(p, S("Q="))) continue;
        for (size_t i = 2; i < p.n; i++) if (p.p[i] != '0' && p.p[i] != '.') return false;
        return true;
    }
    return false;
}

static bool accepts_gzip(const struct http_request *q)
{
    struct str rest = http_header(q, "Accept-Encoding"), one, name;
    while (rest.n && str_cut(&rest, ',', &one)) {
        str_cut(&one, ';', &name);
        if (str_eq_nocase(str_trim(name), S("gzip"))) return !refused_weight(one);
    }
    return false;
}

struct str http_gzip(struct arena *a, struct str in)
{
    z_stream z = { 0 };
    if (in.n < GZIP_FROM || in.n >= UINT32_MAX || a->cap - a->used <= in.n + 4096) return STR_NONE;
    if (deflateInit2(&z, 5, Z_DEFLATED, 15 + 16, 8, Z_DEFAULT_STRATEGY) != Z_OK) return STR_NONE;
    size_t cap = in.n - in.n / 10;                     /* not worth it when it does not shrink */
    if (cap > a->cap - a->used - 64) { deflateEnd(&z); return STR_NONE; }
    char *p = malloc(cap);
    must(p != NULL);
    z.next_in = (Bytef *)(uintptr_t)in.p;
    z.avail_in = (uInt)in.n;
    z.next_out = (Bytef *)p;
    z.avail_out = (uInt)cap;
    int code = deflate(&z, Z_FINISH);
    deflateEnd(&z);
    struct str out = code == Z_STREAM_END ? str_copy(a, (struct str){ p, cap - z.avail_out }) : STR_NONE;
    free(p);
    return out;
}

static enum MHD_Result answer(struct call *c, struct MHD_Connection *mc)
{
    struct str type = STR_NONE, body = c->s.body;
    for (size_t i = 0; i < c->s.headers.n; i++)
        if (str_eq_nocase(c->s.headers.v[i].name, S("Content-Type"))) type = c->s.headers.v[i].value;
    bool text = str_starts(type, S("text/")) || str_starts(type, S("application/json")) || str_starts(type, S("image/svg"));
    bool vary = text && body.n >= GZIP_FROM && body.n < UINT32_MAX, zipped = false;
    if (vary && accepts_gzip(&c->q)) {
        struct str z = c->s.gzipped.p ? c->s.gzipped : http_gzip(&c->arena, body);
        if (z.p) { body = z; zipped = true; }
    }
    struct MHD_Response *r = MHD_create_response_from_buffer(body.n, (void *)(uintptr_t)body.p, MHD_RESPMEM_PERSISTENT);
    if (!r) return MHD_NO;
    for (size_t i = 0; i < c->s.headers.n; i++)
        MHD_add_response_header(r, c->s.headers.v[i].name.p, c->s.headers.v[i].value.p);
    if (zipped) MHD_add_response_header(r, "Content-Encoding", "gzip");
    if (vary) MHD_add_response_header(r, "Vary", "Accept-Encoding");
    enum MHD_Result ok = MHD_queue_response(mc, (unsigned)(c->s.status ? c->s.status : 200), r);
    MHD_destroy_response(r);
    return ok;
}

static void *thread_state(struct http_server *s)
{
    void *t = pthread_getspecific(s->thread_key);
    if (!t) {
        t = s->config.thread_init ? s->config.thread_init(s->config.ctx) : NULL;
        pthread_setspecific(s->thread_key, t ? t : (void *)(uintptr_t)gone);
    }
    return t == (const void *)gone ? NULL : t;
}

static int handle(struct http_server *s, struct call *c)
{
    volatile int status = 0;
    if (arena_guard(&c->arena) != 0) return 503;
    enum rc rc = read_body(c);
    if (rc != RC_OK) status = rc == RC_LIMIT ? 413 : 400;
    else {
        c->q.thread = thread_state(s);
        if (s->config.handler(s->config.ctx, &c->q, &c->s) != RC_OK) status = 500;
    }
    arena_unguard(&c->arena);
    return status;
}

static void keep_target(struct call *c, const char *uri)
{
    if (arena_guard(&c->arena) != 0) return;           /* no target: refused as 400 */
    c->target = str_copy(&c->arena, str_from(uri));
    arena_unguard(&c->arena);
}

/* libmicrohttpd would parse the query next, into its connection's pool, and without a word let the connection hang where
** some hundred arguments fill it. We parse our own copy: leave it an empty one (in its buffer, which is no constant). */
static void hide_query(const char *uri)
{
    char *mark = (char *)(uintptr_t)strchr(uri, '?');
    if (mark) mark[1] = '\0';
}

static void *target_seen(void *arg, const char *uri, struct MHD_Connection *mc)
{
    struct http_server *s = arg;
    (void)mc;
    thread_state(s);                                   /* from here on thread_gone empties this thread's shelf */
    struct call *c = call_new();
    atomic_fetch_add(&s->under_way, 1);
    c->begun = instant_now();
    c->line = uri;
    keep_target(c, uri);
    hide_query(uri);
    return c;
}

/* ---- connections ---- */

static struct seat *seat_of(struct MHD_Connection *mc)
{
    return MHD_get_connection_info(mc, MHD_CONNECTION_INFO_SOCKET_CONTEXT)->socket_context;
}

static uint64_t peer_of(struct MHD_Connection *mc)
{
    const struct sockaddr *a = MHD_get_connection_info(mc, MHD_CONNECTION_INFO_CLIENT_ADDRESS)->client_addr;
    return a->sa_family == AF_INET ? ((const struct sockaddr_in *)(const void *)a)->sin_addr.s_addr : 0;
}

static void comes_or_goes(void *arg, struct MHD_Connection *mc, void **seat, enum MHD_ConnectionNotificationCode what)
{
    struct http_server *s = arg;
    int fd = MHD_get_connection_info(mc, MHD_CONNECTION_INFO_CONNECTION_FD)->connect_fd;
    if (what == MHD_CONNECTION_NOTIFY_STARTED) *seat = seat_take(&s->seats, fd, peer_of(mc), instant_now());
    else if (*seat) seat_leave(&s->seats, *seat);
}

static int take_head(struct http_server *s, struct call *c, struct MHD_Connection *mc, const char *method, const char *version)
{
    if (arena_guard(&c->arena) != 0) return 503;
    int status = read_head(s, c, mc, method, version);
    arena_unguard(&c->arena);
    return status;
}

/* A large body gets its place at once: doubling its way up it would leave more behind than the arena has. */
static void body_room(struct call *c, size_t n)
{
    if (!c->body.a) out_init(&c->body, &c->arena);
    if (c->body.n + n <= BODY_SMALL || c->body.cap > c->whole) return;
    c->body.p = arena_grow(&c->arena, c->body.p, c->body.cap, c->whole + 1);
    c->body.cap = c->whole + 1;
}

static void take_body(struct call *c, const char *bytes, size_t n)
{
    if (c->refused) return;
    if (c->body.n + n > LIMIT_BODY) { c->refused = 413; return; }
    if (instant_now() - c->begun > BODY_SECONDS * 1000) { c->refused = 408; return; }
    if (arena_guard(&c->arena) != 0) { c->refused = 503; return; }
    body_room(c, n);
    put(&c->body, bytes, n);
    arena_unguard(&c->arena);
}

static enum MHD_Result access_cb(void *arg, struct MHD_Connection *mc, const char *url, const char *method,
    const char *version, const char *upload, size_t *nupload, void **state)
{
    struct http_server *s = arg;
    struct call *c = *state;
    (void)url;
    if (!c->head_seen) {
        c->head_seen = true;
        int status = take_head(s, c, mc, method, version);
        return status ? refuse(mc, status) : MHD_YES;
    }
    if (*nupload) {
        take_body(c, upload, *nupload);
        *nupload = 0;
        return c->refused == 408 ? MHD_NO : MHD_YES;
    }
    struct seat *seat = seat_of(mc);
    if (seat) seat_answering(&s->seats, seat);
    int status = c->refused ? c->refused : handle(s, c);
    return status ? refuse(mc, status) : answer(c, mc);
}

static void completed(void *arg, struct MHD_Connection *mc, void **state, enum MHD_RequestTerminationCode why)
{
    struct http_server *s = arg;
    (void)why;
    if (!*state) return;
    struct seat *seat = seat_of(mc);
    if (seat) seat_answered(&s->seats, seat, instant_now());
    call_free(*state);
    *state = NULL;
    atomic_fetch_sub(&s->under_way, 1);
}

static size_t keep_raw(void *arg, struct MHD_Connection *mc, char *text)
{
    (void)arg;
    (void)mc;
    return strlen(text);                               /* we decode ourselves */
}

static void no_log(void *arg, const char *fmt, va_list ap) { (void)arg; (void)fmt; (void)ap; }

static void shelf_clear(void)
{
    for (struct call *c = shelf.first, *next; c; c = next) { next = c->next; arena_free(&c->arena); free(c); }
    shelf.first = NULL;
    shelf.n = 0;
}

static void (*done_with_thread)(void *);               /* one kind of server a process */
static void thread_gone(void *t)
{
    if (t != (const void *)gone && done_with_thread) done_with_thread(t);
    shelf_clear();
}

enum rc http_start(const struct http_config *config, struct http_server **out, struct err *e)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)config->port) };
    if (inet_pton(AF_INET, config->address, &at.sin_addr) != 1) return fail(e, RC_INPUT, "'%s' is not an IPv4 address", config->address);
    struct http_server *s = calloc(1, sizeof *s);
    must(s != NULL && pthread_key_create(&s->thread_key, thread_gone) == 0);
    s->config = *config;
    seats_init(&s->seats, config->behind_proxy);
    done_with_thread = config->thread_done;
    s->daemon = MHD_start_daemon(MHD_USE_EPOLL_INTERNAL_THREAD | MHD_USE_ERROR_LOG, (uint16_t)config->port, NULL, NULL, access_cb, s,
        MHD_OPTION_EXTERNAL_LOGGER, no_log, NULL,
        MHD_OPTION_SOCK_ADDR, &at, MHD_OPTION_URI_LOG_CALLBACK, target_seen, s,
        MHD_OPTION_NOTIFY_COMPLETED, completed, s, MHD_OPTION_UNESCAPE_CALLBACK, keep_raw, NULL,
        MHD_OPTION_CONNECTION_LIMIT, (unsigned)SEATS, MHD_OPTION_NOTIFY_CONNECTION, comes_or_goes, s,
        MHD_OPTION_CONNECTION_TIMEOUT, (unsigned)IDLE_SECONDS, MHD_OPTION_STRICT_FOR_CLIENT, (int)STRICT_ITSELF,
        MHD_OPTION_CONNECTION_MEMORY_LIMIT, (size_t)(LIMIT_HEADERS_TOTAL + 2 * LIMIT_URL),
        MHD_OPTION_LISTENING_ADDRESS_REUSE, 1u,
        config->threads > 1 ? MHD_OPTION_THREAD_POOL_SIZE : MHD_OPTION_END, (unsigned)config->threads, MHD_OPTION_END);
    if (!s->daemon) {
        pthread_key_delete(s->thread_key);
        free(s);
        return fail(e, RC_IO, "cannot listen on %s:%d", config->address, config->port);
    }
    *out = s;
    return RC_OK;
}

int http_port(const struct http_server *s)
{
    return MHD_get_daemon_info(s->daemon, MHD_DAEMON_INFO_BIND_PORT)->port;
}

void http_stop(struct http_server *s)
{
    MHD_socket listening = MHD_quiesce_daemon(s->daemon);
    for (int waited = 0; atomic_load(&s->under_way) > 0 && waited < STOP_WAIT_MS; waited += 10) usleep(10000);
    MHD_stop_daemon(s->daemon);
    shelf_clear();                                     /* connections still open were completed on this thread */
    if (listening != MHD_INVALID_SOCKET) close(listening);
    pthread_key_delete(s->thread_key);
    free(s);
}
