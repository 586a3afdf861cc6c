/* web.h: what a slice sees of a request, and what it gives the server.
**
**     http parses -> web_serve finds the route, the language, the person,
**     checks the permission, opens an arena -> the handler reads rows and
**     writes r->out, or redirects -> web adds headers and sends.
**
** A slice is one table of routes:
**
**     static const struct route routes[] = {
**         GET ("/listings",      PERM_PUBLIC,       listings_page, .title = T_listings, .menu = 20, .json = listings_json),
**         GET ("/listings/{id}", PERM_PUBLIC,       listing_page),
**         POST("/listings",      PERM_LISTING_POST, listing_post),
**     };
**     const struct slice docking_slice = { "docking", routes, LEN(routes) };
**
** A POST route with a right is open to programs under /api/v1, too, but with
** .step_up or .browser; its handler notices nothing of it (api.c).
**
** A handler returns RC_OK when r->out or a redirect holds the answer. Any
** other rc becomes the error page: RC_NONE 404, RC_DENIED 403, RC_STALE and
** RC_DUPLICATE 409, RC_INPUT 400, RC_LIMIT 413, RC_DOWN 503, the rest 500.
** All text handed out lives in r->arena, that is until the answer is sent. */
#ifndef WEB_H
#define WEB_H
#include "base/base.h"
#include "db/db.h"
#include "http/http.h"
#include "messages.h"

/* ---- rights ---- */

enum perm {
    PERM_UNSET,                               /* no route may carry it */
#define PERM(name, zh, en) PERM_##name,
#include "web/perm.def"
    PERM_COUNT
};
enum role {
    ROLE_UNSET,
#define ROLE(name, zh, en) ROLE_##name,
#include "web/perm.def"
    ROLE_COUNT
};

/* Where a right is asked for, and where a role holds. In a role, an empty field means "everywhere";
** in a question, an empty field means "not placed", which only an unrestricted role covers. */
struct scope { struct str department, district; int64_t organisation; };
struct grant { enum role role; struct scope scope; };
struct grants { struct grant *v; size_t n, cap; };

struct actor {
    int64_t account;                          /* 0 = nobody is logged in */
    struct str login, name;
    struct grants grants;
    int64_t session;                          /* id of the session row; 0 = none */
    uint8_t binding[32];                      /* what form tokens are tied to: SHA-256 of the cookie, zeros without one */
    bool totp;                                /* the second factor was given in this session */
    int64_t stepped;                          /* ms: when the password was last given */
    int64_t token;                            /* id of the API token a program came with; 0 = a person with a browser */
    int64_t unread;                           /* notices in the inbox */
};

struct req;
bool may(const struct req *r, enum perm p, struct scope where);
bool may_somewhere(const struct req *r, enum perm p);      /* in any scope: for menus and routes; the handler narrows with may */
/* in every district: for what is the whole city's; of one department or of all */
bool may_everywhere(const struct req *r, enum perm p);
struct route;
bool may_open(const struct req *r, const struct route *x); /* the one or the other, as the route says */
bool role_holds(enum role role, enum perm p);
enum role role_parse(struct str name);                     /* "clerk"; ROLE_UNSET when unknown */
struct str role_code(enum role role);                      /* "clerk" */
struct str role_label(const struct req *r, enum role role);
struct str perm_label(const struct req *r, enum perm p);

/* ---- routes ---- */

struct route {
    const char *method;                       /* "GET" or "POST"; HEAD is answered by GET */
    const char *path;                         /* "/listings/{id}/reply"; {id} a positive int, {name} one segment; at most two {id} */
    enum perm perm;
    enum rc (*fn)(struct req *r);
    enum rc (*json)(struct req *r);           /* the twin at "/api/v1" + path; writes JSON to r->out */
    /* the shape of what json writes, for the API's document (put_shape in openapi.c); NULL = any object */
    const char *answers;
    int title;                                /* T_...; 0 = the handler names the page */
    int menu;                                 /* place in the main menu, 1 first; 0 = not in it */
    int mine;                                 /* place among one's own things on the account page, 1 first; 0 = not there */
    bool cache;                               /* the same for every visitor who is not logged in: may be kept a moment (cache.c) */
    bool framed;                              /* GET: other sites may show it in a frame; everything else they may not */
    bool city;                                /* the whole city's: who holds the right for one district alone does not come in */
    bool step_up;                             /* the password must have been given in the last ten minutes; asked for when not */
    /* POST: the form it reads, for programs, OpenAPI and the tests that fill every form; may be NULL */
    const struct form *form;
    /* POST: what the handler asks for by req_arg besides, as a page's buttons and hidden boxes send it */
    const struct form *more;
    bool browser;                             /* POST: about the session itself: not for programs (api.c) */
};
#define WEB_PERM(p) (enum perm)((p) * (int)sizeof(char[(p) > PERM_UNSET && (p) < PERM_COUNT ? 1 : -1]))
#define GET(path_, perm_, fn_, ...)  { .method = "GET",  .path = "" path_, .perm = WEB_PERM(perm_), .fn = fn_, ##__VA_ARGS__ }
#define POST(path_, perm_, fn_, ...) { .method = "POST", .path = "" path_, .perm = WEB_PERM(perm_), .fn = fn_, ##__VA_ARGS__ }

