/* docking_access_test.c: who sees which listing, by every door: page, JSON, search, counts, CSV, matches, annex; and that
** the live index is what a rebuild would be. */
#include "test/site.h"
#include "app/docking/live_inner.h"
#include "app/docking/test_world.h"

/* ---- the matrix ---- */

enum { ANYBODY, STRANGER, RIVAL, GUEST, HELPER, OWNER, CLERK, HRSS, WEST, WHO };
static int64_t account_of(int who)
{
    const int64_t all[WHO] = { 0, w.stranger, w.rival, w.guest, w.helper, w.owner, w.clerk, w.hrss, w.west };
    return all[who];
}
static const char *const who_name[WHO] = { "anybody", "stranger", "rival", "guest", "helper", "owner", "clerk", "hrss", "west" };

static void put_in_state(int64_t id, const char *state)
{
    if (strcmp(state, "review") == 0 || strcmp(state, "draft") == 0) return;
    decide(w.clerk, id, strcmp(state, "refused") == 0 ? "refused" : "open");
    if (strcmp(state, "closed") == 0 || strcmp(state, "mistake") == 0)
        assert_int_equal(post_as(w.owner, path_of(id, "/close"),
                             str_printf(&s.a, "%s&reason=%s", version_of(id), state[0] == 'c' ? "filled" : "mistake").p)
                             .status,
            303);
}

/* House 1 posts an order of the machine-building department in district 210211; the rival's house is named. */
static int64_t posted(const char *visibility, const char *state)
{
    struct answer a = post_as(w.owner, "/listings",
        str_printf(&s.a,
            "side=need&kind=order&organisation=%lld&title_en=Hiddenword+%s+%s&body_en=b&division=210211"
            "&visibility=%s&named=Jinpu+Machine+Tools&then=%s",
            (long long)w.house1, visibility, state, visibility, strcmp(state, "draft") == 0 ? "draft" : "submit")
            .p);
    int64_t id = led_to(&a);
    put_in_state(id, state);
    return id;
}

static void the_matrix(void **state)
{
    (void)state;
    /* Who may see: a string of the columns' letters, x = 200 and . = 404. */
    static const struct { const char *visibility, *state, *see; } cases[] = {
        /*                       A S R G H O C H W */
        { "public",  "open",    "xxxxxxxxx" }, { "members", "open",    ".xxxxxxxx" }, { "named", "open",    "..xxxxx.x" },
        { "public",  "closed",  "xxxxxxxxx" }, { "members", "closed",  ".xxxxxxxx" }, { "named", "closed",  "..xxxxx.x" },
        { "public",  "review",  "....xxx.x" }, { "members", "review",  "....xxx.x" }, { "named", "review",  "....xxx.x" },
        { "public",  "refused", "....xxx.x" }, { "public",  "draft",   "....xx..." }, { "public", "mistake", "....xxx.x" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        int64_t id = posted(cases[i].visibility, cases[i].state);
        for (int who = 0; who < WHO; who++) {
            site_login(&s, account_of(who));
            int want = cases[i].see[who] == 'x' ? 200 : 404, edits = who == HELPER || who == OWNER;
            const struct { const char *path; int want; } doors[] = {
                { path_of(id, ""), want }, { path_of(id, "/matches"), want },
                { str_printf(&s.a, "/api/v1/listings/%lld", (long long)id).p, want },
                { str_printf(&s.a, "/api/v1/listings/%lld/matches", (long long)id).p, want },
                { path_of(id, "/edit"), who == ANYBODY ? 303 : want == 404 ? 404 : !edits ? 403 : strcmp(cases[i].state, "closed") == 0
                || strcmp(cases[i].state, "mistake") == 0 ? 303 : 200 },
                { path_of(id, "/close"), who == ANYBODY ? 303 : want == 404 ? 404 : edits ? 200 : 403 },
                { path_of(id, "/annex"), who == ANYBODY ? 303 : 404 },
                { str_printf(&s.a, "/listings/new?from=%lld", (long long)id).p, who == ANYBODY ? 303 : edits ? 200 : 404 },
            };
            for (size_t k = 0; k < LEN(doors); k++) {
                struct answer a = site_get(&s, doors[k].path);
                if (a.status != doors[k].want)
                    fail_msg("%s %s, %s, %s: %d, not %d", cases[i].visibility, cases[i].state, who_name[who], doors[k].path, a.status,
                        doors[k].want);
                if (a.status != 200 && body_has(&a, "Hiddenword")) fail_msg("%s tells the title", doors[k].path);
            }
        }
    }
}

static void others_cannot_change_it(void **state)
{
    (void)state;
    int64_t id = posted("public", "review"), version = row_of(id).version;
    static const int who[] = { STRANGER, RIVAL, GUEST, HRSS };
    char before[65], now[65];
    struct err e;
    for (size_t i = 0; i < LEN(who); i++) {
        site_login(&s, account_of(who[i]));
        assert_int_equal(db_state_hash(s.app.pool, before, &e), RC_OK);
        const char *fields = str_printf(&s.a, "version=%lld&side=need&kind=order&title_en=Mine&body_en=b&division=210211&visibility=public&reason=filled&decision=open", (long long)version).p;
        const char *const doors[] = { path_of(id, ""), path_of(id, "/close"), path_of(id, "/renew"),
            str_printf(&s.a, "/review/listings/%lld", (long long)id).p };
        for (size_t k = 0; k < LEN(doors); k++) {
            int status = site_post(&s, doors[k], fields).status;
            if (status != 404 && status != 403) fail_msg("%s at %s: %d", who_name[who[i]], doors[k], status);
        }
        assert_int_equal(db_state_hash(s.app.pool, now, &e), RC_OK);
        assert_string_equal(before, now);
    }
    site_login(&s, w.stranger);                                             /* for a house that is not one's own */
    struct answer a = site_post(&s, "/listings",
        str_printf(&s.a, "side=need&kind=order&organisation=%lld&title_en=Mine&body_en=b" COMMON_PLAIN, (long long)w.house1).p);
    assert_int_equal(a.status, 422);
    a = post_as(w.guest, "/listings",
        str_printf(&s.a, "side=need&kind=order&organisation=%lld&title_en=Mine&body_en=b" COMMON_PLAIN, (long long)w.house1).p);
    assert_int_equal(a.status, 422);
}

/* The queue of an officer holds what her rights reach: by department of the kind and by district. */
static void each_officer_has_a_queue(void **state)
{
    (void)state;
    static const struct {
        const char *kind, *division;
        bool clerk, hrss, west;
    } cases[] = { { "order", "210211", true, false, true }, { "order", "210202", true, false, false },
        { "job", "210202", true, true, false }, { "job", "210211", true, true, true } };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = post_as(w.stranger, "/listings",
            str_printf(&s.a, "side=need&kind=%s&title_en=Queued&body_en=b&division=%s&visibility=members&then=submit", cases[i].kind,
                cases[i].division)
                .p);
        int64_t id = led_to(&a);
        const char *link = str_printf(&s.a, "href=\"/listings/%lld\"", (long long)id).p,
                   *json = str_printf(&s.a, "\"id\":\"%lld\",", (long long)id).p;
        const struct {
            int64_t who;
            bool has;
        } officers[] = { { w.clerk, cases[i].clerk }, { w.hrss, cases[i].hrss }, { w.west, cases[i].west } };
        for (size_t k = 0; k < LEN(officers); k++) {
            bool found = false, told = false;
            site_login(&s, officers[k].who);
            for (int page = 1; page < 9; page++) {
                a = site_get(&s, str_printf(&s.a, "/review/listings?page=%d", page).p);
                found = found || body_has(&a, link);
                a = site_get(&s, str_printf(&s.a, "/api/v1/review/listings?page=%d", page).p);
                told = told || body_has(&a, json);
            }
            if (found != officers[k].has || told != officers[k].has) fail_msg("%s in %s, officer %zu", cases[i].kind, cases[i].division, k);
            a = site_get(&s, path_of(id, ""));
            assert_int_equal(body_has(&a, "/review/listings/"), officers[k].has);
        }
    }
    assert_int_equal(get_as(w.stranger, "/review/listings").status, 403);
}

