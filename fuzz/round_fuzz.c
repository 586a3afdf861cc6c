/* round_fuzz.c: any bytes as a round: tables, JSON or OR-Library. Whatever comes, the reader answers with a round or with
** a reason; a small round is solved both ways, and both proofs hold. Behind a NUL byte stands a result, which is
** verified: it may be refused, but nothing else. */
#include "cli/round.h"
#include "base/json.h"

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

static void verify(struct round *rd, struct str bytes)
{
    struct json_node *top;
    struct err e = { 0 };
    if (arena_guard(rd->a) != 0 || json_parse_long(rd->a, bytes, 1000, 10000, &top, &e) != RC_OK || top->kind != JSON_OBJECT) return;
    struct round_result res = { top, json_get(top, "places"), json_get(top, "applicants") };
    if (!res.places || !res.applicants) return;
    enum rc rc = round_verify(rd, &res, &e);
    must(rc == RC_OK || rc == RC_REFUSED || rc == RC_INPUT || rc == RC_LIMIT);
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
    arena_init(&a, 64 * 1024 * 1024);
    struct str rest = bytes, piece;
    while (rd.nfiles < 2 && str_cut(&rest, '\f', &piece)) rd.file[rd.nfiles++] = (struct round_file){ S("f"), piece };   /* a form feed parts two tables */
    enum rc rc = round_read(&rd, &e);
    if (rc != RC_OK) must(e.rc == rc && e.text[0]);
    else if (rd.r.applicants <= 40) { solve(&rd); if (result.n) verify(&rd, result); }
    arena_free(&a);
    return 0;
}
