/* http_test.c: the pure parsers by table, then a real server on a free port. */
#include "test/test.h"
#include <arpa/inet.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>
#include "http/http.h"
#include "http/seats.h"

static struct str flat(struct arena *a, const struct http_pairs *p)
{
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < p->n; i++) put_f(&o, "%s%.*s=%.*s", i ? ";" : "", STR_FMT(p->v[i].name), STR_FMT(p->v[i].value));
    return out_str(&o);
}

static void fields_are_decoded_or_refused(void **state)
{
    (void)state;
    static const struct { const char *in, *out; } cases[] = {
        { "a=1&b=2", "a=1;b=2" }, { "q=%E5%AF%B9%E6%8E%A5+x", "q=对接 x" }, { "a", "a=" }, { "a=&&b=%3D", "a=;b==" },
        { "a=%", NULL }, { "a=%4", NULL }, { "a=%zz", NULL }, { "a=%00", NULL }, { "a=%ff", NULL }, { "a=%1b", NULL }, { "a=%0a", "a=\n" },
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct http_pairs p = { 0 };
        enum rc rc = http_parse_urlencoded(&a, str_from(cases[i].in), &p);
        assert_int_equal(rc, cases[i].out ? RC_OK : RC_INPUT);
        if (cases[i].out) assert_string_equal(flat(&a, &p).p, cases[i].out);
    }
    arena_free(&a);
}

static void paths_have_one_meaning(void **state)
{
    (void)state;
    static const struct { const char *in, *out; } cases[] = {
        { "/", "/" }, { "/a/b", "/a/b" }, { "/a/", "/a/" }, { "/%E7%94%B2", "/甲" },
        { "/../x", NULL }, { "/a/./b", NULL }, { "//a", NULL }, { "/a%2fb", NULL }, { "a", NULL }, { "/%2e%2e/x", NULL }, { "/a\\b", NULL },
        { "/%00", NULL }, { "/%0a", NULL }, { "", NULL },
    };
    struct arena a;
    arena_init(&a, 1 << 20);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct str path;
        assert_int_equal(http_decode_path(&a, str_from(cases[i].in), &path), cases[i].out ? RC_OK : RC_INPUT);
        if (cases[i].out) assert_string_equal(path.p, cases[i].out);
    }
    arena_free(&a);
}

static void multipart_is_strict(void **state)
{
    (void)state;
    struct arena a;
    struct http_pairs f = { 0 };
    struct http_files u = { 0 };
    arena_init(&a, 1 << 20);
    struct str type = S("multipart/form-data; boundary=\"xx\"");
    struct str good = S("--xx\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n2\r\n"
        "--xx\r\nContent-Disposition: form-data; name=\"u\"; filename=\"C:\\t\\表.csv\"\r\nContent-Type: text/csv\r\n\r\nx,y\r\n\r\n--xx--\r\n");
    assert_int_equal(http_parse_multipart(&a, type, good, &f, &u), RC_OK);
    assert_string_equal(flat(&a, &f).p, "a=1\r\n2");
    assert_int_equal(u.n, 1);
    assert_true(str_eq(u.v[0].name, S("表.csv")) && str_eq(u.v[0].bytes, S("x,y\r\n")));
    for (size_t cut = 0; cut < good.n - 4; cut++) {        /* every truncation before the closing mark is refused */
        struct http_pairs f2 = { 0 };
        struct http_files u2 = { 0 };
        assert_int_equal(http_parse_multipart(&a, type, str_sub(good, 0, cut), &f2, &u2), RC_INPUT);
    }
    arena_free(&a);
}