bool api_open(const struct route *x);         /* a form programs may send, as JSON to "/api/v1" + path */

struct app;
/* start, before the first request: builds what the slice keeps in memory and gives it as *state (slice_state finds it);
** its memory is the app's arena. stop, after the last. tick, on the worker's thread about once a minute: reminders,
** lapses; db may be read, changes go through db_tx, failures are logged and tried again at the next tick. soon: the same on a
** thread of its own, a tenth of a second after any commit: what people should not wait for. All may be NULL. */
typedef enum rc (*slice_tick)(struct app *app, struct db *db, int64_t now);
struct slice {
    const char *name;
    const struct route *routes; size_t nroutes;
    enum rc (*start)(struct app *app, struct db *db, void **state);
    void (*stop)(void *state);
    slice_tick tick, soon;
};
extern const struct slice web_slice;          /* accounts and sessions; put it in the table too */
extern const struct slice openapi_slice;      /* what programs may ask */
void *slice_state(const struct app *app, const struct slice *slice);

/* ---- the program ---- */

struct keys;                                  /* secret.h */
struct codes;                                 /* codes.h */
struct app {
    struct db_pool *pool;
    struct arena arena;                       /* lives as long as the program serves */
    const struct slice *const *slices; size_t nslices;
    const struct keys *keys;                  /* never NULL */
    struct str origin;                        /* "https://ballast.example"; empty: taken from Host */
    bool secure;                              /* cookies are __Host- and Secure, HSTS is sent */
    bool demo;                                /* holds sample data (setting "demo"): says so on every page, shows the sample logins */
    bool staff_totp;                          /* rights of staff need the second factor */
    bool behind_proxy;
    bool log;                                 /* a line a request on standard error; failures are always told */
    const char *smtp, *mail_from;             /* smtp://host:port or smtps://...; NULL: no mail leaves, the outbox waits */
    /* the file the docking index is kept in between starts, NULL: none; from so many listings on */
    const char *index; size_t index_least;
    const char *address; int port; int threads;
    int64_t started;                          /* ms */
    int64_t (*clock)(void);                   /* NULL: instant_now; tests give their own */
    void (*ready)(struct app *app, int port); /* called when it listens; may be NULL */
    bool origin_made;                         /* of address and port, as none was given */
    void **states;                            /* one a slice */
    struct codes *codes;
    struct err err;                           /* why it stopped */
};
enum rc web_open(struct app *app);            /* settings, codes, the slices' start; app is zeroed but for what the caller sets above */
enum rc web_serve(struct app *app);           /* after web_open; returns when the process is told to stop */
enum rc web_tick(struct app *app, int64_t now);  /* what the workers do: every slice's tick and what it does soon, old sessions, mail */
void web_close(struct app *app);
enum rc web_answer(struct app *app, struct http_request *q, struct http_response *s);  /* one request: what the server calls, and tests */

/* ---- a request ---- */

struct crumb { struct str path, label; };
struct req {
    struct app *app;
    struct arena *arena;
    struct db *db;
    struct out out;                           /* the body being written */
    enum lang lang;
    bool large;                               /* large type is wanted */
    enum lang account_lang;                   /* what the account chose; read it only when somebody is logged in */
    const struct route *route;
    int64_t id[2];                            /* captures {id}, in order */
    struct str name;                          /* capture {name} */
    struct actor who;
    int64_t now;                              /* ms; the one clock of this request */
    struct http_request *http;
    struct http_response *res;
    struct err err;
    struct str ip;
    bool api;                                 /* under /api/v1: errors are JSON */
    bool keyed;                               /* the page holds a form key: it is for one visitor only */
    struct { struct crumb *v; size_t n, cap; } crumbs;
    struct str new_session;                   /* cookie value to set; "-" clears it */
    struct str flash;
    bool flash_refused;                       /* it says why something was not done */
    int status;                               /* 0 = 200 */
    /* A program's form (api.c): what is wrong with it, what the page would say, its once-key and what it was asked with. */
    struct { struct api_fault { struct str field; int message; struct str one, two; } *v; size_t n, cap; } faults;
    int said;
    uint8_t key[16], asked[32];
};

/* A request no browser made: what the program does in an account's name, in a command. The account's rights hold without
** the second factor; no state of the account is looked at. Lives in db's arena. */
enum rc req_as(struct req *r, struct app *app, struct db *db, int64_t account, int64_t now);

/* Query and body values; STR_NONE when not sent. Body before query on POST. Valid UTF-8 only. */
struct str req_arg(struct req *r, const char *name);
struct str req_text(struct req *r, const char *name);                     /* the same, trimmed; "" where it is not there */
struct strs req_args(struct req *r, const char *name);                    /* every value of a repeated name */
int64_t req_int(struct req *r, const char *name, int64_t otherwise);
struct str req_path(const struct req *r);                                  /* without query, without /api/v1 */

