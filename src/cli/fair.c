/* fair.c: `ballast fair`: a timetable of meetings out of two tables, and its check; no database. */
#include "cli/round.h"
#include "engine/assign/fair.h"
#include "base/json.h"
#include "web/sheet.h"

static const char help[] =
    "usage: ballast fair solve MEETINGS [PEOPLE] --slots N [--tables N] [--out RESULT]\n"
    "       ballast fair verify RESULT MEETINGS [PEOPLE]\n"
    "\n"
    "solve gives every meeting a slot: nobody has two at a time, nobody meets when she is away, no slot has more meetings\n"
    "than tables. What cannot be placed is proved, as far as one person's slots prove it. verify checks a result with code\n"
    "of its own. Tables (CSV, TSV or XLSX) with headings in Chinese or English:\n"
    "  meetings  from 甲方, with 乙方; rank 级别 (0 to 9; the smaller is placed first)\n"
    "  people    person 参会方, here 在场时段 (\"1-8; 11\"); who is not named is there all the time\n"
    "\n"
    "  --slots N     how many slots the fair has, 1 to 64\n"
    "  --tables N    meetings a slot has room for (default: no limit)\n"
    "  --out RESULT  where to write (default: standard output)\n"
    "\n"
    "example: ballast fair solve meetings.csv people.csv --slots 24 --tables 60 --out timetable.json\n"
    "exit codes: 0 all are placed, or it holds; 1 some cannot be placed (they are in the result), or it does not hold;\n"
    "            2 the call or a file is wrong, 3 disk or memory\n";

struct meet {
    struct arena *a;
    struct round_file file[2];
    size_t nfiles;
    struct names left, right;
    struct { uint64_t *v; size_t n, cap; } here_left, here_right;
    struct { int32_t *v; size_t n, cap; } from, with;
    struct { uint8_t *v; size_t n, cap; } rank;
    int32_t *tables;
    int64_t slots, room;                        /* room: tables of each slot; 0 = no limit */
    struct fair f;
};

/* --- tables */
static int column_of(const struct sheet_row *head, struct str zh, struct str en)
{
    for (size_t c = 0; c < head->n; c++) if (str_eq(head->v[c], zh) || str_eq_nocase(head->v[c], en)) return (int)c;
    return -1;
}

static struct str cell(const struct sheet_row *row, int column) { return column < 0 ? STR_NONE : sheet_cell(row, (size_t)column); }

static enum rc person_add(struct meet *m, const struct sheet_row *row, int column, bool right, int32_t *to, struct err *e)
{
    struct str name = cell(row, column);
    struct names *own = right ? &m->right : &m->left;
    bool fresh;
    if (!name.n) return fail_at(e, RC_INPUT, row->line, column + 1, "a meeting has two sides");
    if (names_find(right ? &m->left : &m->right, name) >= 0) return fail_at(e, RC_INPUT, row->line, column + 1, "'%.*s' stands on both sides", STR_FMT(name));
    *to = names_add(m->a, own, name, &fresh);
    if (!fresh) return RC_OK;
    if (right) *PUSH(m->a, &m->here_right) = ~UINT64_C(0);
    else *PUSH(m->a, &m->here_left) = ~UINT64_C(0);
    return RC_OK;
}

static enum rc meetings_read(struct meet *m, const struct sheet *s, struct err *e)
{
    int from = column_of(&s->v[0], S("甲方"), S("from")), with = column_of(&s->v[0], S("乙方"), S("with")), rank = column_of(&s->v[0], S("级别"), S("rank"));
    if (from < 0 || with < 0) return fail_at(e, RC_INPUT, s->v[0].line, 0, "a table of meetings is headed from (甲方) and with (乙方)");
    for (size_t i = 1; i < s->n; i++) {
        struct str r = cell(&s->v[i], rank);
        int64_t v = 0;
        if (r.n && (!str_int(r, &v) || v < 0 || v > 9)) return fail_at(e, RC_INPUT, s->v[i].line, rank + 1, "rank is 0 to 9, not '%.*s'", STR_FMT(r));
        TRY(person_add(m, &s->v[i], from, false, PUSH(m->a, &m->from), e));
        TRY(person_add(m, &s->v[i], with, true, PUSH(m->a, &m->with), e));
        *PUSH(m->a, &m->rank) = (uint8_t)v;
    }
    return RC_OK;
}