static enum rc echo(void *ctx, struct http_request *q, struct http_response *s)
{
    struct out o;
    (void)ctx;
    out_init(&o, q->arena);
    if (str_eq(q->path, S("/full"))) for (;;) arena_alloc(q->arena, 1 << 20);
    if (str_eq(q->path, S("/bad"))) return RC_IO;
    for (int i = 0; str_eq(q->path, S("/long")) && i < 500; i++) put_z(&o, "long ");
    put_f(&o, "%d %.*s|%.*s|", q->method, STR_FMT(q->path), STR_FMT(flat(q->arena, &q->args)));
    put_str(&o, flat(q->arena, &q->fields));
    http_set_header(q, s, "Content-Type", S("text/plain; charset=utf-8"));
    s->body = out_str(&o);
    return RC_OK;
}

/* Head and as much body as its Content-Length says. */
static bool answered(const char *reply)
{
    const char *end = strstr(reply, "\r\n\r\n"), *length = strcasestr(reply, "\r\nContent-Length: ");
    return end && (!length || length > end || strlen(end + 4) >= strtoul(length + 18, NULL, 10)) && strncmp(reply, "HTTP/1.1 100", 12) != 0;
}

/* Sends raw bytes (in two writes when split > 0), reads one answer, or until the peer closes or is quiet for long; returns the
** status, 0 for none. */
static int talk(int port, struct str raw, size_t split, char *reply, size_t room)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd = socket(AF_INET, SOCK_STREAM, 0);
    struct timeval quiet = { .tv_sec = 1 };
    assert_true(fd >= 0 && connect(fd, (struct sockaddr *)&at, sizeof at) == 0);
    setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &quiet, sizeof quiet);
    if (split) { assert_true(send(fd, raw.p, split, MSG_NOSIGNAL) == (ssize_t)split); usleep(20000); }
    for (size_t at_byte = split; at_byte < raw.n;) {
        ssize_t n = send(fd, raw.p + at_byte, raw.n - at_byte, MSG_NOSIGNAL);
        if (n <= 0) break;                              /* refused early */
        at_byte += (size_t)n;
    }
    size_t n = 0;
    for (ssize_t got; n < room - 1 && (got = recv(fd, reply + n, room - 1 - n, 0)) > 0;) {
        n += (size_t)got;
        reply[n] = 0;
        if (answered(reply)) break;
    }
    reply[n] = 0;
    close(fd);
    int status = 0;
    sscanf(reply, "HTTP/1.%*d %d", &status);
    return status;
}

static struct http_server *start(void)
{
    const struct http_config c = { .address = "127.0.0.1", .threads = 2, .handler = echo };
    struct http_server *s;
    struct err e = { 0 };
    assert_int_equal(http_start(&c, &s, &e), RC_OK);
    return s;
}

