/* live_kept_test.c: the index kept between starts: what was read from a file is what the database says, whatever happened to either
** meanwhile; and no step that fails leaves a file that is believed. */
#include "test/site.h"
#include "app/docking/live_inner.h"
#include "app/docking/test_world.h"
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/file.h>

static const char *path, *part;
static char told[4096];
static int64_t valve, pump, gone, theirs;

static struct str file_of(const char *name)
{
    struct stat st;
    int fd = open(name, O_RDONLY);
    if (fd < 0) return STR_NONE;
    assert_int_equal(fstat(fd, &st), 0);
    char *p = arena_alloc(&s.a, (size_t)st.st_size + 1);
    assert_int_equal(read(fd, p, (size_t)st.st_size), st.st_size);
    close(fd);
    return (struct str){ p, (size_t)st.st_size };
}

static void file_put(const char *name, struct str bytes)
{
    int fd = open(name, O_WRONLY | O_CREAT | O_TRUNC, 0600);
    assert_true(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
    close(fd);
}

/* What is told on standard error between the two. */
static int saved_stderr;
static void listen_begin(void)
{
    fflush(stderr);
    saved_stderr = dup(2);
    int fd = open("/tmp/ballast-kept-told", O_RDWR | O_CREAT | O_TRUNC, 0600);
    dup2(fd, 2);
    close(fd);
}

static const char *listen_end(void)
{
    fflush(stderr);
    dup2(saved_stderr, 2);
    close(saved_stderr);
    struct str t = file_of("/tmp/ballast-kept-told");
    snprintf(told, sizeof told, "%.*s", STR_FMT(t));
    unlink("/tmp/ballast-kept-told");
    return told;
}

static void site_stop(void) { web_close(&s.app); }
static void site_start(void) { s.app.states = NULL; if (web_open(&s.app) != RC_OK) fail_msg("%s", s.app.err.text); }

/* With the file left as it is now, whatever the site does on its way out. */
static void restart_with(struct str bytes)
{
    s.app.index = NULL;
    ((struct live *)slice_state(&s.app, &docking_slice))->kept.path = NULL;
    site_stop();
    s.app.index = path;
    if (bytes.p) file_put(path, bytes);
    listen_begin();
    site_start();
    listen_end();
}

static struct live *live(void) { return slice_state(&s.app, &docking_slice); }
static bool loaded(void) { return live()->kept.map != NULL; }

static struct str keep_now(void)
{
    struct db *db = site_db(&s);
    live()->kept.there = false;
    live()->kept.again_ms = 0;
    live_keep(&s.app, db, site_now);
    db_give(db);
    return file_of(path);
}

/* Pages that show all there is: the same whether the index was kept or built. */
static const char *const asked[] = { "/api/v1/listings", "/api/v1/listings?q=valve+pump", "/api/v1/listings?q=Jinpu",
    "/api/v1/listings?q=membrane&side=offer&sort=newest", "/api/v1" };
static struct str seen(int64_t who)
{
    struct out o;
    out_init(&o, &s.a);
    for (size_t i = 0; i < LEN(asked); i++) put_str(&o, get_as(who, asked[i]).body);
    put_str(&o, get_as(who, str_printf(&s.a, "/api/v1/listings/%lld/matches", (long long)valve).p).body);
    return out_str(&o);
}

static void same_as_built(void)
{
    int64_t people[] = { 0, w.owner, w.rival, w.clerk };
    struct str kept[LEN(people)];
    size_t n = live_count(&s.app);
    for (size_t i = 0; i < LEN(people); i++) kept[i] = seen(people[i]);
    s.app.index = NULL;
    live()->kept.path = NULL;
    site_stop();
    site_start();
    assert_int_equal(live_count(&s.app), n);
    for (size_t i = 0; i < LEN(people); i++) {
        struct str built = seen(people[i]);
        if (!str_eq(kept[i], built)) fail_msg("as %lld, kept:\n%.*s\nbuilt:\n%.*s", (long long)people[i], STR_FMT(kept[i]), STR_FMT(built));
    }
    site_stop();
    s.app.index = path;
    site_start();
}

static int kept_open(void **state)
{
    world_open(state);
    path = str_printf(&s.a, "%s.index", s.path).p;
    part = str_printf(&s.a, "%s.part", path).p;
    unlink(path);
    s.app.index = path;
    site_stop();
    site_start();
    valve = opened(w.owner, "side=need&kind=order&title_en=pump+valve+seal&body_en=b" COMMON_PLAIN);
    pump = opened(w.rival, "side=offer&kind=order&title_en=valve+pump+maker&body_en=c" COMMON_PLAIN);
    gone = opened(w.rival, "side=offer&kind=order&title_en=valve+of+yesterday&body_en=Wang+Xiaoming" COMMON_PLAIN);
    theirs = opened(w.rival, "side=offer&kind=order&title_en=valve+ring&body_en=d" COMMON_PLAIN);
    for (int i = 0; i < 20; i++)
        opened(w.clerk,
            str_printf(&s.a, "side=%s&kind=order&title_en=ring+%d+pump&body_en=plain+%d" COMMON_PLAIN, i % 2 ? "need" : "offer", i, i % 3)
                .p);
    return 0;
}

static int kept_close(void **state) { unlink(path); unlink(part); return world_close(state); }

static void a_start_reads_what_a_stop_has_written(void **state)
{
    (void)state;
    site_stop();
    struct stat st;
    assert_int_equal(stat(path, &st), 0);
    assert_int_equal(st.st_mode & 0777, 0600);
    assert_true(access(part, F_OK) != 0);
    site_start();
    assert_true(loaded());
    assert_int_equal(live_count(&s.app), 24);
    same_as_built();
}

/* What another program does to the rows while no site runs. */
static const struct db_column number_in[] = { { "id", 'i', false, 0 } };
struct by_hand { const char *name, *sql; int64_t id; };
static enum rc hand_tx(struct db *tx, void *arg)
{
    const struct by_hand *x = arg;
    struct db_stmt *sql = NEW(&s.a, struct db_stmt);
    *sql = (struct db_stmt){ .name = x->name, .sql = x->sql, .in = number_in, .nin = 1 };
    return db_exec(tx, sql, (const struct db_value[]){ { .type = 'i', .i = x->id } });
}

static void changes_meanwhile_are_found(void **state)
{
    (void)state;
    struct str before = keep_now();
    /* with its event, after the file */
    int64_t late = opened(w.clerk, "side=offer&kind=order&title_en=late+valve+pump&body_en=after" COMMON_PLAIN);
    struct by_hand edits[] = {                                                               /* without events: nobody would tell */
        { "kept_title", "UPDATE listing SET title_en = 'valve and pump and membrane', version = version + 1 WHERE id = $1", pump },
        { "kept_closed", "UPDATE listing SET state = 'closed', version = version + 1 WHERE id = $1", gone },
        { "kept_house", "UPDATE organisation SET kind = 'institute', name_en = 'Jinpu Valves', version = version + 1 WHERE id = $1", w.house2 },
    };
    for (size_t i = 0; i < LEN(edits); i++) change(hand_tx, &edits[i]);
    restart_with(before);
    assert_true(loaded());
    assert_true(live_holds(&s.app, late) && !live_holds(&s.app, gone));
    same_as_built();
    struct answer a = get_as(0, "/api/v1/listings?q=Jinpu+Valves");
    assert_true(body_has(&a, path_of(theirs, "") + sizeof "/listings/" - 1));
    struct str after = keep_now();
    assert_true(str_find(before, S("Xiaoming")) >= 0 && str_find(after, S("Xiaoming")) < 0);  /* what was closed has left the file */
    restart_with(after);
    assert_true(loaded());
    same_as_built();
}

static void damage_is_found(void **state)
{
    (void)state;
    struct str good = keep_now();
    char *bad = arena_alloc(&s.a, good.n);
    for (size_t i = 0; i < 40; i++) {
        memcpy(bad, good.p, good.n);
        size_t n = good.n, at = 16 + i * 7919 % (n - 16);
        if (i < 20) bad[at] ^= 1;
        else if (i < 30) n = (n - 1) * (i - 20) / 10;
        else memset(bad + (i < 35 ? 0 : at / 2), i < 35 ? 0 : 0x5a, at / 2);                 /* a head ends in zeros */
        restart_with((struct str){ bad, n });
        assert_false(loaded());
        assert_non_null(strstr(told, "the index is built from the database"));
        assert_true(access(path, F_OK) != 0);
        assert_int_equal(live_count(&s.app), 24);
    }
    restart_with(good);
    assert_true(loaded() && !told[0]);
    memcpy(bad, good.p, good.n);
    bad[20] ^= 1;                                                                            /* another version of the head */
    restart_with((struct str){ bad, good.n });
    assert_non_null(strstr(told, "another version of the program"));
    memcpy(bad, "SQLite format 3", 16);
    restart_with((struct str){ bad, good.n });                                               /* not ours: never touched */
    assert_non_null(strstr(told, "left alone"));
    assert_false(loaded());
    site_stop();
    assert_true(str_eq(file_of(path), (struct str){ bad, good.n }));
    unlink(path);
    site_start();
}

/* What the program makes of a row is looked at, too: here a row that changed and kept its version stands for a program that changed. */
static void another_program_is_found(void **state)
{
    (void)state;
    struct str good = keep_now();
    struct by_hand edit = { "kept_same_version", "UPDATE listing SET body_en = body_en || ' x' WHERE id > $1", 0 };
    change(hand_tx, &edit);
    restart_with(good);
    assert_false(loaded());
    assert_non_null(strstr(told, "something else of a listing"));
    same_as_built();
}

/* A database that does not know the newest event is another, or an older state of this one. */
static void another_database_is_found(void **state)
{
    (void)state;
    struct str good = keep_now();
    struct db *db = site_db(&s);
    struct event_newest newest;
    assert_int_equal(event_newest(db, &newest), RC_OK);
    db_give(db);
    change(hand_tx, &(struct by_hand){ "kept_forget", "UPDATE event SET id = id + 1 WHERE id = $1", newest.id });
    restart_with(good);
    assert_false(loaded());
    assert_non_null(strstr(told, "another database"));
    same_as_built();
}

/* Each step of writing fails in turn: the old file stays or the new one is there, whole; the site goes on, and the next try succeeds. */
static void every_failing_step_leaves_a_whole_file(void **state)
{
    (void)state;
    struct str before = keep_now();
    int64_t n = 0;
    for (bool done = false; !done; n++) {
        opened(w.clerk, str_printf(&s.a, "side=offer&kind=order&title_en=step+%lld&body_en=b" COMMON_PLAIN, (long long)n).p);
        live_kept_fail(&s.app, n);
        listen_begin();
        struct str after = keep_now();
        listen_end();
        done = live()->kept.fail_at >= 0;
        live_kept_fail(&s.app, -1);
        assert_true(done || strstr(told, "the index is not kept in"));
        assert_true(access(part, F_OK) != 0);
        assert_true(after.n > 0 && live_count(&s.app) > 0);
        if (str_eq(after, before)) continue;
        before = after;
        restart_with(after);
        assert_true(loaded() && !told[0]);
    }
    assert_true(n > 6 && n < 50);
    opened(w.clerk, "side=offer&kind=order&title_en=no+database&body_en=b" COMMON_PLAIN);
    struct db *db = site_db(&s);
    live()->kept.there = false;
    live()->kept.again_ms = 0;
    db_fail_at(s.app.pool, 0);
    listen_begin();
    live_keep(&s.app, db, site_now);                                        /* the database does not say which events there are */
    assert_non_null(strstr(listen_end(), "the index is not kept in"));
    db_fail_at(s.app.pool, -1);
    db_give(db);
    assert_true(str_eq(file_of(path), before));
    same_as_built();
}

/* Another server that writes is left to it; a small site has no file. */
static void when_none_is_written(void **state)
{
    (void)state;
    int fd = open(part, O_RDWR | O_CREAT, 0600);
    assert_true(fd >= 0 && flock(fd, LOCK_EX) == 0);
    unlink(path);
    listen_begin();
    assert_null(keep_now().p);
    assert_string_equal(listen_end(), "");
    close(fd);
    assert_non_null(keep_now().p);
    assert_true(access(part, F_OK) != 0);
    struct db *db = site_db(&s);
    s.app.index_least = 1000000;
    live_keep(&s.app, db, site_now);
    assert_true(access(path, F_OK) != 0);
    s.app.index_least = 0;
    live_keep(&s.app, db, site_now);
    assert_int_equal(access(path, F_OK), 0);
    /* what stands in it still is not written again ... */
    unlink(path);
    live_keep(&s.app, db, site_now);
    assert_true(access(path, F_OK) != 0);
    opened(w.clerk, "side=offer&kind=order&title_en=one+more&body_en=b" COMMON_PLAIN);
    live_keep(&s.app, db, site_now);                                                         /* ... nor a change among many at once ... */
    bool few = live_count(&s.app) > 50;
    assert_true(few == (access(path, F_OK) != 0));
    live_keep(&s.app, db, site_now + 61 * 60 * 1000);                                        /* ... but within the hour */
    assert_int_equal(access(path, F_OK), 0);
    opened(w.clerk, "side=offer&kind=order&title_en=two+more&body_en=b" COMMON_PLAIN);
    live()->kept.again_ms = 0;
    /* an old file that cannot be replaced goes after the hour */
    for (int hour = 0; hour < 2; hour++) {
        listen_begin();
        live_kept_fail(&s.app, 0);
        live_keep(&s.app, db, site_now + hour * 61 * 60 * 1000);
        listen_end();
        assert_true((access(path, F_OK) == 0) == (hour == 0));
    }
    live_kept_fail(&s.app, -1);
    db_give(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(a_start_reads_what_a_stop_has_written),
        cmocka_unit_test(damage_is_found),
        cmocka_unit_test(changes_meanwhile_are_found),
        cmocka_unit_test(every_failing_step_leaves_a_whole_file),
        cmocka_unit_test(when_none_is_written),
        cmocka_unit_test(another_program_is_found),
        cmocka_unit_test(another_database_is_found),
    };
    return cmocka_run_group_tests(tests, kept_open, kept_close);
}