/* "1-8; 11": slots from 1; also "、" and "，" between them. */
static bool slots_read(struct meet *m, struct str s, uint64_t *set)
{
    struct str piece;
    static const struct str marks[] = { SI("、"), SI("，"), SI("；"), SI(",") };
    struct out o;
    out_init(&o, m->a);
    for (size_t i = 0; i < s.n;) {
        size_t k = 0;
        while (k < LEN(marks) && !str_starts(str_sub(s, i, s.n), marks[k])) k++;
        put_c(&o, k < LEN(marks) ? ';' : s.p[i]);
        i += k < LEN(marks) ? marks[k].n : 1;
    }
    *set = 0;
    for (s = out_str(&o); str_cut(&s, ';', &piece);) {
        struct str low, high;
        int64_t x, y;
        piece = str_trim(piece);
        if (!piece.n) continue;
        high = piece;
        str_cut(&high, '-', &low);
        if (!high.p) high = low;
        if (!str_int(str_trim(low), &x) || !str_int(str_trim(high), &y) || x < 1 || y < x || y > m->slots) return false;
        for (; x <= y; x++) *set |= UINT64_C(1) << (x - 1);
    }
    return true;
}

static enum rc people_read(struct meet *m, const struct sheet *s, struct err *e)
{
    int person = column_of(&s->v[0], S("参会方"), S("person")), here = column_of(&s->v[0], S("在场时段"), S("here"));
    if (person < 0 || here < 0) return fail_at(e, RC_INPUT, s->v[0].line, 0, "a table of people is headed person (参会方) and here (在场时段)");
    for (size_t i = 1; i < s->n; i++) {
        struct str name = cell(&s->v[i], person);
        int32_t left = names_find(&m->left, name), right = names_find(&m->right, name);
        uint64_t set;
        if (!slots_read(m, cell(&s->v[i], here), &set)) return fail_at(e, RC_INPUT, s->v[i].line, here + 1, "slots are written 1-8; 11, from 1 to %lld", (long long)m->slots);
        if (left >= 0) m->here_left.v[left] = set;
        if (right >= 0) m->here_right.v[right] = set;
    }
    return RC_OK;
}

static enum rc files_read(struct meet *m, const struct str *paths, size_t n, struct err *e)
{
    for (size_t i = 0; i < n; i++) {
        struct sheet s = { .max_rows = LIMIT_FAIR_MEETINGS + 1 };
        struct str rest = paths[i];
        for (struct str piece; str_cut(&rest, '/', &piece);) m->file[i].name = piece;
        TRY(cli_read_file(m->a, str_z(m->a, paths[i]), ROUND_FILE_MOST, &m->file[i].bytes, e));
        m->nfiles++;
        TRY(sheet_read(m->a, m->file[i].bytes, &s, e));
        TRY(i == 0 ? meetings_read(m, &s, e) : people_read(m, &s, e));
    }
    if (m->room) m->tables = NEWS(m->a, int32_t, FAIR_SLOTS);
    for (int i = 0; m->room && i < FAIR_SLOTS; i++) m->tables[i] = (int32_t)m->room;
    m->f = (struct fair){ .left = (int32_t)m->left.list.n, .right = (int32_t)m->right.list.n, .meetings = (int32_t)m->from.n, .slots = (int32_t)m->slots,
        .here_left = m->here_left.v, .here_right = m->here_right.v, .a = m->from.v, .b = m->with.v, .rank = m->rank.v, .tables = m->tables };
    return RC_OK;
}