#define H "Host: x\r\n"
static void malformed_requests_are_refused(void **state)
{
    (void)state;
    static const struct { struct str raw; int least, most; } cases[] = {
        { SI("GET /a?x=1 HTTP/1.1\r\n" H "\r\n"), 200, 200 },
        { SI("GET /a HTTP/1.0\r\n\r\n"), 200, 200 },
        { SI("HEAD /a HTTP/1.1\r\n" H "\r\n"), 200, 200 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 3\r\n\r\nb=2"), 200, 200 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Type: application/x-www-form-urlencoded\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nb=2\r\n0\r\n\r\n"), 200, 200 },
        { SI("GET /a HTTP/1.1\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\nHost:\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\n" H "Host: y\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\n" H "X y: z\r\n\r\n"), 0, 400 },                      /* 0: the connection is closed without a word */
        /* what libmicrohttpd reads kindly: a value that ends at a NUL, folded lines, lines that end in LF or CR alone */
        { SI("GET /a HTTP/1.1\r\n" H "X: a\0b\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\n" "X: a\0b\r\n" H "\r\n"), 400, 400 },
        { SI("GET /a\0b HTTP/1.1\r\n" H "\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\0b\r\n" H "\r\n"), 400, 400 },
        { SI("POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked\0x\r\n\r\n0\r\n\r\n"), 400, 400 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Length: 3\0" "0\r\n\r\nb=2"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\n" H "X: a\r\n b\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\n" "X: a\r\n\tb\r\n" H "\r\n"), 400, 400 },
        { SI("POST /a HTTP/1.1\r\n" H "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n"), 400, 400 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Length: 3\r\n 0\r\n\r\nb=2"), 400, 400 },
        { SI("GET /a HTTP/1.1\nHost: x\n\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\nHost: x\nX: y\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\n" H "X: y\rZ: z\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\n" H ": y\r\nX: y\r\n\r\n"), 400, 400 },
        { SI("GET  /a HTTP/1.1\r\n" H "\r\n"), 400, 400 },
        { SI("GET /a  HTTP/1.1\r\n" H "\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\n" H "X:  \t y\r\nEmpty:\r\n\r\n"), 200, 200 },
        { SI("POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\n-1\r\n\r\n"), 0, 400 },
        { SI("POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nzz\r\n\r\n"), 0, 400 },
        { SI("POST /a HTTP/1.1\r\n" H "Transfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\nx\r\n0\r\n\r\n"), 0, 413 },
        { SI("GET /a HTTP/1.1\r\nHost: u@a\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\nHost: a:x\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\nHost: a, b\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\nHost: a.b:8080\r\n\r\n"), 200, 200 },
        { SI("GET /a HTTP/1.1\r\nHost: [::1]:8080\r\n\r\n"), 200, 200 },
        { SI("GET /a HTTP/1.1\r\nHost: [::1]\r\n\r\n"), 200, 200 },
        { SI("GET /a HTTP/1.1\r\nHost: [::1]a.b\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\nHost: [\"><b>]\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\nHost: [::1\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\nHost: a:65536\r\n\r\n"), 400, 400 },
        { SI("GET /a HTTP/1.1\r\nHost: \xe7\x94\xb2\r\n\r\n"), 400, 400 },
        { SI("GET /a#x HTTP/1.1\r\n" H "\r\n"), 400, 400 },
        { SI("GET /a\"<> HTTP/1.1\r\n" H "\r\n"), 400, 400 },
        { SI("POST /a HTTP/1.0\r\n" H "Transfer-Encoding: chunked\r\n\r\n0\r\n\r\n"), 400, 400 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Length: 1\r\nExpect: a-miracle\r\n\r\na"), 417, 417 },
        { SI("\0\1\2\3 / HTTP/1.1\r\n\r\n"), 0, 501 },
        { SI("GET /a\r\n\r\n"), 0, 505 },
        { SI("GET /a HTTP/1.1\r\nHost : x\r\n\r\n"), 400, 400 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nb=2\r\n0\r\n\r\n"), 400, 400 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Length: 3\r\nContent-Length: 4\r\n\r\nb=2"), 400, 400 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Length: -3\r\n\r\n"), 400, 413 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Length: +3\r\n\r\nb=2"), 400, 413 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Length: 3x\r\n\r\nb=2"), 400, 413 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Length: 99999999999999999999\r\n\r\n"), 400, 413 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Length: 99999999\r\n\r\n"), 413, 413 },
        { SI("POST /a HTTP/1.1\r\n" H "Transfer-Encoding: gzip, chunked\r\n\r\n"), 400, 501 },
        { SI("GET http://x/a HTTP/1.1\r\n" H "\r\n"), 400, 400 },
        { SI("GET /../a HTTP/1.1\r\n" H "\r\n"), 400, 400 },
        { SI("GET /%00 HTTP/1.1\r\n" H "\r\n"), 400, 400 },
        { SI("GET /a?x=%ff HTTP/1.1\r\n" H "\r\n"), 400, 400 },
        { SI("PUT /a HTTP/1.1\r\n" H "\r\n"), 405, 405 },
        { SI("BREW /a HTTP/1.1\r\n" H "\r\n"), 501, 501 },
        { SI("GET /a HTTP/3.0\r\n" H "\r\n"), 400, 505 },
        { SI("GET /full HTTP/1.1\r\n" H "\r\n"), 503, 503 },
        { SI("GET /bad HTTP/1.1\r\n" H "\r\n"), 500, 500 },
        { SI("POST /a HTTP/1.1\r\n" H "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 5\r\n\r\na=%ff"), 400, 400 },
    };
    struct http_server *s = start();
    char reply[8192];
    for (size_t i = 0; i < LEN(cases); i++)
        for (size_t split = 0; split < 60 && split < cases[i].raw.n; split += 29) {
            int status = talk(http_port(s), cases[i].raw, split, reply, sizeof reply);
            if (status ? status < cases[i].least || status > cases[i].most || (!cases[i].least && status < 400) : cases[i].least)
                fail_msg("case %zu split %zu: %d, expected %d..%d:\n%s", i, split, status, cases[i].least, cases[i].most, reply);
        }
    http_stop(s);
}

