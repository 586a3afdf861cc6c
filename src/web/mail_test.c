/* mail_test.c: messages as they go out, and the outbox against a mail server of thirty lines that takes, refuses, hangs
** up or stays silent as the test says. */
#include "test/site.h"
#include <arpa/inet.h>
#include <pthread.h>
#include <sys/socket.h>
#include "account_sql.h"
#include "web/mail.h"

static const struct slice *const slices[] = { &web_slice };
static struct site s;

/* ---- the server: one connection after another, until stopped ---- */

enum mood { TAKES, REFUSES_RCPT, REFUSES_DATA, DROPS_IN_DATA, DROPS_AFTER_DOT, REFUSES_ONE };
static struct sink {
    int listener, port;
    pthread_t thread;
    enum mood mood;
    int taken, dialogues;
    char rcpt[256], text[1 << 16];
    size_t n;
} sink;

static bool line_read(int fd, char *line, size_t size)
{
    size_t n = 0;
    while (n + 1 < size && read(fd, line + n, 1) == 1)
        if (line[n++] == '\n') { line[n] = 0; return true; }
    return false;
}

static void tell(int fd, const char *text) { if (write(fd, text, strlen(text)) < 0) {} }

static bool take_data(int fd)
{
    char line[4096];
    sink.n = 0;
    for (int i = 0; line_read(fd, line, sizeof line); i++) {
        if (strcmp(line, ".\r\n") == 0) return true;
        if (sink.mood == DROPS_IN_DATA && i == 3) return false;
        size_t n = strlen(line);
        if (sink.n + n < sizeof sink.text) { memcpy(sink.text + sink.n, line, n); sink.n += n; sink.text[sink.n] = 0; }
    }
    return false;
}

static void dialogue(int fd)
{
    char line[4096];
    tell(fd, "220 sink\r\n");
    sink.dialogues++;
    while (line_read(fd, line, sizeof line)) {
        if (strncmp(line, "EHLO", 4) == 0 || strncmp(line, "HELO", 4) == 0) tell(fd, "250 sink\r\n");
        else if (strncmp(line, "RCPT", 4) == 0) {
            snprintf(sink.rcpt, sizeof sink.rcpt, "%.*s", (int)strcspn(line, "\r\n"), line);
            bool no = sink.mood == REFUSES_RCPT || (sink.mood == REFUSES_ONE && strstr(line, "bad@"));
            tell(fd, no ? "550 nobody here\r\n" : "250 ok\r\n");
        } else if (strncmp(line, "DATA", 4) == 0) {
            tell(fd, "354 go on\r\n");
            if (!take_data(fd) || sink.mood == DROPS_AFTER_DOT) return;
            if (sink.mood == REFUSES_DATA) tell(fd, "554 not this\r\n");
            else { sink.taken++; tell(fd, "250 taken\r\n"); }
        } else if (strncmp(line, "QUIT", 4) == 0) { tell(fd, "221 bye\r\n"); return; }
        else tell(fd, "250 ok\r\n");
    }
}

static void *serve(void *arg)
{
    (void)arg;
    for (int fd; (fd = accept(sink.listener, NULL, NULL)) >= 0;) { dialogue(fd); close(fd); }
    return NULL;
}

static void sink_start(void)
{
    struct sockaddr_in at = { .sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK) };
    socklen_t n = sizeof at;
    sink.listener = socket(AF_INET, SOCK_STREAM, 0);
    assert_true(sink.listener >= 0 && bind(sink.listener, (struct sockaddr *)&at, sizeof at) == 0 && listen(sink.listener, 8) == 0);
    assert_int_equal(getsockname(sink.listener, (struct sockaddr *)&at, &n), 0);
    sink.port = ntohs(at.sin_port);
    assert_int_equal(pthread_create(&sink.thread, NULL, serve, NULL), 0);
}

static void sink_stop(void)
{
    shutdown(sink.listener, SHUT_RDWR);
    pthread_join(sink.thread, NULL);
    close(sink.listener);
}

static int setup(void **state)
{
    (void)state;
    site_open(&s, slices, LEN(slices));
    sink_start();
    s.app.smtp = str_printf(&s.a, "smtp://127.0.0.1:%d", sink.port).p;
    s.app.mail_from = "ballast@city.example";
    return 0;
}
static int teardown(void **state) { (void)state; sink_stop(); site_close(&s); return 0; }
static int fresh(void **state) { (void)state; sink.mood = TAKES; sink.taken = 0; site_now += 7 * 24 * 3600 * 1000LL; return 0; }

