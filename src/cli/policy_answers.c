/* policy_answers.c: `ballast policy eval` of policies with an envelope: what
** somebody may have of each, and why. */
#include "cli/policy.h"
#include <errno.h>
#include <sys/stat.h>
#include "engine/rules/explain.h"
#include "engine/rules/next_steps.h"
#include "engine/rules/receipt.h"

static const char help[] =
    "usage: ballast policy eval [DIR|FILE] [--facts F] [--granted F] [--date D] [--lang zh|en] [--json] [NAME=VALUE ...]\n\n"
    "Answers for every policy of a folder (default: data/policies here, else those built in) or for one file: entitled, not, needs facts, not yet,\n"
    "with the amount, the reasons and what is still missing. A fact that is not given is not known, never a no.\n"
    "Of what somebody is entitled to, the best combination that the policies allow, the second best, and why not the rest.\n"
    "A model without an envelope is evaluated as the standard wants it: eval FILE NAME=FEEL ...\n"
    "  --facts F       JSON, CSV, TSV or XLSX; names as in the dictionary, by code, in Chinese or in English; \"-\" is standard input\n"
    "  --granted F     what was had before (CSV, TSV or XLSX: policy, benefit, date, amount, months, person, firm, ...), or none\n"
    "  --date D        the day of the question, YYYY-MM-DD (default: today)\n"
    "  --policy P      only this one: P11 or P11c\n"
    "  --dictionary F  the fact dictionary (default: facts.tsv beside the policies)\n"
    "  --lang L        zh (default) or en\n"
    "  --json          an object a line\n"
    "  --receipt F     also append a receipt of each answer to F (see replay)\n\n"
    "example: ballast policy eval --date 2024-06-01 --granted none insured_months=7 category=graduate\n"
    "exit codes: 0 answered, 1 an answer is an error, 2 the call or a file is wrong, 3 disk or memory\n";

enum { ARGS = 200 };
struct asking {
    struct arena a;
    struct policy_register *reg;
    struct str path, facts, granted, date, policy, dictionary, lang, receipt;
    bool json, bad;
    FILE *receipts;
    struct date day;
    struct policy_cases cases;
};

bool policy_is_plain(struct str path)
{
    struct arena a;
    struct str bytes;
    struct dmn_model *m;
    const struct policy_envelope *env;
    struct stat s;
    bool plain = false;
    arena_init(&a, LIMIT_BATCH_ARENA);
    if (stat(str_z(&a, path), &s) == 0 && !S_ISDIR(s.st_mode) && cli_read_file(&a, str_z(&a, path), LIMIT_XML_BYTES, &bytes, NULL) == RC_OK)
        plain = dmn_read(&a, bytes, &m, NULL) != RC_OK || envelope_read(&a, m, &env, NULL) == RC_NONE;
    arena_free(&a);
    return plain;
}

static void put_answer_json(struct out *o, const struct register_question *q, const struct register_answer *r)
{
    put_f(o, "{\"policy\":\"%.*s\",\"version\":\"%.*s\",\"benefit\":", STR_FMT(r->policy->id), STR_FMT(r->policy->version));
    put_json(o, r->benefit ? r->benefit->id : S(""));
    put_z(o, ",\"answer\":");
    put_json(o, policy_answer_word(r->answer));
    if (!r->open && r->answer != POLICY_ERROR) {
        put_z(o, ",\"low\":");
        put_number(o, r->low);
        put_z(o, ",\"high\":");
        put_number(o, r->high);
    }
    if (r->answer == POLICY_NOT_YET) { put_z(o, ",\"flips\":\""); temporal_put_date(o, r->flips); put_c(o, '"'); }
    put_z(o, ",\"missing\":[");
    for (size_t i = 0; i < r->missing.n; i++) {
        if (i) put_c(o, ',');
        put_json(o,
            r->missing.v[i].fact            ? r->missing.v[i].fact->code
                : r->missing.v[i].parameter ? r->missing.v[i].parameter->name
                                            : S("granted"));
    }
    put_z(o, "],\"next\":");
    put_next_steps_json(o, q, r);
    put_z(o, "}\n");
}

struct answers { struct register_answer *v; size_t n, cap; };

static enum feel_lang lang_of(const struct asking *k) { return str_eq(k->lang, S("en")) ? FEEL_EN : FEEL_ZH; }

static void keep_receipt(struct asking *k, struct arena *a, const struct register_question *q, const struct register_answer *r)
{
    struct out o;
    if (!k->receipts) return;
    out_init(&o, a);
    put_receipt(&o, q, r, RECEIPT_FORMAT);
    put_c(&o, '\n');
    fwrite(o.p, 1, o.n, k->receipts);
}

static void answer_one(struct asking *k, struct arena *scratch, const struct policy *p, const struct policy_case *who, struct answers *all)
{
    for (size_t i = 0; i < p->envelope->benefits.n; i++) {
        struct register_question q = { .reg = k->reg,
            .policy = p,
            .date = k->day,
            .facts = &who->facts,
            .granted = &who->granted,
            .benefit = p->envelope->benefits.v[i].id };
        struct register_answer r;
        struct out o;
        register_ask(scratch, &q, &r);
        *PUSH(scratch, all) = r;
        keep_receipt(k, scratch, &q, &r);
        k->bad |= r.answer == POLICY_ERROR;
        out_init(&o, scratch);
        if (!k->json) { cli_text(stdout, register_explain(scratch, &q, &r, lang_of(k))); continue; }
        put_answer_json(&o, &q, &r);
        fwrite(o.p, 1, o.n, stdout);
    }
}

