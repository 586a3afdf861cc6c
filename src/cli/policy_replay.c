/* policy_replay.c: `ballast policy replay`: receipts asked again. */
#include "cli/policy.h"
#include "engine/rules/receipt.h"

static const char help[] =
    "usage: ballast policy replay [--policies DIR|FILE] [--dictionary F] [--all] RECEIPTS...\n\n"
    "Reads receipts, one a line, finds each policy by the hash of its file, asks again with the facts and the history the\n"
    "receipt keeps, and compares the bytes. Keep every version ever published in one folder to replay old decisions.\n"
    "  --policies P    a folder of policies or one file (default: data/policies here, else those built in)\n"
    "  --dictionary F  the fact dictionary (default: facts.tsv beside the policies)\n"
    "  --all           a line for what is the same, too\n\n"
    "example: ballast policy eval --receipt today.jsonl --granted none 租赁月数=13 && ballast policy replay today.jsonl\n"
    "exit codes: 0 all the same, 1 some differ or their policy is not there, 2 the call or a file is wrong, 3 disk or memory\n";

static struct str again(struct arena *a, const struct policy_register *reg, const struct policy *p, const struct receipt *r)
{
    struct register_question q = { .reg = reg,
        .policy = p,
        .date = r->date,
        .facts = &r->facts,
        .granted = &r->granted,
        .benefit = r->benefit };
    struct register_answer answer;
    struct out o;
    register_ask(a, &q, &answer);
    out_init(&o, a);
    put_receipt(&o, &q, &answer, r->format);
    return out_str(&o);
}

/* What is wrong, in words; empty when the bytes are the same but for the engine's name. */
static struct str replay(struct arena *a, const struct policy_register *reg, struct str line)
{
    struct receipt r;
    struct err e = { 0 };
    const struct policy *changed, *p;
    struct str now, member;
    enum rc rc = receipt_read(a, reg->facts, line, &r, &e);
    if (rc == RC_STALE) return str_printf(a, "%s", e.text);
    if (rc != RC_OK) return str_printf(a, "is no receipt: %s", e.text);
    p = receipt_policy(reg, &r, &changed);
    if (!p && changed)
        return str_printf(a, "%.*s%.*s has changed: the receipt was made by %.12s..., %.*s is %.12s...", STR_FMT(r.policy),
            STR_FMT(r.version), str_z(a, r.hash), STR_FMT(changed->file), str_z(a, changed->hash));
    if (!p) return str_printf(a, "%.*s%.*s of hash %.12s... is not there", STR_FMT(r.policy), STR_FMT(r.version), str_z(a, r.hash));
    now = again(a, reg, p, &r);
    member = receipt_difference(a, line, now);
    if (!member.n) return STR_NONE;
    return str_printf(a, "%.*s%.*s differs in \"%.*s\"; now %.*s", STR_FMT(r.policy), STR_FMT(r.version), STR_FMT(member), STR_FMT(now));
}

static enum rc run_file(struct arena *a, const struct policy_register *reg, struct str path, struct policy_tally *sum, struct err *e)
{
    struct str bytes, line;
    struct arena scratch;
    TRY(cli_read_file(a, str_z(a, path), LIMIT_BATCH_ARENA / 2, &bytes, e));
    arena_init(&scratch, LIMIT_REQUEST_ARENA);
    for (int n = 1; str_cut(&bytes, '\n', &line); n++) {
        struct str wrong;
        if (!str_trim(line).n) continue;
        wrong = replay(&scratch, reg, str_trim(line));
        if (wrong.n) sum->wrong++;
        else sum->right++;
        if (wrong.n) printf("DIFFERS %.*s:%d: %.*s\n", STR_FMT(path), n, STR_FMT(wrong));
        else if (sum->all) printf("same    %.*s:%d\n", STR_FMT(path), n);
        arena_reset(&scratch);
    }
    arena_free(&scratch);
    return RC_OK;
}

int policy_replay(int argc, char **argv)
{
    return policy_files(argc, argv, &(struct policy_files){ "policy replay", help, "the same", "differ", run_file });
}
