/* metrics.c: /metrics, for who runs the machine: Prometheus text format 0.0.4. Answers to requests from this machine without a
** proxy in between, or with the token set as BALLAST_METRICS_TOKEN; to everybody else there is no such page. Nothing in it is
** about persons. */
#include <stdlib.h>
#include "app/docking/docking.h"
#include "app/indicators/views.h"
#include "web/secret.h"

static bool allowed(struct req *r)
{
    const char *token = getenv("BALLAST_METRICS_TOKEN");
    struct str said = http_header(r->http, "Authorization"), bearer = S("Bearer ");
    if (token && *token && str_starts(said, bearer)) {              /* hashes are compared: how long that takes tells nothing */
        uint8_t x[32], y[32];
        sha256(str_from(token), x);
        sha256(str_sub(said, bearer.n, said.n), y);
        return memcmp(x, y, sizeof x) == 0;
    }
    return (str_eq(r->ip, S("127.0.0.1")) || str_eq(r->ip, S("::1"))) && !r->app->behind_proxy;
}

static void gauge(struct out *o, const char *name, const char *kind, const char *help, int64_t v)
{
    put_f(o, "# HELP %s %s\n# TYPE %s %s\n%s %lld\n", name, help, name, kind, name, (long long)v);
}

enum rc metrics_page(struct req *r)
{
    const struct catalogue *c;
    struct report_waiting reports;
    struct outbox_waiting mail;
    struct docking_redock redock;
    struct out *o = &r->out;
    int64_t computed = 0;
    if (!allowed(r)) return RC_NONE;
    TRY(catalogue_now(r->app, r->db, &c));
    TRY(report_waiting(r->db, date_str(r->arena, instant_day(r->now)), &reports));
    TRY(outbox_waiting(r->db, &mail));
    TRY(docking_redock(r->db, &redock));
    for (size_t i = 0; i < c->list.n; i++) computed += c->list.v[i].ast != NULL;
    gauge(o, "ballast_start_time_seconds", "gauge", "When this process began to serve.", r->app->started / 1000);
    gauge(o, "ballast_commits_total", "counter", "Transactions committed by this process.", (int64_t)db_commits(r->app->pool));
    gauge(o, "ballast_indicators", "gauge", "Indicators of the catalogue.", (int64_t)c->list.n);
    gauge(o, "ballast_indicators_computed", "gauge", "Indicators that have data.", computed);
    gauge(o, "ballast_reports_open", "gauge", "Reports of wrong figures that wait for an answer.", reports.n);
    gauge(o, "ballast_reports_overdue", "gauge", "Those whose promised day is past.", reports.late);
    gauge(o, "ballast_outbox_waiting", "gauge", "Mails not sent yet.", mail.n);
    gauge(o, "ballast_redock_running", "gauge", "1 while every listing is being matched again.", redock.running);
    gauge(o, "ballast_redock_done", "gauge", "Listings the last such run has matched.", redock.done);
    gauge(o, "ballast_redock_total", "gauge", "Listings it had to match when it began.", redock.total);
    gauge(o, "ballast_redock_moved_seconds", "gauge", "When it last moved.", redock.moved_ms / 1000);
    http_set_header(r->http, r->res, "Content-Type", S("text/plain; version=0.0.4; charset=utf-8"));
    return RC_OK;
}