static void large_things_are_refused_and_answers_are_whole(void **state)
{
    (void)state;
    struct http_server *s = start();
    struct arena a;
    struct out o;
    char reply[8192];
    arena_init(&a, 1 << 22);
    out_init(&o, &a);
    put_z(&o, "GET /");
    for (int i = 0; i < 9000; i++) put_c(&o, 'a');
    put_z(&o, " HTTP/1.1\r\n" H "\r\n");
    assert_int_equal(talk(http_port(s), out_str(&o), 0, reply, sizeof reply), 414);
    for (int most = 100; most < 2000; most += 300) {               /* too many is answered, not left hanging */
        out_init(&o, &a);
        put_z(&o, "GET /?a");
        for (int i = 0; i < most; i++) put_z(&o, "&a=1");
        put_z(&o, " HTTP/1.1\r\n" H "Cookie: a=1");
        for (int i = 0; i < most; i++) put_z(&o, ";a=1");
        put_z(&o, "\r\n\r\n");
        int status = talk(http_port(s), out_str(&o), 0, reply, sizeof reply);
        if (status != (most < 500 ? 200 : 400) && status != 431) fail_msg("%d: %d", most, status);
    }
    out_init(&o, &a);
    put_z(&o, "GET / HTTP/1.1\r\n" H);
    for (int i = 0; i < 150; i++) put_f(&o, "X-%d: 1\r\n", i);
    put_z(&o, "\r\n");
    assert_int_equal(talk(http_port(s), out_str(&o), 0, reply, sizeof reply), 431);
    assert_int_equal(talk(http_port(s), S("GET /x?q=%E7%94%B2 HTTP/1.1\r\n" H "Connection: close\r\n\r\n"), 0, reply, sizeof reply), 200);
    assert_non_null(strstr(reply, "\r\n\r\n0 /x|q=甲|"));
    http_stop(s);
    arena_free(&a);
}

/* As large as LIMIT_BODY says, announced or in chunks; one byte more is refused. */
static void a_body_may_be_as_large_as_the_limit(void **state)
{
    (void)state;
    struct http_server *s = start();
    struct arena a;
    struct out o;
    char reply[8192];
    arena_init(&a, (size_t)200 << 20);
    for (int more = 0; more < 2; more++) {
        size_t n = LIMIT_BODY + (size_t)more;
        char *body = arena_alloc(&a, n);
        memset(body, 'x', n);
        out_init(&o, &a);
        put_f(&o, "POST /a HTTP/1.1\r\n" H "Content-Type: text/plain\r\nContent-Length: %zu\r\n\r\n", n);
        put(&o, body, n);
        int status = talk(http_port(s), out_str(&o), 0, reply, sizeof reply);
        if (more ? status != 413 && status != 0 : status != 200) fail_msg("%zu bytes: %d", n, status);
        out_init(&o, &a);
        put_f(&o, "POST /a HTTP/1.1\r\n" H "Content-Type: text/plain\r\nTransfer-Encoding: chunked\r\n\r\n%zx\r\n", n);
        put(&o, body, n);
        put_z(&o, "\r\n0\r\n\r\n");
        status = talk(http_port(s), out_str(&o), 0, reply, sizeof reply);
        if (more ? status != 413 && status != 0 : status != 200) fail_msg("%zu bytes in a chunk: %d", n, status);
    }
    http_stop(s);
    arena_free(&a);
}

