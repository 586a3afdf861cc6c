/* web_inner.h: what the files of this room share and no slice sees. */
#ifndef WEB_INNER_H
#define WEB_INNER_H
#include "web/form.h"
#include "web/secret.h"

enum {
    SESSION_IDLE_MS = 30 * 60 * 1000, SESSION_MAX_MS = 12 * 3600 * 1000, SESSION_TOUCH_MS = 60 * 1000,
    STEP_UP_MS = 10 * 60 * 1000, COOKIE_BYTES = 32
};

struct form_file req_file(struct req *r, const char *name);
bool form_key_of(struct req *r, uint8_t key[16]);                 /* from the checked token of this POST */
void token_make(const struct req *r, const uint8_t key[16], char out[65]);    /* hex: 16 bytes key, 16 bytes HMAC over binding and key */
bool token_check(const struct req *r, struct str token, uint8_t key[16]);

enum rc grants_read(struct req *r);                               /* the roles of r->who */
enum rc session_open(struct req *r);                              /* who comes with the cookie; RC_OK also when nobody does */
/* A session is put into the transaction of what makes it (account.c); afterwards r->new_session = cookie.value. */
struct cookie { struct str value; uint8_t hash[32]; };
struct session_new { struct cookie cookie; int64_t id, account, now; bool totp; struct str agent, ip; int64_t old, old_account; };
struct cookie cookie_make(struct req *r);
struct str cookie_blob(const struct cookie *c);                   /* what the table holds of it */
struct session_new session_make(struct req *r, int64_t account, bool totp);
enum rc session_put(struct db *tx, const struct session_new *s);  /* in place of the session the request came with */
const char *session_cookie(const struct app *app);

enum rc page_error_form(struct req *r);                           /* the form was too old, or not ours */
enum rc api_error(struct req *r, int status, int message);        /* the same for programs, in these words */
enum rc api_error_text(struct req *r, int status, struct str text);
enum rc page_error(struct req *r, int status);                    /* the page for 400, 403, 404 ... in place of what was written */
void answer_send(struct req *r);                                  /* headers and body into r->res */

/* Sends what waits in the outbox and is due, a batch at most; RC_OK when nothing can leave (no --smtp). mail.c */
enum rc mail_send_waiting(struct app *app, struct db *db, int64_t now);

/* For programs; api.c. */
bool api_asked(const struct req *r);                              /* who asks is told by a token, and cookies say nothing */
enum rc api_who(struct req *r);                                   /* RC_DENIED: no token, or none that is good; RC_LIMIT: too many such */
enum rc api_unknown(struct req *r, enum rc rc);                   /* the answer to that */
enum rc api_post(struct req *r);
void api_faults(struct req *r, const struct form_state *s);       /* what form_summary would show */

/* Routing: the route that matches, with captures; *other = the path exists for another method. */
const struct route *route_find(const struct app *app, struct str method, struct str path, int64_t id[2], struct str *name, bool *other);
bool cache_get(struct req *r);                                     /* fills r->out and r->res->gzipped */
void cache_put(struct req *r, uint64_t commits);                  /* commits: db_commits before the first row was read */
void codes_close(struct app *app);
struct str bucket_place(struct arena *a, struct str ip);            /* whom an address stands for */
bool bucket_take(struct str key, int64_t now, int per_minute);    /* false: too often; in memory, per process */
#endif
