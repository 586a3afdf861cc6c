/* file_result.c: the file a timetable leaves. It names its inputs by their SHA-256, proves its bound by the meetings marked
** "crowded", and ends with a seal, the SHA-256 of all that stands before it: a number changed anywhere is found. Who changes
** the seal, too, is found by whoever kept the published one. */
#include "app/fairs/file.h"
#include "base/json.h"
#include "web/secret.h"

static struct str hash_of(struct arena *a, struct str bytes)
{
    uint8_t h[32];
    sha256(bytes, h);
    return hex(a, h, sizeof h);
}

void fair_result_put(struct out *o, const struct fair_sheets *m, const struct fair_plan *p)
{
    size_t from = o->n;
    put_f(o, "{\"ballast_fair\": 2,\n \"slots\": %lld, \"tables\": %lld, \"travel\": %lld,\n \"inputs\": [", (long long)m->slots,
        (long long)m->tables, (long long)m->travel);
    for (size_t i = 0; i < m->nfiles; i++) {
        put_z(o, i ? ",\n  {\"file\": " : "\n  {\"file\": ");
        put_json(o, m->file[i].name);
        put_z(o, ", \"sha256\": ");
        put_json(o, hash_of(m->a, m->file[i].bytes));
        put_c(o, '}');
    }
    put_f(o, "],\n \"sums\": {\"meetings\": %d, \"placed\": %d, \"most\": %d},\n \"meetings\": [", m->f.meetings, p->placed, p->most);
    for (int32_t i = 0; i < m->f.meetings; i++) {
        put_z(o, i ? ",\n  {\"from\": " : "\n  {\"from\": ");
        put_json(o, m->left.list.v[m->f.a[i]]);
        put_z(o, ", \"with\": ");
        put_json(o, m->right.list.v[m->f.b[i]]);
        put_f(o, ", \"slot\": %d, \"crowded\": %d}", p->slot[i] + 1, p->crowded[i]);
    }
    put_z(o, "],\n \"seal\": ");
    struct str before = str_sub(out_str(o), from, o->n);
    put_json(o, hash_of(m->a, before));
    put_z(o, "}\n");
}

static bool take(const struct json_node *object, const char *name, int64_t low, int64_t high, int64_t *v)
{
    const struct json_node *n = object && object->kind == JSON_OBJECT ? json_get(object, name) : NULL;
    return n && n->kind == JSON_NUMBER && str_int(n->text, v) && *v >= low && *v <= high;
}

static struct str text_of(const struct json_node *object, const char *name)
{
    const struct json_node *n = object && object->kind == JSON_OBJECT ? json_get(object, name) : NULL;
    return n && n->kind == JSON_TEXT ? n->text : STR_NONE;
}

static enum rc inputs_same(const struct fair_sheets *m, const struct json_node *list, struct err *e)
{
    size_t i = 0;
    if (!list || list->kind != JSON_LIST) return fail(e, RC_INPUT, "the inputs are missing");
    for (const struct json_node *n = list->first; n; n = n->next, i++)
        if (i == m->nfiles || !str_eq(text_of(n, "sha256"), hash_of(m->a, m->file[i].bytes)))
            return fail(e, RC_REFUSED, "these are not the files the result was made from, in the same order");
    return i == m->nfiles ? RC_OK : fail(e, RC_REFUSED, "the result was made from %zu files", i);
}