static void gzip_goes_to_who_takes_it(void **state)
{
    (void)state;
    static const struct { const char *accepts; bool zipped; } cases[] = {
        { "gzip", true }, { "GZIP", true }, { "br, gzip", true }, { "gzip;q=0.5", true }, { "gzip; q=0.001", true }, { "br;q=0,gzip", true },
        { "gzip;q=0", false }, { "gzip; q=0", false }, { "gzip ;\tq=0.000", false }, { "notgzip", false }, { "identity", false }, { "", false },
    };
    struct http_server *s = start();
    char request[200], reply[8192];
    for (size_t i = 0; i < LEN(cases); i++) {
        int n = snprintf(request, sizeof request, "GET /long HTTP/1.1\r\n" H "Accept-Encoding: %s\r\n\r\n", cases[i].accepts);
        assert_int_equal(talk(http_port(s), (struct str){ request, (size_t)n }, 0, reply, sizeof reply), 200);
        if ((strstr(reply, "Content-Encoding: gzip") != NULL) != cases[i].zipped) fail_msg("%s: %s", cases[i].accepts, reply);
        assert_non_null(strstr(reply, "Vary: Accept-Encoding"));
    }
    http_stop(s);
}

/* Thousand-handed and slow: connections that trickle a byte at a time must not keep others from their answers. */
static void slow_clients_do_not_starve_others(void **state)
{
    (void)state;
    enum { SLOW = 100 };
    struct http_server *s = start();
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(s)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    int fd[SLOW];
    char reply[8192];
    for (int i = 0; i < SLOW; i++) {
        fd[i] = socket(AF_INET, SOCK_STREAM, 0);
        assert_true(connect(fd[i], (struct sockaddr *)&at, sizeof at) == 0);
    }
    static const char slowly[] = "POST /a HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\nb=";
    for (size_t k = 0; k < sizeof slowly - 1; k += 5) {
        for (int i = 0; i < SLOW; i++)
            assert_int_equal(send(fd[i], slowly + k, sizeof slowly - 1 - k < 5 ? sizeof slowly - 1 - k : 5, MSG_NOSIGNAL),
                sizeof slowly - 1 - k < 5 ? sizeof slowly - 1 - k : 5);
        assert_int_equal(talk(http_port(s), S("GET /x HTTP/1.1\r\n" H "Connection: close\r\n\r\n"), 0, reply, sizeof reply), 200);
    }
    for (int i = 0; i < SLOW; i++) close(fd[i]);
    http_stop(s);
}

/* ---- seats ---- */

static bool still_open(int fd)
{
    char c;
    return recv(fd, &c, 1, MSG_DONTWAIT) < 0;                       /* nothing to read: not shut down */
}

/* Only the first has a real socket; cutting the others cuts nothing. */
static struct seat *seats_fill(struct seats *s, size_t n, uint64_t (*peer)(size_t), int first)
{
    struct seat *mine = seat_take(s, first, peer(0), 1000);
    for (size_t i = 1; i < n; i++) assert_non_null(seat_take(s, 1 << 20, peer(i), 1001));
    return mine;
}

static uint64_t same(size_t i) { (void)i; return 7; }
static uint64_t each(size_t i) { return 100 + i; }

