/* policy_fuzz.c: any bytes as a fact dictionary, as a policy with its envelope, as facts, a history and a receipt in JSON,
** and as the cells of a vector. They are read or refused with a reason; what is read as a policy is asked and explained,
** what is read as a dictionary finds its own names, and a receipt that was written reads back. */
#include "cli/policy.h"
#include "engine/rules/explain.h"
#include "engine/rules/receipt.h"

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n);

enum { FUZZ_ARENA = 64 * 1024 * 1024 };
#define HEAD "code\tzh\ten\ttype\tunit\tallowed\tsource\tfresh_days\tsupplier\tgrows\n"
static const char dictionary[] = HEAD "today\t今天\ttoday\tdate\t\t\t\t\tdata\tday\ncategory\t人员类别\tcategory\tstring\t\t毕业生=graduate|其他=other\t\t\tperson\t\n"
    "insured_months\t社保月数\tmonths insured\tnumber\tmonth\t[0..600]\t\t\tdata\tmonth\nregistered_in\t登记地\tregistered in\tstring\t\t\t\t\tdata\t\nroster\t名册\troster\tlist<context>\t\t\t\t\temployer\t\n";

static struct policy_register *small_register(struct arena *a)
{
    struct facts *f;
    must(facts_read(a, str_from(dictionary), &f, NULL) == RC_OK);
    return register_new(a, f, NULL);
}

static void as_dictionary(struct arena *a, struct str bytes)
{
    struct facts *f;
    struct err e = { 0 };
    enum rc rc = facts_read(a, bytes, &f, &e);
    if (rc != RC_OK) { must(e.rc == rc && e.text[0]); return; }
    for (size_t i = 0; i < f->n; i++)
        must(facts_find(f, f->v[i].code) == &f->v[i] && facts_find(f, f->v[i].zh) == &f->v[i] && facts_find(f, f->v[i].en) == &f->v[i]);
}

static void as_policy(struct arena *a, struct str bytes)
{
    struct policy_register *reg = small_register(a);
    struct given_facts facts = { 0 };
    struct grants none = { .known = true };
    struct register_answer r;
    struct err e = { 0 };
    enum rc rc = register_add(reg, bytes, S("00"), S("fuzz.dmn"), &e);
    if (rc != RC_OK) { must(e.rc == rc && e.text[0]); return; }
    struct register_question q = { .reg = reg,
        .policy = reg->policies.v[0],
        .date = { 2024, 6, 1 },
        .facts = &facts,
        .granted = &none,
        .benefit = reg->policies.v[0]->envelope->benefits.v[0].id };
    must(policy_fact_set(a, reg->facts, S("insured_months"), S("4"), &facts, NULL) == RC_OK);
    register_ask(a, &q, &r);
    must(register_explain(a, &q, &r, FEEL_ZH).n && register_explain(a, &q, &r, FEEL_EN).n);
}

static void as_json(struct arena *a, struct str bytes)
{
    struct policy_register *reg = small_register(a);
    struct receipt r;
    struct err e = { 0 };
    struct json_node *n;
    struct given_facts facts = { 0 };
    if (receipt_read(a, reg->facts, bytes, &r, &e) != RC_OK) must(e.text[0]);
    if (json_parse(a, bytes, &n, NULL) == RC_OK && given_read_facts(a, reg->facts, n, &facts, &e) != RC_OK) must(e.text[0]);
}

static void as_cells(struct arena *a, struct str bytes)
{
    struct policy_register *reg = small_register(a);
    struct given_facts facts = { 0 };
    struct grants had = { 0 };
    struct err e = { 0 };
    if (!utf8_valid(bytes)) return;                               /* cells come out of web/sheet.c, which sees to it */
    if (policy_facts_text(a, reg->facts, bytes, &facts, &e) != RC_OK) must(e.text[0]);
    if (policy_grants_text(a, bytes, &had, &e) != RC_OK) must(e.text[0]);
}

int LLVMFuzzerTestOneInput(const uint8_t *p, size_t n)
{
    static void (*const readers[])(struct arena *, struct str) = { as_dictionary, as_policy, as_json, as_cells };
    struct str bytes = { (const char *)p, n };
    struct arena a;
    for (size_t i = 0; i < LEN(readers); i++) {
        arena_init(&a, FUZZ_ARENA);
        if (arena_guard(&a) == 0) readers[i](&a, bytes);
        arena_free(&a);
    }
    return 0;
}
