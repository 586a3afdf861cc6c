/* round_fuzz.c: any bytes as a round: tables, JSON or OR-Library. Whatever comes, the reader answers with a round or with
** a reason; a small round is solved both ways, and both proofs hold. A third part is changes: if they can be read, the kept
** outcomes are mended into what is found anew. Behind a NUL byte stands a result, which is
** verified: it may be refused, but nothing else. */
#include "cli/round.h"
#include "base/json.h"
#include <sys/mman.h>
#include <unistd.h>

static void solve(struct round *rd)
{
    struct assign_stable s, own;
    struct assign_optimal o;
    struct err e = { 0 };
    enum rc rc = assign_stable(rd->a, &rd->r, &s, &e);
    must(rc == RC_OK || rc == RC_LIMIT || (rc == RC_REFUSED && rd->r.team));
    if (rc == RC_OK) { rc = assign_stable_proof(rd->a, &rd->r, &s, &own, &e); must(rc == RC_OK || rc == RC_LIMIT); }
    rc = assign_optimal(rd->a, &rd->r, NULL, &o, &e);
    must(rc == RC_OK || rc == RC_LIMIT || rc == RC_REFUSED);
    if (rc == RC_OK) { rc = assign_optimal_proof(rd->a, &rd->r, &o, &e); must(rc == RC_OK || rc == RC_LIMIT); }
}

static enum rc kept_change(struct round *rd, const struct round_changes *c, struct assign_stable_kept *stable, struct assign_kept *optimal)
{
    struct assign_stable s, cold;
    struct assign_optimal o, cheapest;
    struct err e = { 0 };
    size_t n = c->now.applicants.list.n;
    struct assign_stable_change sc[40];
    struct assign_change oc[40];
    for (size_t i = 0; i < n; i++) {
        int32_t x = c->changed[i], first = rd->r.first[x], many = rd->r.first[x + 1] - first;
        sc[i] = (struct assign_stable_change){ x, many, rd->r.wish + first, rd->r.number + first, rd->r.groups[x] };
        oc[i] = (struct assign_change){ x, many, rd->r.wish + first, rd->r.number + first };
    }
    TRY(assign_stable_kept_change(stable, sc, n, &e));
    TRY(assign_stable_kept_answer(rd->a, stable, rd->r.first, &s, &e));
    TRY(assign_stable(rd->a, &rd->r, &cold, &e));
    must(memcmp(s.seat, cold.seat, sizeof *s.seat * (size_t)rd->r.applicants) == 0);
    TRY(assign_kept_change(optimal, oc, n, &e));
    TRY(assign_kept_answer(rd->a, optimal, rd->r.first, &o, &e));
    TRY(assign_optimal(rd->a, &rd->r, NULL, &cheapest, &e));
    must(o.cost == cheapest.cost);
    return assign_optimal_proof(rd->a, &rd->r, &o, &e);
}

/* Keeps, reads the changes, mends. */
static enum rc change(struct round *rd, struct str bytes)
{
    struct assign_stable s;
    struct assign_optimal o;
    struct assign_stable_kept *stable;
    struct assign_kept *optimal;
    struct round_changes c;
    struct err e = { 0 };
    const struct round_file f = { S("g"), bytes, true };
    TRY(assign_stable(rd->a, &rd->r, &s, &e));
    TRY(assign_stable_keep(rd->a, &rd->r, &s, &stable, &e));
    TRY(assign_optimal(rd->a, &rd->r, NULL, &o, &e));
    TRY(assign_keep(rd->a, &rd->r, &o, &optimal, &e));
    if (arena_guard(rd->a) != 0) return RC_LIMIT;
    enum rc rc = round_changes_read(rd, &f, &c, &e);
    if (rc == RC_OK) round_change(rd, &c);
    else must(e.text[0]);
    arena_unguard(rd->a);
    if (rc != RC_OK || rd->r.team || assign_check(rd->a, &rd->r, &e) != RC_OK) return RC_INPUT;
    return kept_change(rd, &c, stable, optimal);
}

static void verify(struct round *rd, struct str bytes)
{
    struct json_node *top;
    struct err e = { 0 };
    if (arena_guard(rd->a) != 0 || json_parse_long(rd->a, bytes, 1000, 10000, &top, &e) != RC_OK || top->kind != JSON_OBJECT) return;
    struct round_result res = { top, json_get(top, "places"), json_get(top, "applicants") };
    if (!res.places || !res.applicants) return;
    struct round_told t;
    enum rc rc = round_verify(rd, &res, &t, &e);
    must(rc == RC_OK || rc == RC_REFUSED || rc == RC_INPUT || rc == RC_LIMIT);
}

/* The same as a file: its head, and what it says of its inputs, for which an empty file stands. */
static void result_open(struct str bytes)
{
    struct arena a;
    struct round_result res;
    struct err e = { 0 };
    const struct str empty = S("/dev/null");
    char path[40];
    int fd = memfd_create("result", 0);
    must(fd >= 0 && write(fd, bytes.p, bytes.n) == (ssize_t)bytes.n);
    snprintf(path, sizeof path, "/proc/self/fd/%d", fd);
    arena_init(&a, 64 * 1024 * 1024);
    struct round rd = { .a = &a };
    enum rc rc = round_open(&rd, str_from(path), &empty, 1, &res, &e);
    must(rc == RC_OK || (e.rc == rc && e.text[0]));
    must(rc == RC_OK || rc == RC_NONE || rc == RC_REFUSED || rc == RC_INPUT || rc == RC_LIMIT);
    arena_free(&a);
    close(fd);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct err e = { 0 };
    struct str bytes = { (const char *)data, size }, result = STR_NONE;
    struct round rd = { .a = &a, .seed = S("s"), .nfiles = 0 };
    if (size > 16384 || (size >= 2 && data[0] == 'P' && data[1] == 'K')) return 0;      /* workbooks have a target of their own */
    const char *nul = size ? memchr(data, 0, size) : NULL;
    if (nul) { result = str_sub(bytes, (size_t)(nul - bytes.p) + 1, size); bytes.n = (size_t)(nul - bytes.p); }
    if (result.n) result_open(result);
    arena_init(&a, 64 * 1024 * 1024);
    struct str rest = bytes, piece, changes = STR_NONE;
    /* a form feed parts two tables */
    for (int i = 0; i < 2 && str_cut(&rest, '\f', &piece); i++) rd.file[rd.nfiles++] = (struct round_file){ S("f"), piece, false };
    if (str_cut(&rest, '\f', &piece)) changes = piece;
    enum rc rc = round_read(&rd, &e);
    if (rc != RC_OK) must(e.rc == rc && e.text[0]);
    else if (rd.r.applicants <= 40) {
        solve(&rd);
        if (result.n) verify(&rd, result);
        if (changes.p) {
            rc = change(&rd, changes);
            must(rc == RC_OK || rc == RC_INPUT || rc == RC_LIMIT || rc == RC_REFUSED);
        }
    }
    arena_free(&a);
    return 0;
}