/* Words in the reader's language. */
struct str say(const struct req *r, int message);
struct str say_in(enum lang lang, int message);
struct str say_with(struct req *r, int message, struct str one, struct str two);   /* %1 and %2 filled in; not escaped */
void put_msg_with(struct req *r, int message, struct str one, struct str two);     /* the same, escaped as a whole */
struct str pick(const struct req *r, struct str zh, struct str en);       /* the one for the language; the other when empty */
void put_msg(struct req *r, int message);
void put_gap(struct req *r, int message);                               /* the blank behind that message, if its last sign wants one */
struct str month_words(struct req *r, int64_t month);                      /* of 202512: 2025年12月 | Dec 2025 */
void put_date(struct req *r, struct str day);                              /* 2026年10月31日 | 31 October 2026; '' writes – */
void put_day(struct req *r, int64_t days);
void put_instant(struct req *r, int64_t ms);                               /* the date and the minute, city time, in <time> */
void put_num(struct req *r, int64_t v);                                    /* 12,846 */
struct str num_text(struct req *r, int64_t v);                             /* the same, for a message */
void put_yuan(struct req *r, int64_t fen);                                 /* 1,234.50 元 | ¥1,234.50 */
/* one of static/icons.svg, as decoration: words stand beside it */
void put_icon(struct req *r, const char *name);

void put_qr(struct req *r, struct str text, struct str label);             /* a QR code as an SVG; totp_pages.c */

/* The frame around a page. page_crumb before page_begin. page_head writes h1 = title. */
void page_crumb(struct req *r, struct str path, struct str label);
void page_begin(struct req *r, struct str title);                          /* title is plain text */
void page_begin_bare(struct req *r, struct str title);                     /* the same without h1 */
void page_bare_begin(struct req *r, struct str title);                     /* head and <body> only, for framed pages */
void page_end(struct req *r);
/* The page ?page= asks for, held within what there is; skip is for the query. */
struct paging { int64_t total, page, pages, skip; };
struct paging paging_of(struct req *r, int64_t total, int64_t rows);
/* JSON up to the first row: {"total":..,"page":..,"pages":..,"rows":[ */
void put_paging(struct out *o, const struct paging *p, const char *rows);
void page_pages(struct req *r, int64_t page, int64_t pages);               /* pagination; keeps the query, sets ?page= */
/* The same of a list too long to be counted off: the pages before and after this one begin at prev and next, which go into ?name=.
** STR_NONE: there is none; S(""): the first. */
void page_around(struct req *r, const char *name, struct str prev, struct str next);

/* Other answers. Each returns what the handler returns. */
enum rc redirect(struct req *r, struct str path);                          /* 303 to a path of ours */
enum rc redirect_flash(struct req *r, struct str path, int message);       /* the same, and says it once on the next page */
enum rc redirect_refused(struct req *r, struct str path, int message);     /* the same of what was not done: no green mark */
enum rc not_found(struct req *r);
enum rc forbidden(struct req *r);
void answer_csv(struct req *r, struct str filename);                       /* r->out is CSV (with a BOM already written) */
void answer_file(struct req *r, struct str filename, struct str type);     /* r->out is the file; sent as an attachment */
bool etag_known(const struct http_request *q, struct str tag);             /* If-None-Match names this tag: answer 304 (RFC 9110 13.1.2) */
void answer_json(struct req *r);                                           /* r->out is JSON; the default under /api/v1 */
struct csv { struct req *r; bool first; };
void csv_begin(struct csv *c, struct req *r);                              /* BOM */
/* none: for programs, which take it for part of the first heading */
void csv_plain(struct csv *c, struct req *r);
void csv_text(struct csv *c, struct str s);
void csv_int(struct csv *c, int64_t v);
void csv_row(struct csv *c);                                               /* ends the row */

/* Appends one event in the transaction of the change: timeline, audit log and outbox. body is JSON or empty. */
struct event {
    int64_t account; struct str verb, kind; int64_t subject; struct str body; int64_t now; int64_t id; struct str origin;
    int64_t token;
};
struct event event_of(struct req *r, const char *verb, const char *kind, int64_t subject, struct str body); /* makes id, outside the tx */
struct str event_reason(struct req *r, struct str reason);      /* a body that says why: {"reason":"..."} */
/* One row of a tick that fails holds up no other: told on stderr with what and id (0: none), and the next tick tries again.
** False where the database is away, so that nothing more need be tried. */
bool tick_goes_on(const struct db *db, enum rc rc, const char *what, int64_t id);
/* the program's, in a tick */
struct event event_own(const struct app *app, int64_t now, const char *verb, const char *kind, int64_t subject, struct str body);
enum rc event_add(struct db *tx, const struct event *e);
/* a mail; once an event and address */
enum rc outbox_add(struct db *tx, const struct event *e, struct str address, struct str subject, struct str body);

/* Puts a notice into an account's inbox in the same transaction, and a mail into the outbox when it wants mail. One a
** account and event. message has at most a %1, for which zh and en stand; path is where it leads. */
enum rc notice_add(struct db *tx, const struct event *e, int64_t account, int message, struct str path, struct str zh, struct str en);
#endif