/* ---- nothing leaks through lists, counts and matches ---- */

static int64_t number_after(const struct answer *a, const char *what)
{
    ptrdiff_t at = str_find(a->body, str_from(what));
    int64_t n = 0;
    assert_true(at >= 0);
    for (size_t i = (size_t)at + strlen(what); i < a->body.n && a->body.p[i] >= '0' && a->body.p[i] <= '9'; i++)
        n = n * 10 + (a->body.p[i] - '0');
    return n;
}

static int64_t total(int64_t who, const char *query)
{
    struct answer a = get_as(who, str_printf(&s.a, "/api/v1/listings?%s", query).p);
    assert_int_equal(a.status, 200);
    return number_after(&a, "\"total\":");
}

static void lists_counts_and_matches_hide_what_is_hidden(void **state)
{
    (void)state;
    const char *one = "side=offer&kind=order&title_en=Zirconia+grinding+rings&body_en=zirconia&division=210211&then=submit";
    static const struct { const char *visibility, *see; } cases[] = { { "members", ".xxxxxxxx" }, { "named", "..xxxxx.x" } };
    int64_t ask = opened(w.stranger, "side=need&kind=order&title_en=Zirconia+rings+wanted&body_en=zirconia&division=210202&visibility=public&then=submit");
    for (size_t i = 0; i < LEN(cases); i++) {
        int64_t before[WHO];
        for (int who = 0; who < WHO; who++) before[who] = total(account_of(who), "q=zirconia&side=offer");
        int64_t id = opened(w.owner,
            str_printf(&s.a, "%s&organisation=%lld&visibility=%s&named=Jinpu+Machine+Tools", one, (long long)w.house1, cases[i].visibility)
                .p);
        for (int who = 0; who < WHO; who++) {
            bool see = cases[i].see[who] == 'x';
            assert_int_equal(total(account_of(who), "q=zirconia&side=offer"), before[who] + see);
            const char *const doors[] = { "/listings?q=zirconia", "/listings?q=zirconia&format=csv", "/api/v1/listings?q=zirconia",
                "/listings?side=offer", "/", path_of(ask, ""), path_of(ask, "/matches"),
                str_printf(&s.a, "/api/v1/listings/%lld/matches", (long long)ask).p };
            for (size_t k = 0; k < LEN(doors); k++) {
                struct answer a = site_get(&s, doors[k]);
                bool told = body_has(&a, str_printf(&s.a, "%lld", (long long)id).p);
                if (told != see && (told || k != 4)) fail_msg("%s, %s, %s: %d", cases[i].visibility, who_name[who], doors[k], told);
            }
        }
        assert_int_equal(post_as(w.owner, path_of(id, "/close"), str_printf(&s.a, "%s&reason=filled", version_of(id)).p).status, 303);
        for (int who = 0; who < WHO; who++) assert_int_equal(total(account_of(who), "q=zirconia&side=offer"), before[who]);
    }
}

