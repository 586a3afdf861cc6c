/* check_site.c: the running site, asked as a stranger would ask: the headers every page must carry, what must be refused.
** Plain HTTP only: behind a proxy ask the address the proxy asks; TLS is the proxy's, and so is its test. */
#include "cli/check.h"
#include <errno.h>
#include <netdb.h>
#include <sys/socket.h>
#include <unistd.h>

enum { ANSWER_MOST = 512 * 1024, WAIT_SECONDS = 10 };

struct site_at { const char *host, *port; };

/* "http://host:port/..." */
static bool address_parse(struct arena *a, struct str url, struct site_at *s)
{
    struct str host, rest;
    if (!str_starts(url, S("http://"))) return false;
    rest = str_sub(url, 7, url.n);
    if (!str_cut(&rest, '/', &host) || !host.n) return false;
    ptrdiff_t colon = str_find(host, S(":"));
    s->host = str_z(a, colon < 0 ? host : str_sub(host, 0, (size_t)colon));
    s->port = colon < 0 ? "80" : str_z(a, str_sub(host, (size_t)colon + 1, host.n));
    return s->host[0] && s->port[0];
}

static int dial(const struct site_at *s)
{
    struct addrinfo hints = { .ai_socktype = SOCK_STREAM }, *found = NULL;
    struct timeval wait = { .tv_sec = WAIT_SECONDS };
    int fd = -1;
    if (getaddrinfo(s->host, s->port, &hints, &found) != 0) return -1;
    for (struct addrinfo *x = found; x && fd < 0; x = x->ai_next) {
        fd = socket(x->ai_family, x->ai_socktype | SOCK_CLOEXEC, x->ai_protocol);
        if (fd < 0) continue;
        setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &wait, sizeof wait);
        setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &wait, sizeof wait);
        if (connect(fd, x->ai_addr, x->ai_addrlen) != 0) { close(fd); fd = -1; }
    }
    freeaddrinfo(found);
    return fd;
}

/* One request, the whole answer; STR_NONE when there is none. */
static struct str ask(struct arena *a, const struct site_at *s, const char *method, const char *path, const char *more)
{
    struct str q = str_printf(a, "%s %s HTTP/1.1\r\nHost: %s:%s\r\nConnection: close\r\n%s\r\n", method, path, s->host, s->port, more);
    struct out o;
    char buf[16384];
    int fd = dial(s);
    if (fd < 0) return STR_NONE;
    out_init(&o, a);
    for (size_t at = 0; at < q.n;) {
        ssize_t n = send(fd, q.p + at, q.n - at, MSG_NOSIGNAL);
        if (n <= 0) { close(fd); return STR_NONE; }
        at += (size_t)n;
    }
    for (ssize_t n; o.n < ANSWER_MOST && (n = recv(fd, buf, sizeof buf, 0)) > 0;) put(&o, buf, (size_t)n);
    close(fd);
    return o.n ? out_str(&o) : STR_NONE;
}

static int status_of(struct str answer)
{
    int64_t status = 0;
    str_int(str_sub(answer, 9, 3), &status);
    return (int)status;
}

/* A header's value out of the head; STR_NONE when it is not sent. */
static struct str header(struct str answer, const char *name)
{
    struct str line, key;
    while (str_cut(&answer, '\n', &line)) {
        line = str_trim(line);
        if (!line.n) break;
        if (str_cut(&line, ':', &key) && str_eq_nocase(key, str_from(name))) return str_trim(line);
    }
    return STR_NONE;
}

static const struct {
    const char *name, *part;
} wanted[] = {
    { "Content-Security-Policy", "default-src 'none'" },
    { "Content-Security-Policy", "script-src 'self'" },
    { "Content-Security-Policy", "frame-ancestors 'none'" },
    { "Content-Security-Policy", "form-action 'self'" },
    { "X-Content-Type-Options", "nosniff" },
    { "X-Frame-Options", "DENY" },
    { "Referrer-Policy", "same-origin" },
    { "Cross-Origin-Opener-Policy", "same-origin" },
    { "Cross-Origin-Resource-Policy", "same-origin" },
    { "Permissions-Policy", "camera=()" },
    { "Content-Type", "charset=utf-8" },
    { "Cache-Control", "no-" },
};

static void check_headers(struct check *c, const char *path, struct str answer)
{
    for (size_t i = 0; i < LEN(wanted); i++) {
        c->looked++;
        if (str_find(header(answer, wanted[i].name), str_from(wanted[i].part)) < 0)
            check_finding(c, "%s is sent without %s: %s", "does a proxy drop or change headers?", path, wanted[i].name, wanted[i].part);
    }
    if (header(answer, "Server").n)
        check_finding(c, "%s says what serves it (Server: %.*s)", "take the header away in the proxy", path,
            STR_FMT(header(answer, "Server")));
    struct str cookie = header(answer, "Set-Cookie");
    if (str_find(cookie, S("session=")) >= 0 && (str_find(cookie, S("HttpOnly")) < 0 || str_find(cookie, S("SameSite")) < 0))
        check_finding(c, "%s sets a session cookie without HttpOnly and SameSite", "is this the right site?", path);
}

static void check_status(struct check *c, const struct site_at *s, const char *method, const char *path, const char *more, int least,
    int most, const char *why)
{
    struct str answer = ask(&c->h->arena, s, method, path, more);
    int status = answer.n ? status_of(answer) : 0;
    c->looked++;
    if (status < least || status > most) check_finding(c, "%s %s answers %d, not %d", why, method, path, status, least);
}

void check_site(struct check *c, struct str url)
{
    static const char *const pages[] = { "/", "/login", "/no-such-page" };
    struct site_at s;
    struct arena *a = &c->h->arena;
    if (!address_parse(a, url, &s)) {
        check_finding(c, "%.*s cannot be asked", "--url is http://host:port/, without TLS", STR_FMT(url));
        return;
    }
    for (size_t i = 0; i < LEN(pages); i++) {
        struct str answer = ask(a, &s, "GET", pages[i], "");
        if (!answer.n) { check_finding(c, "%.*s does not answer: %s", "is the site running?", STR_FMT(url), strerror(errno)); return; }
        check_headers(c, pages[i], answer);
    }
    check_status(c, &s, "GET", "/", "", 200, 200, "the first page must open");
    check_status(c, &s, "GET", "/no-such-page", "", 404, 404, "unknown pages must say so");
    check_status(c, &s, "GET", "/review/listings", "", 303, 403, "the office's pages must be closed to strangers");
    check_status(c, &s, "POST", "/login", "Content-Type: application/x-www-form-urlencoded\r\nContent-Length: 0\r\n", 400, 403,
        "a form without its key must be refused");
    check_status(c, &s, "TRACE", "/", "", 400, 501, "odd methods must be refused");
}
