/* http.h: the web server behind one small header (libmicrohttpd inside).
**
** A request reaches the handler whole: head and body read, every limit of
** base/limits.h kept, every malformed one refused. Path, query, fields and
** cookies are decoded and valid UTF-8 without control bytes (but TAB, CR, LF
** in fields). All views live in the request's arena until the answer is sent.
**
** The handler runs on one of the server's threads and may block there. */
#ifndef HTTP_H
#define HTTP_H
#include "base/base.h"

enum http_method { HTTP_GET, HTTP_HEAD, HTTP_POST };

struct http_pair { struct str name, value; };
struct http_pairs { struct http_pair *v; size_t n, cap; };
struct http_file { struct str field, name, type, bytes; };        /* an uploaded file; name without any path */
struct http_files { struct http_file *v; size_t n, cap; };

struct http_request {
    struct arena *arena;
    enum http_method method;
    struct str path;                            /* decoded, starts with '/', no "//", "/./" or "/../" */
    struct str query;                           /* raw, without '?' */
    struct str body;                            /* raw */
    struct str content_type;                    /* as sent */
    struct str remote;                          /* address of the peer; behind a trusted proxy the one it names */
    struct http_pairs headers, args, fields, cookies;  /* args of the query, fields of the body */
    struct http_files files;
    void *thread;                               /* what thread_init returned */
};

struct http_response {
    int status;                                 /* 0 = 200 */
    struct http_pairs headers;
    struct str body;                            /* in the arena or static; gzipped on the way where that helps */
    struct str gzipped;                         /* the body already gzipped, or STR_NONE */
};

struct http_config {
    const char *address;                        /* "127.0.0.1" */
    int port;                                   /* 0 = any free one */
    int threads;
    bool behind_proxy;                          /* trust X-Real-IP from the peer */
    enum rc (*handler)(void *ctx, struct http_request *q, struct http_response *s);  /* not RC_OK: 500 */
    void *ctx;
    void *(*thread_init)(void *ctx);            /* once a thread, before its first request; may be NULL */
    void (*thread_done)(void *thread);
};

struct http_server;
enum rc http_start(const struct http_config *c, struct http_server **s, struct err *e);
int http_port(const struct http_server *s);
void http_stop(struct http_server *s);          /* finishes what is under way */

/* First value of that name; STR_NONE when absent. Header names without regard to case. */
struct str http_header(const struct http_request *q, const char *name);
struct str http_pair_get(const struct http_pairs *p, const char *name);
void http_set_header(struct http_request *q, struct http_response *s, const char *name, struct str value); /* appends */

struct str http_gzip(struct arena *a, struct str in);   /* STR_NONE when it is not worth it or there is no room */

/* ---- form.c: pure parsers, fuzzed. RC_INPUT or RC_LIMIT on anything malformed. ---- */
enum rc http_parse_urlencoded(struct arena *a, struct str s, struct http_pairs *out);
enum rc http_parse_cookies(struct arena *a, struct str s, struct http_pairs *out);
enum rc http_parse_multipart(struct arena *a, struct str content_type, struct str body, struct http_pairs *fields,
    struct http_files *files);
enum rc http_decode_path(struct arena *a, struct str raw, struct str *path);
#endif