static void a_house_does_not_match_itself(void **state)
{
    (void)state;
    char fields[300];
    snprintf(fields, sizeof fields, "kind=service&title_en=Cryogenic+valve+testing&body_en=b&organisation=%lld" COMMON_PLAIN,
        (long long)w.house1);
    int64_t need = opened(w.owner, str_printf(&s.a, "side=need&%s", fields).p),
            offer = opened(w.owner, str_printf(&s.a, "side=offer&%s", fields).p);
    struct answer a = get_as(w.owner, path_of(need, "/matches"));
    assert_false(body_has(&a, path_of(offer, "")));
    int64_t theirs = opened(w.rival, "side=offer&kind=service&title_en=Cryogenic+valve+testing&body_en=b" COMMON_PLAIN);
    a = get_as(w.owner, path_of(need, "/matches"));
    assert_true(body_has(&a, path_of(theirs, ""))
        && body_has(&a, str_printf(&s.a, "/cases/new?mine=%lld&amp;other=%lld", (long long)need, (long long)theirs).p));
    assert_true(body_has(&a, "双方都提到") && body_has(&a, "同在甘井子区"));
    a = get_as(0, path_of(need, "/matches"));
    assert_false(body_has(&a, "/cases/new?mine"));
}

static int items_in(const struct answer *a)
{
    int n = 0;
    struct str rest = a->body;
    for (ptrdiff_t at; (at = str_find(rest, S(",\"score\":"))) >= 0; n++) rest = str_sub(rest, (size_t)at + 1, rest.n);
    return n;
}

/* Scores both ways and reasons of up to a hundred in one answer; parts of it are the same. */
static void a_program_has_the_best_hundred_at_once(void **state)
{
    (void)state;
    int64_t need = opened(w.stranger, "side=need&kind=service&title_en=Bathymetry+of+fjords&body_en=b" COMMON_PLAIN), last = 0;
    for (int i = 0; i < 25; i++) last = opened(w.rival, "side=offer&kind=service&title_en=Bathymetry+of+fjords&body_en=b" COMMON_PLAIN);
    site_login(&s, 0);
    const char *path = str_printf(&s.a, "/api/v1/listings/%lld/matches", (long long)need).p;
    struct answer all = site_get(&s, str_printf(&s.a, "%s?rows=100", path).p), few = site_get(&s, path),
                  part = site_get(&s, str_printf(&s.a, "%s?rows=7&page=2", path).p);
    assert_true(all.status == 200 && items_in(&all) >= 25 && items_in(&all) <= 100);
    assert_true(items_in(&few) == 10 && items_in(&part) == 7);
    struct str id = str_printf(&s.a, "{\"id\":\"%lld\",\"side\"", (long long)last),
               from = str_sub(all.body, (size_t)str_find(all.body, S("\"items\":[")) + 9, all.body.n);
    assert_true(str_find(all.body, id) > 0);
    struct str first = str_sub(part.body, (size_t)str_find(part.body, S("\"items\":[")) + 9, part.body.n);
    ptrdiff_t at = str_find(from, str_sub(first, 0, 40));
    assert_true(at > 0 && items_in(&(struct answer){ .body = str_sub(from, 0, (size_t)at) }) == 7);         /* the eighth */
    struct answer odd = site_get(&s, str_printf(&s.a, "%s?rows=-3", path).p);
    assert_true(odd.status == 200 && items_in(&odd) == 1);
}

/* ---- the annex ---- */

static int64_t looks(int64_t id)
{
    struct listing_events_rows rows;
    struct db *db = site_db(&s);
    int64_t n = 0;
    assert_int_equal(listing_events(db, id, 100, &rows), RC_OK);
    for (size_t i = 0; i < rows.n; i++) n += str_eq(rows.v[i].verb, S("annex_read"));
    db_give(db);
    return n;
}