static void answer_all(struct asking *k, const struct policy_case *who)
{
    struct arena scratch;
    struct policies which;
    struct answers all = { 0 };
    arena_init(&scratch, LIMIT_BATCH_ARENA);
    for (size_t i = 0; i < k->reg->policies.n; i++) {
        struct str id = k->reg->policies.v[i]->id;
        bool seen = false;
        for (size_t j = 0; j < i; j++) seen |= str_eq(k->reg->policies.v[j]->id, id);
        if (seen || (k->policy.n && !policy_is(k->reg, k->policy, id))) continue;
        register_versions(&scratch, k->reg, k->policy.n ? k->policy : id, k->day, &who->facts, &which);
        for (size_t v = 0; v < which.n; v++) answer_one(k, &scratch, which.v[v], who, &all);
    }
    policy_best(&scratch, k->reg, k->day, who, all.v, all.n, lang_of(k), k->json);
    arena_free(&scratch);
}

static enum rc read_all(struct asking *k, const struct str *args, size_t n, struct err *e)
{
    struct policy_case *who;
    struct grants granted = { 0 };
    TRY(policy_book(&k->a, k->path, k->dictionary, &k->reg, e));
    if (k->facts.n) TRY(policy_cases_file(&k->a, k->reg->facts, k->facts, &k->cases, e));
    if (str_eq(k->granted, S("none"))) granted.known = true;
    else if (k->granted.n) TRY(policy_grants_file(&k->a, k->granted, &granted, e));
    if (!k->cases.n) PUSH(&k->a, &k->cases);
    for (size_t c = 0; c < k->cases.n; c++) {
        who = &k->cases.v[c];
        if (granted.known) who->granted = granted;
        TRY(policy_grants_named(k->reg, &who->granted, e));
        for (size_t i = 0; i < n; i++) TRY(policy_facts_text(&k->a, k->reg->facts, args[i], &who->facts, e));
    }
    return RC_OK;
}

static int answers(struct asking *k, const struct str *args, size_t n)
{
    struct err e = { 0 };
    struct ymd today = date_ymd(instant_day(instant_now()));
    k->day = (struct date){ today.y, today.m, today.d };
    if (k->date.n && !temporal_parse_date(k->date, &k->day)) {
        fprintf(stderr, "ballast policy eval: --date %.*s is not a date such as 2024-06-01\n", STR_FMT(k->date));
        return EXIT_USAGE;
    }
    enum rc rc = read_all(k, args, n, &e);
    if (rc != RC_OK) return cli_fail("policy eval", rc, &e);
    if (k->receipt.n && !(k->receipts = fopen(str_z(&k->a, k->receipt), "ab"))) {
        fprintf(stderr, "ballast policy eval: %.*s: %s\n", STR_FMT(k->receipt), strerror(errno));
        return EXIT_WORLD;
    }
    for (size_t i = 0; i < k->cases.n; i++) {
        if (k->cases.n > 1 && !k->json) printf("%s--- %zu (line %d)\n", i ? "\n" : "", i + 1, k->cases.v[i].line);
        answer_all(k, &k->cases.v[i]);
    }
    if (k->receipts && fclose(k->receipts) != 0) {
        fprintf(stderr, "ballast policy eval: %.*s: %s\n", STR_FMT(k->receipt), strerror(errno));
        return EXIT_WORLD;
    }
    return k->bad ? EXIT_FOUND : EXIT_DONE;
}

int policy_answers(int argc, char **argv)
{
    struct asking k = { .lang = S("zh") };
    struct str args[ARGS];
    size_t n, first = 0;
    const struct option_spec options[] = { { "--facts", &k.facts, NULL }, { "--granted", &k.granted, NULL }, { "--date", &k.date, NULL },
        { "--policy", &k.policy, NULL }, { "--dictionary", &k.dictionary, NULL }, { "--lang", &k.lang, NULL }, { "--json", NULL, &k.json },
        { "--receipt", &k.receipt, NULL } };
    int done = cli_options(argc, argv, help, options, LEN(options), args, &n, ARGS);
    if (done >= 0) return done;
    if (n && str_find(args[0], S("=")) < 0) k.path = args[first++];
    arena_init(&k.a, LIMIT_BATCH_ARENA);
    done = answers(&k, args + first, n - first);
    arena_free(&k.a);
    return done;
}

/* `explain P11c ...` is `eval --policy P11c ...`. */
int policy_explain_main(int argc, char **argv)
{
    char *args[ARGS + 2] = { argv[0], (char[]){ "--policy" } };
    if (argc < 2 || argc > ARGS) { fputs(help, stderr); return EXIT_USAGE; }
    if (argv[1][0] == '-') return policy_answers(argc, argv);
    for (int i = 1; i < argc; i++) args[i + 1] = argv[i];
    return policy_answers(argc + 1, args);
}