/* ---- rows ---- */

struct letter { const char *to, *subject, *body; struct event event; };

static enum rc letter_tx(struct db *tx, void *arg)
{
    struct letter *l = arg;
    TRY(event_add(tx, &l->event));
    return outbox_add(tx, &l->event, str_from(l->to), str_from(l->subject), str_from(l->body));
}

static void post(const char *to, const char *subject, const char *body)
{
    struct letter l = { to, subject, body, event_own(&s.app, site_now, "test", "test", 1, S("")) };
    struct db *db = site_db(&s);
    assert_int_equal(db_tx(db, letter_tx, &l), RC_OK);
    db_give(db);
}

static enum rc send_now(void)
{
    struct db *db = site_db(&s);
    enum rc rc = mail_send_waiting(&s.app, db, site_now);
    db_give(db);
    return rc;
}

/* What is due at that moment. */
static size_t waiting(int64_t at)
{
    struct outbox_due_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(outbox_due(db, at, 100, &rows), RC_OK);
    db_give(db);
    return rows.n;
}

/* ---- tests ---- */

static void addresses(void **state)
{
    (void)state;
    static const struct { const char *address; bool fine; } cases[] = {
        { "a@b", true }, { "wang.fang+x@mail.city.example", true }, { "", false }, { "@b", false }, { "a@", false }, { "a@b@c", false },
        { "a b@c", false },
        { "a@b\r\nBcc: x@y", false }, { "a@b>", false }, { "<a@b", false }, { "a,b@c", false }, { "\xe7\x8e\x8b@b", false },
        { "a@b\n", false },
    };
    for (size_t i = 0; i < LEN(cases); i++)
        if (mail_address_fine(str_from(cases[i].address)) != cases[i].fine) fail_msg("%s", cases[i].address);
}

static void a_message_is_plain_and_whole(void **state)
{
    (void)state;
    struct mail m = { S("ballast@city.example"), S("wang@mail.example"), S("Caf\xc3\xa9"), S("Hello,\nyou"), S("17.ab"), 1790000000000 };
    struct out o;
    out_init(&o, &s.a);
    assert_int_equal(mail_write(&o, &m), RC_OK);
    assert_string_equal(out_str(&o).p, "Date: Mon, 21 Sep 2026 22:13:20 +0800\r\nFrom: <ballast@city.example>\r\nTo: <wang@mail.example>\r\n"
        "Message-ID: <17.ab@city.example>\r\nSubject: =?UTF-8?B?Q2Fmw6k=?=\r\nMIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\n"
        "Content-Transfer-Encoding: base64\r\nAuto-Submitted: auto-generated\r\n\r\nSGVsbG8sDQp5b3U=\r\n");
}

/* No text, however it is made, adds a header or a line beyond the limits. */
static void nothing_can_be_injected(void **state)
{
    (void)state;
    static const char *const texts[] = { "x\r\nBcc: victim@example.org", "x\n\n.\nQUIT", "=?UTF-8?Q?x?=", "" };
    struct str longest = S("");
    for (int i = 0; i < 200; i++) longest = str_join(&s.a, longest, S("压舱石"));
    for (size_t i = 0; i <= LEN(texts); i++) {
        struct str text = i < LEN(texts) ? str_from(texts[i]) : longest, line;
        struct mail m = { S("a@b"), S("c@d"), text, text, S("1"), site_now };
        struct out o;
        out_init(&o, &s.a);
        assert_int_equal(mail_write(&o, &m), RC_OK);
        struct str rest = out_str(&o);
        int blank = 0;
        while (str_cut(&rest, '\n', &line)) {
            assert_true(line.n <= 78);
            if (line.n) assert_true(line.p[line.n - 1] == '\r');
            blank += str_eq(line, S("\r"));
            assert_false(str_starts(line, S("Bcc")) || str_starts(line, S(".")));
        }
        assert_true(blank == 1);
    }
    struct mail bad = { S("a@b"), S("c@d\r\nBcc: e@f"), S("x"), S("x"), S("1"), site_now };
    struct out o;
    out_init(&o, &s.a);
    assert_int_equal(mail_write(&o, &bad), RC_INPUT);
}