static void the_annex_is_sealed_and_every_look_recorded(void **state)
{
    (void)state;
    int64_t id = opened(w.owner, str_printf(&s.a, "side=offer&kind=technology&organisation=%lld&title_en=Membrane&body_en=b&annex=Pressure+is+the+secret"
        "&annex_for=Jinpu+Machine+Tools" COMMON_PLAIN, (long long)w.house1).p);
    static const struct {
        int who, status;
    } cases[] = { { ANYBODY, 303 }, { STRANGER, 403 }, { GUEST, 403 }, { CLERK, 403 }, { RIVAL, 200 }, { OWNER, 200 }, { HELPER, 200 } };
    int64_t n = 0;
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = get_as(account_of(cases[i].who), path_of(id, "/annex"));
        if (a.status != cases[i].status) fail_msg("%s: %d", who_name[cases[i].who], a.status);
        assert_int_equal(body_has(&a, "Pressure is the secret"), a.status == 200);
        assert_int_equal(looks(id), n += a.status == 200);
        a = get_as(account_of(cases[i].who), path_of(id, ""));
        assert_false(body_has(&a, "Pressure"));
        a = site_get(&s, str_printf(&s.a, "/api/v1/listings/%lld", (long long)id).p);
        assert_false(body_has(&a, "Pressure"));
        a = site_get(&s, "/listings?q=Pressure+secret");
        assert_false(body_has(&a, path_of(id, "")));
    }
    struct listing_annex_of sealed;
    struct db *db = site_db(&s);
    assert_int_equal(listing_annex_of(db, id, &sealed), RC_OK);
    assert_true(str_find(sealed.body_cipher, S("secret")) < 0);
    db_give(db);
    struct answer a = get_as(w.owner, path_of(id, "/edit"));
    assert_true(body_has(&a, "Pressure is the secret") && body_has(&a, "金普机床厂") && looks(id) == n + 1);
    a = post_as(w.owner, path_of(id, ""),
        str_printf(&s.a, "%s&side=offer&kind=technology&organisation=%lld&title_en=Membrane&body_en=b" COMMON_PLAIN, version_of(id),
            (long long)w.house1)
            .p);
    assert_int_equal(a.status, 303);
    assert_int_equal(get_as(w.rival, path_of(id, "/annex")).status, 404);    /* emptied is gone */
}

/* ---- the index ---- */

static const char *const questions[] = { "", "q=membrane", "q=%E7%84%8A%E6%8E%A5", "q=valve&sort=newest", "side=need", "kind=job",
    "industry=C", "district=210202", "stage=pilot", "org_kind=enterprise", "q=seal&kind=order&side=offer", "month=2026-09",
    "open_until=2026-12-01" };

static struct str answers(void)
{
    struct out o;
    out_init(&o, &s.a);
    site_login(&s, w.clerk);
    for (size_t i = 0; i < LEN(questions); i++) put_str(&o, site_get(&s, str_printf(&s.a, "/api/v1/listings?%s", questions[i]).p).body);
    for (int64_t page = 1; page < 4; page++) {
        struct answer a = site_get(&s, str_printf(&s.a, "/api/v1/listings?page=%lld", (long long)page).p);
        struct str rest = a.body, piece;
        while (str_cut(&rest, '{', &piece)) {
            int64_t id = 0;
            for (size_t i = sizeof "\"id\":\"" - 1;
                 str_starts(piece, S("\"id\":\"")) && i < piece.n && piece.p[i] >= '0' && piece.p[i] <= '9'; i++)
                id = id * 10 + (piece.p[i] - '0');
            if (id) put_str(&o, site_get(&s, str_printf(&s.a, "/api/v1/listings/%lld/matches", (long long)id).p).body);
        }
    }
    return out_str(&o);
}

static void changes_equal_a_rebuild(void **state)
{
    (void)state;
    static const char *const words[] = { "membrane", "valve", "seal", "pump", "welding", "\xe7\x84\x8a\xe6\x8e\xa5", "coating", "bearing" };
    static const char *const kinds[] = { "job", "order", "technology", "service" };
    uint64_t x = 88172645463325252u;
    int64_t ids[24];
    for (size_t i = 0; i < LEN(ids); i++) {
        x ^= x << 13; x ^= x >> 7; x ^= x << 17;
        ids[i] = opened(w.clerk,
            str_printf(&s.a, "side=%s&kind=%s&title_zh=%s+%s&body_en=%s&division=%s&visibility=public&industry=%s&stage=%s&then=submit",
                x & 1 ? "need" : "offer", kinds[x >> 3 & 3], words[x >> 8 & 7], words[x >> 12 & 7], words[x >> 16 & 7],
                x & 2 ? "210202" : "210211", x & 4 ? "35" : "I", x & 8 ? "pilot" : "idea")
                .p);
        site_now += 1000;
    }
    for (size_t i = 0; i < LEN(ids); i += 3)                                  /* edits and endings */
        assert_int_equal(post_as(w.clerk, path_of(ids[i], i % 2 ? "/close" : ""),
                             str_printf(&s.a,
                                 "%s&reason=filled&side=need&kind=job&title_zh=%s&body_en=%s&division=210202&visibility=public",
                                 version_of(ids[i]), words[i % 8], words[(i + 3) % 8])
                                 .p)
                             .status,
            303);
    struct str before = answers();
    void *grown = NULL, *fresh = NULL;
    struct db *db = site_db(&s);
    assert_int_equal(docking_slice.start(&s.app, db, &fresh), RC_OK);
    for (size_t i = 0; i < s.app.nslices; i++)
        if (s.app.slices[i] == &docking_slice) { grown = s.app.states[i]; s.app.states[i] = fresh; }
    assert_true(str_eq(before, answers()) && before.n > 20000);
    docking_slice.stop(grown);
    db_give(db);
}

/* What another process stores arrives with the next tick. */
static enum rc reopen_tx(struct db *tx, void *arg)
{
    return listing_decide(tx, *(int64_t *)arg, row_of(*(int64_t *)arg).version, S("open"), S(""), site_now, site_now + LISTING_FRESH_MS);
}
static enum rc event_tx(struct db *tx, void *arg) { return event_add(tx, arg); }