static void the_slowest_gives_way(void **state)
{
    (void)state;
    static struct seats seats;
    static const struct {
        size_t n;
        uint64_t (*peer)(size_t);
        bool one_peer, answering;
        uint64_t comes;
        int64_t now;
        bool in, cut;
    } cases[] = {
        { SEATS_ONE_PEER - 1, same, false, false, 7, 1010,    true,  false },      /* there is room */
        { SEATS_ONE_PEER,     same, false, false, 7, 1010,    false, false },      /* too many of one, none of them slow yet */
        { SEATS_ONE_PEER,     same, false, false, 8, 60000,   true,  false },      /* others are not concerned */
        { SEATS_ONE_PEER,     same, false, false, 7, 60000,   true,  true },
        { SEATS_ONE_PEER,     same, false, true,  7, 60000,   true,  false },      /* who is answered keeps the seat */
        { SEATS_ONE_PEER,     same, true,  false, 7, 60000,   true,  false },      /* behind a proxy all have one address */
        { SEATS_SHORT,        each, false, false, 1, 1010,    true,  false },
        { SEATS_SHORT,        each, false, false, 1, 60000,   true,  true },
        { SEATS_SHORT,        same, true,  false, 7, 60000,   true,  true },
        { 2,                  each, false, false, 1, 60000,   true,  false },
        { 2,                  each, false, false, 1, 1000 + SEAT_HEAD_MS + 1, true, true },   /* minutes for one request */
        { 2,                  each, false, true,  1, 1000 + SEAT_HEAD_MS + 1, true, false },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        int pair[2], newcomer[2];
        seats_init(&seats, cases[i].one_peer);
        assert_true(socketpair(AF_UNIX, SOCK_STREAM, 0, pair) == 0 && socketpair(AF_UNIX, SOCK_STREAM, 0, newcomer) == 0);
        struct seat *first = seats_fill(&seats, cases[i].n, cases[i].peer, pair[0]);
        if (cases[i].answering) seat_answering(&seats, first);
        struct seat *x = seat_take(&seats, newcomer[0], cases[i].comes, cases[i].now);
        if ((x != NULL) != cases[i].in || still_open(newcomer[1]) != cases[i].in || still_open(pair[1]) == cases[i].cut)
            fail_msg("case %zu: in %d, first open %d", i, x != NULL, still_open(pair[1]));
        for (int k = 0; k < 2; k++) { close(pair[k]); close(newcomer[k]); }
        pthread_mutex_destroy(&seats.lock);
    }
}

/* More slow connections from one address than one may have: who comes then is answered all the same. */
static void slow_heads_do_not_keep_their_neighbours_out(void **state)
{
    (void)state;
    enum { MANY = SEATS_ONE_PEER + 60 };
    static int fd[MANY];
    char reply[8192];
    struct rlimit files;
    assert_int_equal(getrlimit(RLIMIT_NOFILE, &files), 0);
    files.rlim_cur = files.rlim_max;
    if (files.rlim_max < 3 * MANY || setrlimit(RLIMIT_NOFILE, &files) != 0) skip();
    struct http_server *s = start();
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_port = htons((uint16_t)http_port(s)), .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    for (int i = 0; i < MANY; i++) {
        fd[i] = socket(AF_INET, SOCK_STREAM, 0);
        assert_true(fd[i] >= 0 && connect(fd[i], (struct sockaddr *)&at, sizeof at) == 0);
        (void)!send(fd[i], "GET /a HTTP/1.1\r\nX: ", 20, MSG_NOSIGNAL);
    }
    usleep((SEAT_GRACE_MS + 200) * 1000);
    for (int i = 0; i < MANY; i++) (void)!send(fd[i], "y", 1, MSG_NOSIGNAL);
    for (int i = 0; i < 5; i++)
        assert_int_equal(talk(http_port(s), S("GET /x HTTP/1.1\r\n" H "Connection: close\r\n\r\n"), 0, reply, sizeof reply), 200);
    for (int i = 0; i < MANY; i++) close(fd[i]);
    http_stop(s);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(fields_are_decoded_or_refused),
        cmocka_unit_test(paths_have_one_meaning),
        cmocka_unit_test(multipart_is_strict),
        cmocka_unit_test(malformed_requests_are_refused),
        cmocka_unit_test(large_things_are_refused_and_answers_are_whole),
        cmocka_unit_test(a_body_may_be_as_large_as_the_limit),
        cmocka_unit_test(gzip_goes_to_who_takes_it),
        cmocka_unit_test(slow_clients_do_not_starve_others),
        cmocka_unit_test(the_slowest_gives_way),
        cmocka_unit_test(slow_heads_do_not_keep_their_neighbours_out),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