static void what_is_taken_goes_out_once(void **state)
{
    (void)state;
    post("one@mail.example", "第一封", "正文");
    post("two@mail.example", "second", "text");
    assert_int_equal(send_now(), RC_OK);
    assert_int_equal(sink.taken, 2);
    assert_string_equal(sink.rcpt, "RCPT TO:<two@mail.example>");
    assert_true(strstr(sink.text, "Subject: =?UTF-8?B?c2Vjb25k?=") != NULL);
    assert_int_equal(send_now(), RC_OK);
    assert_int_equal(sink.taken, 2);
    assert_int_equal(waiting(INT64_MAX), 0);
}

static void refused_mail_waits_longer_each_time_and_then_dies(void **state)
{
    (void)state;
    static const enum mood moods[] = { REFUSES_RCPT, REFUSES_DATA, DROPS_IN_DATA, DROPS_AFTER_DOT };
    for (size_t k = 0; k < LEN(moods); k++) {
        sink.mood = moods[k];
        post("x@mail.example", "s", "b");
        for (int tries = 1; tries <= 8; tries++) {
            assert_int_equal(send_now(), RC_REFUSED);
            int64_t pause = (int64_t)60000 << (tries - 1);
            assert_int_equal(waiting(site_now + pause - 1), 0);
            assert_int_equal(waiting(site_now + pause), tries < 8);
            site_now += pause;
        }
        assert_int_equal(waiting(INT64_MAX), 0);
    }
    assert_int_equal(sink.taken, 0);
}

static void one_bad_address_does_not_hold_up_the_others(void **state)
{
    (void)state;
    sink.mood = REFUSES_ONE;
    post("bad@mail.example", "s", "b");
    post("no address at all", "s", "b");
    post("good@mail.example", "s", "b");
    assert_int_not_equal(send_now(), RC_OK);
    assert_int_equal(sink.taken, 1);
    assert_int_equal(waiting(INT64_MAX), 1);                        /* bad@ will be tried again; what is no address is dead */
    sink.mood = TAKES;
    site_now += 60000;
    assert_int_equal(send_now(), RC_OK);
    assert_int_equal(sink.taken, 2);
}

static void a_server_that_is_away_costs_no_tries(void **state)
{
    (void)state;
    const char *there = s.app.smtp;
    post("x@mail.example", "s", "b");
    s.app.smtp = NULL;
    assert_int_equal(send_now(), RC_OK);
    s.app.smtp = "smtp://127.0.0.1:1";
    for (int i = 0; i < 10; i++) assert_int_equal(send_now(), RC_IO);
    s.app.smtp = there;
    assert_int_equal(send_now(), RC_OK);
    assert_int_equal(sink.taken, 1);
    post("x@mail.example", "s", "b");
    site_now += 4 * 24 * 3600 * 1000LL;
    assert_int_equal(send_now(), RC_OK);                            /* too old to be news */
    assert_int_equal(sink.taken, 1);
    assert_int_equal(waiting(INT64_MAX), 0);
    s.app.mail_from = "no address";
    assert_int_equal(send_now(), RC_INPUT);
    s.app.mail_from = "ballast@city.example";
}

/* The n-th statement fails. What was taken is marked all the same where the next try succeeds; nothing is lost. */
static void every_statement_may_fail(void **state)
{
    (void)state;
    for (int64_t n = 0; n < 40; n++) {
        post("x@mail.example", "s", "b");
        int before = sink.taken;
        db_fail_at(s.app.pool, n);
        enum rc rc = send_now();
        db_fail_at(s.app.pool, -1);
        if (rc == RC_OK) { assert_int_equal(sink.taken, before + 1); assert_int_equal(waiting(site_now), 0); }
        else assert_int_equal(waiting(site_now), 1);
        if (waiting(site_now)) assert_int_equal(send_now(), RC_OK);
        assert_int_equal(sink.taken, before + 1);
    }
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup(addresses, fresh),
        cmocka_unit_test_setup(a_message_is_plain_and_whole, fresh),
        cmocka_unit_test_setup(nothing_can_be_injected, fresh),
        cmocka_unit_test_setup(what_is_taken_goes_out_once, fresh),
        cmocka_unit_test_setup(refused_mail_waits_longer_each_time_and_then_dies, fresh),
        cmocka_unit_test_setup(one_bad_address_does_not_hold_up_the_others, fresh),
        cmocka_unit_test_setup(a_server_that_is_away_costs_no_tries, fresh),
        cmocka_unit_test_setup(every_statement_may_fail, fresh),
    };
    return cmocka_run_group_tests(tests, setup, teardown);
}