static void changes_by_others_arrive(void **state)
{
    (void)state;
    struct answer a = post_as(w.owner, "/listings", "side=offer&kind=order&title_en=Quasicrystals&body_en=b" COMMON_PLAIN);
    int64_t id = led_to(&a);
    change(reopen_tx, &id);
    struct event e = event_own(&s.app, site_now, "published", "listing", id, S(""));
    change(event_tx, &e);
    assert_int_equal(total(0, "q=Quasicrystals"), 0);
    struct db *db = site_db(&s);
    assert_int_equal(live_follow(&s.app, db), RC_OK);
    assert_int_equal(live_follow(&s.app, db), RC_OK);
    db_give(db);
    assert_int_equal(total(0, "q=Quasicrystals"), 1);
}

static enum rc rekind_tx(struct db *tx, void *arg)
{
    (void)arg;
    return organisation_set(tx, w.house2, 1, S("institute"), S("金普机床厂"), S("Jinpu Machine Tools"), S("x"), STR_NONE, S("210211"),
        S(""), S("35"), S("small"), S(""), S(""), S(""), S(""), S("active"));
}

static void a_house_of_another_kind_is_found_as_such(void **state)
{
    (void)state;
    (void)opened(w.rival,
        str_printf(&s.a, "side=offer&kind=order&organisation=%lld&title_en=Perovskites&body_en=b" COMMON_PLAIN, (long long)w.house2).p);
    assert_int_equal(total(0, "q=Perovskites&org_kind=enterprise"), 1);
    change(rekind_tx, NULL);
    site_now += 1000;
    struct event e = event_own(&s.app, site_now, "edit", "organisation", w.house2, S(""));
    change(event_tx, &e);
    struct db *db = site_db(&s);
    assert_int_equal(live_follow(&s.app, db), RC_OK);
    db_give(db);
    assert_true(total(0, "q=Perovskites&org_kind=enterprise") == 0 && total(0, "q=Perovskites&org_kind=institute") == 1
        && total(0, "q=Perovskites&org_kind=person") == 0);
}

static enum rc house_state_tx(struct db *tx, void *arg)
{
    struct organisation_by_id o;
    TRY(organisation_by_id(tx, w.house2, &o));
    return organisation_set(tx, o.id, o.version, o.kind, o.name_zh, o.name_en, S("x"), o.uscc.n ? o.uscc : STR_NONE, o.division, o.zone,
        o.industry, o.size_class, o.intro_zh, o.intro_en, o.website, o.contact, str_from(arg));
}

/* As the office's page does it: the row, its event, the index. */
static void house_becomes(char *state)
{
    struct db *db = site_db(&s);
    change(house_state_tx, state);
    struct event e = event_own(&s.app, site_now, "edit", "organisation", w.house2, S(""));
    change(event_tx, &e);
    live_update_organisation(&s.app, db, w.house2);
    db_give(db);
}

/* A closed house is gone from every place, and back with all it has when it is open again. */
static void what_a_closed_house_posted_is_nowhere(void **state)
{
    (void)state;
    char closed[] = "closed", active[] = "active";
    int64_t id = opened(w.rival,
        str_printf(&s.a, "side=offer&kind=order&organisation=%lld&title_en=Zirconia&body_en=b" COMMON_PLAIN, (long long)w.house2).p);
    int64_t need = opened(w.owner,
        str_printf(&s.a, "side=need&kind=order&organisation=%lld&title_en=Zirconia+wanted&body_en=b" COMMON_PLAIN, (long long)w.house1).p);
    const char *json = str_printf(&s.a, "/api/v1/listings/%lld", (long long)id).p, *link = path_of(id, "\""),
               *matches = path_of(need, "/matches");
    const int64_t readers[] = { 0, w.stranger, w.owner };
    for (int round = 0; round < 3; round++) {
        bool shown = round != 1;
        if (round) house_becomes(shown ? active : closed);
        for (size_t i = 0; i < LEN(readers); i++) {
            struct answer page = get_as(readers[i], path_of(id, "")), api = site_get(&s, json),
                          list = site_get(&s, "/listings?q=Zirconia&side=offer");
            struct answer csv = site_get(&s, "/listings?q=Zirconia&format=csv"), pairs = site_get(&s, matches),
                          pairs_api = site_get(&s, str_printf(&s.a, "/api/v1%s", matches).p);
            assert_true(page.status == (shown ? 200 : 404) && api.status == (shown ? 200 : 404));
            assert_true(body_has(&list, link) == shown && body_has(&csv, str_printf(&s.a, "%lld,", (long long)id).p) == shown);
            assert_true(
                body_has(&pairs, link) == shown && body_has(&pairs_api, str_printf(&s.a, "\"id\":\"%lld\"", (long long)id).p) == shown);
            assert_int_equal(total(readers[i], "q=Zirconia&side=offer"), shown);
        }
        struct live_tally t;
        struct req r = { .app = &s.app, .arena = &s.a, .now = site_now };
        struct reader nobody = { 0 };
        static int64_t before;
        assert_int_equal(live_tally(&r, &nobody, &t), RC_OK);
        if (!round) before = t.offers;
        assert_true(shown ? t.offers == before : t.offers < before);
        assert_int_equal(get_as(w.owner, str_printf(&s.a, "/cases/new?other=%lld", (long long)id).p).status, shown ? 200 : 404);
        struct answer own = get_as(w.rival, path_of(id, "")), mine = site_get(&s, "/listings/mine");
        assert_true(own.status == 200 && body_has(&own, "已停用") == !shown && body_has(&mine, "不公开") == !shown);
        assert_int_equal(site_get(&s, path_of(id, "/edit")).status, shown ? 200 : 403);
        assert_int_equal(get_as(w.clerk, path_of(id, "")).status, 200);      /* the office sees it */
    }
}