static enum rc plan_read(struct fair_sheets *m, const struct json_node *top, struct fair_plan *p, struct err *e)
{
    const struct json_node *sums = json_get(top, "sums"), *list = json_get(top, "meetings");
    int64_t meetings, placed, most, slot, crowded;
    int32_t i = 0;
    if (!list || list->kind != JSON_LIST) return fail(e, RC_INPUT, "the meetings are missing");
    if (!take(sums, "meetings", m->f.meetings, m->f.meetings, &meetings) || !take(sums, "placed", 0, meetings, &placed)
        || !take(sums, "most", 0, meetings, &most))
        return fail(e, RC_REFUSED, "the sums are not those of %d meetings", m->f.meetings);
    *p = (struct fair_plan){ .placed = (int32_t)placed,
        .most = (int32_t)most,
        .slot = NEWS(m->a, int8_t, m->from.n + 1),
        .crowded = NEWS(m->a, uint8_t, m->from.n + 1) };
    for (const struct json_node *n = list->first; n; n = n->next, i++) {
        if (i == m->f.meetings || !str_eq(text_of(n, "from"), m->left.list.v[m->f.a[i]])
            || !str_eq(text_of(n, "with"), m->right.list.v[m->f.b[i]]) || !take(n, "slot", 0, m->slots, &slot)
            || !take(n, "crowded", 0, 3, &crowded))
            return fail(e, RC_REFUSED, "meeting %d of the result is not that of the table", i + 1);
        p->slot[i] = (int8_t)(slot - 1);
        p->crowded[i] = (uint8_t)crowded;
    }
    return i == m->f.meetings ? RC_OK : fail(e, RC_REFUSED, "the result lists %d meetings, the table %d", i, m->f.meetings);
}

/* File names are no part of what is proved: those of the result stand in for those on the command line. */
static void names_taken(struct fair_sheets *m, const struct json_node *list)
{
    size_t i = 0;
    for (const struct json_node *n = list->first; n; n = n->next) m->file[i++].name = text_of(n, "file");
}

/* Written again, the same comes out. */
static enum rc sealed(struct fair_sheets *m, const struct json_node *top, const struct fair_plan *p, struct str bytes, struct err *e)
{
    struct out o;
    out_init(&o, m->a);
    names_taken(m, json_get(top, "inputs"));
    fair_result_put(&o, m, p);
    if (!str_eq(str_trim(out_str(&o)), str_trim(bytes)))
        return fail(e, RC_REFUSED, "the seal is broken: the file was changed after it was written");
    return RC_OK;
}

static enum rc result_parse(struct arena *a, struct str bytes, struct json_node **top, struct err *e)
{
    enum rc rc = json_parse_long(a, bytes, LIMIT_FAIR_MEETINGS, FAIR_FILE_NODES, top, e);
    if (rc == RC_OK) return rc;
    const char *what = str_z(a, str_from(e->text));
    return fail_at(e, rc, e->line, e->col, "the result: %s", what);
}

enum rc fair_result_inputs(struct arena *a, struct str bytes, struct strs *names, struct err *e)
{
    struct json_node *top;
    TRY(result_parse(a, bytes, &top, e));
    const struct json_node *list = top->kind == JSON_OBJECT ? json_get(top, "inputs") : NULL;
    if (!list || list->kind != JSON_LIST) return fail(e, RC_INPUT, "the inputs are missing");
    for (const struct json_node *n = list->first; n; n = n->next) *PUSH(a, names) = text_of(n, "file");
    return RC_OK;
}

enum rc fair_result_read(struct fair_sheets *m, struct str bytes, struct fair_plan *p, struct err *e)
{
    struct json_node *top;
    int64_t version, slots;
    TRY(result_parse(m->a, bytes, &top, e));
    if (!take(top, "ballast_fair", 2, 2, &version)) return fail(e, RC_INPUT, "this is no timetable: \"ballast_fair\" is not 2");
    if (!take(top, "slots", 1, FAIR_SLOTS, &slots) || !take(top, "tables", 0, LIMIT_FAIR_MEETINGS, &m->tables)
        || !take(top, "travel", 0, 24 * 60, &m->travel))
        return fail(e, RC_INPUT, "slots, tables or travel are missing");
    m->slots = slots;
    TRY(inputs_same(m, json_get(top, "inputs"), e));
    TRY(fair_sheets_read(m, e));
    if (m->slots != slots) return fail(e, RC_REFUSED, "the table has %lld slots, the result %lld", (long long)m->slots, (long long)slots);
    TRY(plan_read(m, top, p, e));
    return sealed(m, top, p, bytes, e);
}