/* --- the result */
static void result_put(struct out *o, const struct meet *m, const struct fair_plan *p)
{
    put_f(o, "{\"ballast_fair\": 1,\n \"slots\": %lld, \"tables\": %lld,\n \"inputs\": [", (long long)m->slots, (long long)m->room);
    for (size_t i = 0; i < m->nfiles; i++) {
        put_z(o, i ? ",\n  {\"file\": " : "\n  {\"file\": ");
        put_json(o, m->file[i].name);
        put_z(o, ", \"sha256\": ");
        put_json(o, round_hash(m->a, m->file[i].bytes));
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
    put_z(o, "]}\n");
}

static bool take(const struct json_node *object, const char *name, int64_t low, int64_t high, int64_t *v)
{
    const struct json_node *n = object && object->kind == JSON_OBJECT ? json_get(object, name) : NULL;
    return n && n->kind == JSON_NUMBER && str_int(n->text, v) && *v >= low && *v <= high;
}

static bool is_text(const struct json_node *object, const char *name, struct str want)
{
    const struct json_node *n = object && object->kind == JSON_OBJECT ? json_get(object, name) : NULL;
    return n && n->kind == JSON_TEXT && str_eq(n->text, want);
}

static enum rc result_read(struct meet *m, const struct json_node *top, struct fair_plan *p, struct err *e)
{
    const struct json_node *inputs = json_get(top, "inputs"), *sums = json_get(top, "sums"), *list = json_get(top, "meetings");
    int64_t meetings, placed, most, slot, crowded;
    size_t i = 0;
    if (!inputs || inputs->kind != JSON_LIST || !sums || !list || list->kind != JSON_LIST) return fail(e, RC_INPUT, "inputs, sums or meetings are missing");
    for (const struct json_node *n = inputs->first; n; n = n->next, i++)
        if (i == m->nfiles || !is_text(n, "sha256", round_hash(m->a, m->file[i].bytes)))
            return fail(e, RC_REFUSED, "these are not the files the result was made from");
    if (i != m->nfiles) return fail(e, RC_REFUSED, "the result was made from %zu files", i);
    if (!take(sums, "meetings", m->f.meetings, m->f.meetings, &meetings) || !take(sums, "placed", 0, meetings, &placed) || !take(sums, "most", 0, meetings, &most))
        return fail(e, RC_REFUSED, "the sums are not those of %d meetings", m->f.meetings);
    *p = (struct fair_plan){ .placed = (int32_t)placed, .most = (int32_t)most, .slot = NEWS(m->a, int8_t, m->from.n + 1), .crowded = NEWS(m->a, uint8_t, m->from.n + 1) };
    i = 0;
    for (const struct json_node *n = list->first; n; n = n->next, i++) {
        if (i == m->from.n || !is_text(n, "from", m->left.list.v[m->f.a[i]]) || !is_text(n, "with", m->right.list.v[m->f.b[i]]) ||
            !take(n, "slot", 0, m->slots, &slot) || !take(n, "crowded", 0, 3, &crowded)) return fail(e, RC_REFUSED, "meeting %zu of the result is not that of the table", i + 1);
        p->slot[i] = (int8_t)(slot - 1);
        p->crowded[i] = (uint8_t)crowded;
    }
    return i == m->from.n ? RC_OK : fail(e, RC_REFUSED, "the result lists %zu meetings, the table %zu", i, m->from.n);
}

/* --- the two things it does */
struct call { struct arena a; struct meet m; struct fair_plan plan; struct out o; struct str args[4], slots, tables, out; size_t nargs; struct err e; };

static enum rc guarded(struct call *c, enum rc (*step)(struct call *))
{
    if (arena_guard(&c->a) != 0) return fail(&c->e, RC_LIMIT, "the fair needs more memory than a batch may use");
    enum rc rc = step(c);
    arena_unguard(&c->a);
    return rc;
}

static enum rc step_files(struct call *c) { return files_read(&c->m, c->args + 1, c->nargs - 1, &c->e); }
static enum rc step_put(struct call *c) { out_init(&c->o, &c->a); result_put(&c->o, &c->m, &c->plan); out_str(&c->o); return RC_OK; }

static enum rc step_result(struct call *c)
{
    struct str bytes;
    struct json_node *top;
    int64_t version;
    TRY(cli_read_file(&c->a, str_z(&c->a, c->args[1]), ROUND_FILE_MOST, &bytes, &c->e));
    TRY(json_parse_long(&c->a, bytes, LIMIT_FAIR_MEETINGS, ROUND_JSON_NODES, &top, &c->e));
    if (!take(top, "ballast_fair", 1, 1, &version)) return fail(&c->e, RC_INPUT, "this is no timetable: \"ballast_fair\" is not 1");
    if (!take(top, "slots", 1, FAIR_SLOTS, &c->m.slots) || !take(top, "tables", 0, LIMIT_FAIR_MEETINGS, &c->m.room)) return fail(&c->e, RC_INPUT, "slots or tables are missing");
    TRY(files_read(&c->m, c->args + 2, c->nargs - 2, &c->e));
    return result_read(&c->m, top, &c->plan, &c->e);
}

static enum rc solve(struct call *c)
{
    TRY(guarded(c, step_files));
    TRY(fair_solve(&c->a, &c->m.f, &c->plan, &c->e));
    TRY(guarded(c, step_put));
    FILE *f = c->out.p ? fopen(c->out.p, "wb") : stdout;
    if (!f) return fail(&c->e, RC_IO, "%.*s cannot be written", STR_FMT(c->out));
    bool fine = fwrite(c->o.p, 1, c->o.n, f) == c->o.n && fflush(f) == 0;
    if (c->out.p) fine &= fclose(f) == 0;
    if (!fine) return fail(&c->e, RC_IO, "the timetable cannot be written");
    if (c->plan.placed == c->m.f.meetings) return RC_OK;
    return fail(&c->e, RC_REFUSED, "%d of %d meetings are placed; no more than %d can be", c->plan.placed, c->m.f.meetings, c->plan.most);
}

static enum rc verify(struct call *c)
{
    TRY(guarded(c, step_result));
    TRY(fair_proof(&c->a, &c->m.f, &c->plan, &c->e));
    printf("%.*s holds: %d of %d meetings are placed, no more than %d can be\n", STR_FMT(c->args[1]), c->plan.placed, c->m.f.meetings, c->plan.most);
    return RC_OK;
}

static int say(const char *what)
{
    fprintf(stderr, "ballast fair: %s; see --help\n", what);
    return EXIT_USAGE;
}

static int run(struct call *c)
{
    bool solving = c->nargs && str_eq(c->args[0], S("solve")), verifying = c->nargs && str_eq(c->args[0], S("verify"));
    if (!solving && !verifying) return say("say solve or verify");
    if (solving && (c->nargs < 2 || c->nargs > 3)) return say("give a table of meetings, and perhaps one of people");
    if (verifying && c->nargs < 3) return say("give the result and the tables it was made from");
    if (solving && (!str_int(c->slots, &c->m.slots) || c->m.slots < 1 || c->m.slots > FAIR_SLOTS)) return say("--slots is 1 to 64");
    if (c->tables.p && (!str_int(c->tables, &c->m.room) || c->m.room < 1 || c->m.room > LIMIT_FAIR_MEETINGS)) return say("--tables is a whole number from 1");
    enum rc rc = solving ? solve(c) : verify(c);
    if (rc == RC_OK) return EXIT_DONE;
    if (rc != RC_REFUSED) return cli_fail("fair", rc, &c->e);
    fprintf(stderr, "ballast fair: %s\n", c->e.text);
    return EXIT_FOUND;
}

int fair_main(int argc, char **argv)
{
    struct call c = { .nargs = 0 };
    const struct option_spec spec[] = { { "--slots", &c.slots, NULL }, { "--tables", &c.tables, NULL }, { "--out", &c.out, NULL } };
    int rc = cli_options(argc, argv, help, spec, LEN(spec), c.args, &c.nargs, LEN(c.args));
    if (rc >= 0) return rc;
    arena_init(&c.a, (size_t)2 * LIMIT_BATCH_ARENA);
    c.m.a = &c.a;
    rc = run(&c);
    arena_free(&c.a);
    return rc;
}