/* By the rows and listing_may_see, of each side. */
static struct live_tally seen_by(struct db *db, struct req *r, const struct reader *me)
{
    struct live_tally t = { 0 };
    struct listing_live_rows rows;
    assert_int_equal(listing_live(db, 0, INT64_MAX, 10000, &rows), RC_OK);
    for (size_t i = 0; i < rows.n; i++) {
        struct listing_by_id x;
        assert_int_equal(listing_by_id(db, rows.v[i].id, &x), RC_OK);
        if (listing_may_see(r, me, LISTING_GATE(&x))
            && (!x.open_until.n || str_cmp(x.open_until, date_str(r->arena, instant_day(site_now))) >= 0))
            *(str_eq(x.side, S("need")) ? &t.needs : &t.offers) += 1;
    }
    return t;
}

static void counts_are_what_may_be_seen(void)
{
    for (int who = 0; who < WHO; who++) {
        struct db *db = site_db(&s);
        struct reader me;
        struct live_tally t;
        struct req r = { .app = &s.app, .arena = &s.a, .db = db, .now = site_now };
        assert_int_equal(reader_of(db, account_of(who), &me), RC_OK);
        /* r has no office: what an officer sees by that stands in the matrix */
        struct live_tally may = seen_by(db, &r, &me);
        assert_int_equal(live_tally(&r, &me, &t), RC_OK);
        db_give(db);
        if (t.needs != may.needs || t.offers != may.offers)
            fail_msg("%s: %lld and %lld, not %lld and %lld", who_name[who], (long long)t.needs, (long long)t.offers, (long long)may.needs,
                (long long)may.offers);
        if (who >= CLERK) continue;
        if (total(account_of(who), "side=need") != may.needs || total(account_of(who), "side=offer") != may.offers)
            fail_msg("%s counts others", who_name[who]);
    }
}

/* What most may see is counted as a whole (DOCK_OWN_OPEN): who may see less or more from one moment to the next, sees it at
** once, whether the listing stands in the index's base or is its newest. */
static void a_change_of_rights_counts_at_once(void **state)
{
    (void)state;
    static const struct {
        const char *visibility, *see;
    } turns[] = {
        /*             A S R G H O C H W */
        { "public", "xxxxxxxxx" },
        { "named", "..xxxxx.x" },
        { "public", "xxxxxxxxx" },
        { "members", ".xxxxxxxx" },
        { "named", "..xxxxx.x" },
        { "members", ".xxxxxxxx" },
        { "public", "xxxxxxxxx" },
    };
    int64_t id = opened(w.owner, str_printf(&s.a, "side=offer&kind=order&organisation=%lld&title_en=Gallium+arsenide&named=Jinpu+Machine+Tools&body_en=b" COMMON_PLAIN, (long long)w.house1).p);
    const char *link = path_of(id, "\"");
    for (size_t i = 0; i < 2 * LEN(turns); i++) {
        if (i % 2) dock_index_settle(live_of(&s.app)->ix);                  /* nobody asks meanwhile */
        else
            assert_int_equal(post_as(w.owner, path_of(id, ""),
                                 str_printf(&s.a,
                                     "%s&side=offer&kind=order&organisation=%lld&title_en=Gallium+arsenide&body_en=b&division=210211"
                                     "&visibility=%s&named=Jinpu+Machine+Tools",
                                     version_of(id), (long long)w.house1, turns[i / 2].visibility)
                                     .p)
                                 .status,
                303);
        for (int who = 0; who < WHO; who++) {
            bool see = turns[i / 2].see[who] == 'x';
            assert_int_equal(total(account_of(who), "q=Gallium"), see);
            site_login(&s, account_of(who));
            struct answer list = site_get(&s, "/listings?q=arsenide+gallium"), newest = site_get(&s, "/listings?side=offer&kind=order"),
                          csv = site_get(&s, "/listings?format=csv");
            if (body_has(&list, link) != see || body_has(&newest, link) != see
                || body_has(&csv, str_printf(&s.a, "%lld,", (long long)id).p) != see)
                fail_msg("%s, %s", turns[i / 2].visibility, who_name[who]);
        }
        counts_are_what_may_be_seen();
    }
    assert_int_equal(post_as(w.owner, path_of(id, "/close"), str_printf(&s.a, "%s&reason=filled", version_of(id)).p).status, 303);
    assert_int_equal(total(w.owner, "q=Gallium"), 0);
    counts_are_what_may_be_seen();
}

static enum rc rename_tx(struct db *tx, void *arg)
{
    struct organisation_by_id o;
    TRY(organisation_by_id(tx, w.house2, &o));
    return organisation_set(tx, o.id, o.version, o.kind, o.name_zh, str_from(arg), S("x"), o.uscc.n ? o.uscc : STR_NONE, o.division, o.zone,
        o.industry, o.size_class, o.intro_zh, o.intro_en, o.website, o.contact, o.state);
}

/* Who asks for an institute by its name finds what it posted, whatever the listing says; told apart from what speaks of it. */
static void a_name_finds_what_it_posted(void **state)
{
    (void)state;
    static const struct { const char *query; bool by_name; } cases[] = {
        { "q=%E9%87%91%E6%99%AE%E6%9C%BA%E5%BA%8A%E5%8E%82", true },          /* the whole name */
        { "q=jinpu+machine", true }, { "q=JINPU", true }, { "q=Jinpu+Machine+Tools+tellurium", true },
        { "q=Jinpu+tellurium", false },                                         /* a word that is not in the name, and not the whole name */
        { "q=inpu", false }, { "q=Dalian+Jinpu", false },
        { "q=jinpu+machine&side=need", false }, { "q=jinpu+machine&kind=job", false },
    };
    int64_t id = opened(w.rival,
        str_printf(&s.a, "side=offer&kind=order&organisation=%lld&title_en=Selenium&body_en=b" COMMON_PLAIN, (long long)w.house2).p);
    int64_t speaks = opened(w.owner,
        "side=offer&kind=order&title_en=Repair+of+Jinpu+machine+tools&body_en=Jinpu+machine+tools" COMMON_PLAIN);
    for (size_t i = 0; i < LEN(cases); i++) {
        struct answer a = get_as(0, str_printf(&s.a, "/api/v1/listings?%s", cases[i].query).p);
        ptrdiff_t at = str_find(a.body, str_printf(&s.a, "\"id\":\"%lld\",", (long long)id));
        if ((at >= 0) != cases[i].by_name) fail_msg("%s: %.*s", cases[i].query, STR_FMT(a.body));
        if (at >= 0) assert_true(str_find(a.body, S("\"by_name\":true")) >= 0);
    }
    struct answer a = get_as(0, "/listings?q=Jinpu+machine+tools");
    assert_true(body_has(&a, path_of(id, "\"")) && body_has(&a, path_of(speaks, "\"")) && body_has(&a, "单位名称相符"));
    /* modest: what speaks of it comes first */
    assert_true(str_find(a.body, str_from(path_of(speaks, "\""))) < str_find(a.body, str_from(path_of(id, "\""))));
    int64_t all = total(0, "q=Jinpu+machine+tools");
    for (int64_t page = 1, seen = 0; seen < all; page++) {                     /* each is on one page */
        a = get_as(0, str_printf(&s.a, "/api/v1/listings?q=Jinpu+machine+tools&page=%lld", (long long)page).p);
        int64_t n = 0;
        for (struct str rest = a.body, piece; str_cut(&rest, '{', &piece);) n += str_starts(piece, S("\"id\":"));
        assert_true(n > 0);
        seen += n;
        assert_true(seen <= all);
    }
    a = get_as(w.owner, path_of(opened(w.owner, "side=need&kind=order&title_en=Jinpu&body_en=soon" COMMON_PLAIN), "/matches"));
    assert_false(body_has(&a, path_of(id, "\"")));                           /* a name is no reason to dock */
    char other[] = "The Hailong Lathes";
    change(rename_tx, other);
    struct db *db = site_db(&s);
    live_update_organisation(&s.app, db, w.house2);
    db_give(db);
    assert_true(total(0, "q=Hailong+Lathes") > 0);
    assert_int_equal(total(0, "q=the"), 0);                                  /* a word of the name, and it says nothing */
    a = get_as(0, "/listings?q=Jinpu+machine+tools");
    assert_false(body_has(&a, path_of(id, "\"")));
}

/* The second look is the site's own: neighbouring words order the page and are told, what is only similar stands behind and is
** told apart, and words that say nothing find nothing. */
static void search_looks_again_and_says_why(void **state)
{
    (void)state;
    int64_t apart = opened(w.owner, "side=offer&kind=order&title_en=Cage+of+osmium+in+deep+pits&body_en=sea+osmium" COMMON_PLAIN);
    int64_t together = opened(w.owner, "side=offer&kind=order&title_en=Deep+sea+cage+of+osmium&body_en=pits+osmium" COMMON_PLAIN);
    int64_t like = opened(w.owner, "side=offer&kind=order&title_en=Osmium&body_en=osmium+pits" COMMON_PLAIN);
    static const char *const languages[] = { "en", "zh" };
    for (int i = 0; i < 2; i++) {
        s.lang = languages[i];
        struct answer a = get_as(w.stranger, "/listings?q=deep+sea+cage");
        ptrdiff_t first = str_find(a.body, str_from(path_of(together, "\""))), second = str_find(a.body, str_from(path_of(apart, "\"")));
        ptrdiff_t border = str_find(a.body, i ? S("以下各条不含您输入的词") : S("hold none of your words")),
                  third = str_find(a.body, str_from(path_of(like, "\"")));
        if (!(first > 0 && second > first && border > second && third > border)) fail_msg("%td %td %td %td", first, second, border, third);
        assert_true(body_has(&a, i ? "相连的外文词语：Deep sea cage" : "Side by side: Deep sea cage")
            || body_has(&a, i ? "相连的外文词语：deep sea cage" : "Side by side: deep sea cage"));
        assert_true(body_has(&a, i ? "含有：" : "Says: "));
        a = get_as(w.stranger, "/listings?q=of+the");
        assert_true(a.status == 200 && body_has(&a, i ? "这些词太常见" : "too common to search for alone")
            && !body_has(&a, "<ul class=\"results\">"));
    }
    s.lang = "zh";
    assert_int_equal(total(w.stranger, "q=deep+sea+cage"), 2);
    assert_int_equal(total(w.stranger, "q=deep+sea+cage&sort=newest"), 2);
    struct answer csv = get_as(w.stranger, "/listings?q=deep+sea+cage&format=csv");
    assert_true(
        body_has(&csv, "Deep sea cage of osmium") && body_has(&csv, ",Osmium,") && body_has(&csv, ",1\r\n") && body_has(&csv, ",\r\n"));
    assert_int_equal(total(w.stranger, "q=of+the"), 0);
    assert_int_equal(total(w.stranger, "q=%E7%9A%84"), 0);
    struct answer a = get_as(w.stranger, "/api/v1/listings?q=deep+sea+cage");
    assert_true(number_after(&a, "\"similar\":") > 0 && body_has(&a, "\"similar\":true,\"reasons\":[") && body_has(&a, "词语连在一起"));
    int64_t ask = opened(w.stranger, "side=need&kind=order&title_en=Wanted+deep+sea+cage&body_en=soon" COMMON_PLAIN);
    a = get_as(w.stranger, path_of(ask, "/matches"));
    assert_true(body_has(&a, "相连的外文词语：deep sea cage"));
    assert_true(str_find(a.body, str_from(path_of(together, "\""))) < str_find(a.body, str_from(path_of(apart, "\""))));
}

/* Every filter alone against the rows themselves. */
static void search_finds_what_the_rows_say(void **state)
{
    (void)state;
    static const struct {
        const char *query, *column, *value;
    } cases[] = { { "side=need", "side", "need" }, { "kind=order", "kind", "order" }, { "district=210202", "division", "210202" },
        { "stage=pilot", "stage", "pilot" }, { "industry=35", "industry", "35" }, { "industry=I", "industry", "I" } };
    struct listing_live_rows rows;
    struct db *db = site_db(&s);
    assert_int_equal(listing_live(db, 0, INT64_MAX, 1000, &rows), RC_OK);
    assert_true(rows.n > 20);
    for (size_t i = 0; i < LEN(cases); i++) {
        int64_t want = 0;
        for (size_t k = 0; k < rows.n; k++) {
            const struct listing_live *x = &rows.v[k];
            struct str v = i == 0 ? x->side : i == 1 ? x->kind : i == 2 ? x->division : i == 3 ? x->stage : x->industry;
            want += str_eq(v, str_from(cases[i].value));
        }
        if (total(w.clerk, cases[i].query) != want)
            fail_msg("%s: %d, not %d", cases[i].query, (int)total(w.clerk, cases[i].query), (int)want);
    }
    assert_int_equal(total(w.clerk, ""), rows.n);
    assert_int_equal(total(w.clerk, "kind=nonsense&stage=x&month=2026-13&page=-7"), rows.n);
    assert_int_equal(total(w.clerk, "month=2026-09"), rows.n);
    assert_int_equal(total(w.clerk, "month=2026-08"), 0);
    struct answer a = get_as(w.clerk, "/listings?q=%E7%84%8A%E6%8E%A5&page=999");
    assert_true(a.status == 200 && body_has(&a, "<ul class=\"results\">"));   /* past the end is the last page */
    a = site_get(&s, "/listings?q=zzzzqq");
    assert_true(a.status == 200 && body_has(&a, "href=\"/listings/new\""));
    a = site_get(&s, "/listings?format=csv&kind=order");
    assert_true(str_starts(a.body, S("\xef\xbb\xbf" "ID,")) && str_starts(a.type, S("text/csv")));
    db_give(db);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(the_matrix),
        cmocka_unit_test(others_cannot_change_it),
        cmocka_unit_test(each_officer_has_a_queue),
        cmocka_unit_test(lists_counts_and_matches_hide_what_is_hidden),
        cmocka_unit_test(a_house_does_not_match_itself),
        cmocka_unit_test(a_program_has_the_best_hundred_at_once),
        cmocka_unit_test(the_annex_is_sealed_and_every_look_recorded),
        cmocka_unit_test(changes_equal_a_rebuild),
        cmocka_unit_test(changes_by_others_arrive),
        cmocka_unit_test(a_house_of_another_kind_is_found_as_such),
        cmocka_unit_test(what_a_closed_house_posted_is_nowhere),
        cmocka_unit_test(a_change_of_rights_counts_at_once),
        cmocka_unit_test(a_name_finds_what_it_posted),
        cmocka_unit_test(search_looks_again_and_says_why),
        cmocka_unit_test(search_finds_what_the_rows_say),
    };
    return cmocka_run_group_tests(tests, world_open, world_close);
}
