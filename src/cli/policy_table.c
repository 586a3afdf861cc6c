/* policy_table.c: a decision table to Excel and back.
**
**     规则 (FIRST) | 类别 | 月数 | → 金额 | 出处
**     r1           | ...  | >= 6 | 15000  | 第二项      one row a rule; the heading holds the hit policy
**
** Officers edit the cells; `import-table` reads them back into the model. A
** rule is known by its id in the first column, so that its sources stay with
** it; rows without one are new. Dates typed as Excel dates and words of a text
** column without quotes are taken for what they mean. What does not parse comes
** back by cell, and as the same workbook with those cells marked. */
#include "cli/policy.h"
#include "engine/rules/dmn_write.h"
#include "web/book.h"
#include "web/sheet.h"

static const char help[] =
    "usage: ballast policy import-table FILE.xlsx INTO.dmn [--out OUT.dmn] [--marked MARKED.xlsx]\n\n"
    "Reads a table that `ballast policy export --xlsx` wrote, and somebody edited, back into its model. Columns are found by\n"
    "their headings, rules by their id; the hit policy stands in the first heading: (FIRST). The new model is written as\n"
    "DMN 1.5 to OUT (default: standard output) only when everything parses; else each fault is printed with its cell, and\n"
    "with --marked the same workbook is written with those cells marked.\n\n"
    "exit codes: 0 done, 1 faults in cells, 2 usage or a wrong file, 3 disk or memory\n";

static const char *const hits[] = { "UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT" };

/* A decision's table, or the first table there is. */
static struct dmn_table *table_of(const struct dmn_model *m, struct str decision, const struct dmn_node **node)
{
    for (size_t i = 0; i < m->nodes.n; i++) {
        *node = &m->nodes.v[i];
        if ((*node)->kind == NODE_DECISION && (*node)->expr && (*node)->expr->kind == DMN_TABLE
            && (!decision.n || str_eq(decision, (*node)->name)))
            return (*node)->expr->table;
    }
    return NULL;
}

static int no_table(struct str path)
{
    fprintf(stderr, "ballast policy: %.*s has no such decision table\n", STR_FMT(path));
    return EXIT_USAGE;
}

static struct str input_heading(const struct dmn_input *x) { return x->label.n ? x->label : x->text; }
static struct str output_heading(struct arena *a, const struct dmn_output *x, struct str decision)
{
    struct str name = x->label.n ? x->label : x->name.n ? x->name : decision;
    return str_printf(a, "→ %.*s", STR_FMT(name));
}

/* ------------------------------------------------------------------ out */

static struct str source_text(struct arena *a, const struct dmn_rule *r)
{
    struct str s = S("");
    for (const struct xml_node *c = r->extension ? r->extension->first : NULL; c; c = c->next)
        if (str_eq(c->name, S("source")))
            s = str_printf(a, "%.*s%s%.*s %.*s", STR_FMT(s), s.n ? "\n" : "", STR_FMT(xml_attr(c, "clause")), STR_FMT(xml_attr(c, "zh")));
    return s;
}

static struct str column_note(struct arena *a, struct str text, struct str type, struct str values)
{
    return str_printf(a, "%.*s%s%.*s%s%.*s", STR_FMT(text), type.n ? "\n" : "", STR_FMT(type), values.n ? "\n" : "", STR_FMT(values));
}

static void lay_out(struct arena *a, const struct dmn_table *t, const struct dmn_node *node, struct book *b)
{
    size_t n = t->inputs.n + t->outputs.n + 2;
    struct book_column *c = NEWS(a, struct book_column, n);
    struct str *cells = NEWS(a, struct str, n * t->rules.n + 1);
    c[0] = (struct book_column){ .title = str_printf(a, "规则 (%s)", hits[t->hit]),
        .note = S("命中策略写在括号里；新增的行留空编号。The hit policy stands in the brackets; new rows need no id."),
        .width = 16 };
    for (size_t i = 0; i < t->inputs.n; i++)
        c[1 + i] = (struct book_column){ .title = input_heading(&t->inputs.v[i]),
            .note = column_note(a, t->inputs.v[i].text, t->inputs.v[i].type_ref, t->inputs.v[i].values),
            .width = 20 };
    for (size_t i = 0; i < t->outputs.n; i++)
        c[1 + t->inputs.n + i] = (struct book_column){ .title = output_heading(a, &t->outputs.v[i], node->name),
            .note = column_note(a, S(""), t->outputs.v[i].type_ref, t->outputs.v[i].values),
            .width = 20 };
    c[n - 1] = (struct book_column){ .title = S("出处"),
        .note = S("只供阅读，改动不会导入。For reading; changes here are not taken over."),
        .width = 40 };
    for (size_t r = 0; r < t->rules.n; r++) {
        struct str *row = cells + r * n;
        row[0] = t->rules.v[r].id.n ? t->rules.v[r].id : str_printf(a, "#%zu", r + 1);
        for (size_t i = 0; i < t->inputs.n; i++) row[1 + i] = t->rules.v[r].in.v[i];
        for (size_t i = 0; i < t->outputs.n; i++) row[1 + t->inputs.n + i] = t->rules.v[r].out.v[i];
        row[n - 1] = source_text(a, &t->rules.v[r]);
    }
    *b = (struct book){ .name = node->name, .version = node->name, .columns = c, .ncolumns = n, .cells = cells, .nrows = t->rules.n };
}

static enum rc put_file(struct arena *a, struct str path, struct str bytes, struct err *e)
{
    FILE *f = fopen(str_z(a, path), "wb");
    bool ok = f && fwrite(bytes.p, 1, bytes.n, f) == bytes.n;
    if (f && fclose(f) != 0) ok = false;
    return ok ? RC_OK : fail(e, RC_IO, "%.*s: cannot be written", STR_FMT(path));
}

int policy_table_out(struct arena *a, struct str path, struct str decision, struct str to)
{
    struct dmn_program *p;
    const struct dmn_model *m;
    struct err e = { 0 };
    const struct dmn_node *node;
    struct book book;
    struct str bytes;
    enum rc rc = policy_load_model(a, path, &m, &p, &e);
    if (rc != RC_OK) return cli_fail(str_z(a, path), rc, &e);
    const struct dmn_table *t = table_of(m, decision, &node);
    if (!t) return no_table(path);
    lay_out(a, t, node, &book);
    rc = book_write(a, &book, &bytes, &e);
    if (rc == RC_OK) rc = put_file(a, to, bytes, &e);
    return rc == RC_OK ? EXIT_DONE : cli_fail(str_z(a, to), rc, &e);
}

/* ------------------------------------------------------------------ in */

struct import {
    struct arena *a; struct sheet sheet; struct dmn_table *t; const struct dmn_node *node;
    size_t *column;                         /* of the sheet, for each input, then each output */
    struct { struct book_mark *v; size_t n, cap; } marks;
};

static void mark(struct import *k, size_t row, size_t column, struct str text)
{
    char name[4] = { 0 };
    if (column < 26) name[0] = (char)('A' + column);
    else { name[0] = (char)('A' + column / 26 - 1); name[1] = (char)('A' + column % 26); }
    printf("%s%d: ", name, k->sheet.v[row].line);
    cli_text(stdout, text);
    putchar('\n');
    if (row > 0) *PUSH(k->a, &k->marks) = (struct book_mark){ row - 1, column, text };
}

static bool find_column(struct import *k, struct str heading, size_t *at)
{
    for (size_t i = 0; i < k->sheet.v[0].n; i++)
        if (str_eq(k->sheet.v[0].v[i], heading)) { *at = i; return true; }
    mark(k, 0, 0, str_printf(k->a, "没有“%.*s”列。There is no column \"%.*s\".", STR_FMT(heading), STR_FMT(heading)));
    return false;
}

static bool hit_policy(struct import *k)
{
    struct str head = sheet_cell(&k->sheet.v[0], 0);
    ptrdiff_t open = str_find(head, S("(")), close = str_find(head, S(")"));
    struct str word = open >= 0 && close > open ? str_sub(head, (size_t)open + 1, (size_t)(close - open - 1)) : STR_NONE;
    for (size_t i = 0; i < LEN(hits); i++)
        if (str_eq(word, str_from(hits[i]))) { k->t->hit = (enum dmn_hit)i; return true; }
    mark(k, 0, 0, S("括号里应是命中策略，例如 (FIRST)。The brackets hold the hit policy, such as (FIRST)."));
    return false;
}

static bool all_columns(struct import *k)
{
    bool ok = hit_policy(k);
    for (size_t i = 0; i < k->t->inputs.n; i++) ok &= find_column(k, input_heading(&k->t->inputs.v[i]), &k->column[i]);
    for (size_t i = 0; i < k->t->outputs.n; i++)
        ok &= find_column(k, output_heading(k->a, &k->t->outputs.v[i], k->node->name), &k->column[k->t->inputs.n + i]);
    return ok;
}

/* 毕业生，退役军人 in a text column are two texts. */
static struct str quoted_words(struct arena *a, struct str s)
{
    struct out o;
    out_init(&o, a);
    for (size_t at = 0, from = 0; at <= s.n;) {
        size_t next = at, end = at;
        uint32_t cp = at < s.n ? utf8_next(s, &next) : ',';
        if (cp != ',' && cp != 0xFF0C && cp != 0x3001) { at = next; continue; }
        if (o.n) put_z(&o, ", ");
        put_f(&o, "\"%.*s\"", STR_FMT(str_trim(str_sub(s, from, end - from))));
        if (at == s.n) break;
        from = at = next;
    }
    return out_str(&o);
}

/* What somebody types who does not think of FEEL. */
static struct str meant(struct arena *a, struct str cell, struct str type, bool input)
{
    struct date d;
    if (!cell.n) return input ? S("-") : S("");
    if (str_eq(type, S("date")) && temporal_parse_date(cell, &d)) return str_printf(a, "date(\"%.*s\")", STR_FMT(cell));
    if (!str_eq(type, S("string")) || str_find(cell, S("\"")) >= 0 || str_eq(cell, S("-")) || str_eq(cell, S("null"))
        || str_find(cell, S("(")) >= 0 || str_find(cell, S("?")) >= 0)
        return cell;
    return feel_is_name(cell) && !input ? cell : quoted_words(a, cell);
}

static const struct dmn_rule *known_rule(const struct dmn_table *t, struct str id)
{
    int64_t n;
    for (size_t i = 0; i < t->rules.n; i++) if (id.n && str_eq(t->rules.v[i].id, id)) return &t->rules.v[i];
    if (str_starts(id, S("#")) && str_int(str_sub(id, 1, id.n), &n) && n > 0 && (uint64_t)n <= t->rules.n) return &t->rules.v[n - 1];
    return NULL;
}

static struct dmn_table taken(struct import *k)
{
    struct dmn_table new = *k->t;
    memset(&new.rules, 0, sizeof new.rules);
    for (size_t r = 1; r < k->sheet.n; r++) {
        const struct dmn_rule *old = known_rule(k->t, sheet_cell(&k->sheet.v[r], 0));
        struct dmn_rule *x = PUSH(k->a, &new.rules);
        if (old) { x->id = old->id; x->extension = old->extension; x->description = old->description; }
        x->line = k->sheet.v[r].line;
        for (size_t i = 0; i < new.inputs.n + new.outputs.n; i++) {
            bool in = i < new.inputs.n;
            struct str type = in ? new.inputs.v[i].type_ref : new.outputs.v[i - new.inputs.n].type_ref;
            *PUSH(k->a, in ? &x->in : &x->out) = meant(k->a, sheet_cell(&k->sheet.v[r], k->column[i]), type, in);
            *PUSH(k->a, in ? &x->in_at : &x->out_at) = (struct dmn_place){ (int)r, (int)k->column[i] + 1 };
        }
    }
    return new;
}

/* The sheet as it came, faults marked. */
static enum rc give_back(struct import *k, struct str to, struct err *e)
{
    size_t n = k->sheet.v[0].n;
    struct book_column *c = NEWS(k->a, struct book_column, n + 1);
    struct str *cells = NEWS(k->a, struct str, n * k->sheet.n + 1), bytes;
    struct book b = { .name = k->node->name,
        .columns = c,
        .ncolumns = n,
        .cells = cells,
        .nrows = k->sheet.n - 1,
        .marks = k->marks.v,
        .nmarks = k->marks.n };
    for (size_t i = 0; i < n; i++) c[i] = (struct book_column){ .title = k->sheet.v[0].v[i], .width = 20 };
    for (size_t r = 1; r < k->sheet.n; r++)
        for (size_t i = 0; i < n; i++) cells[(r - 1) * n + i] = sheet_cell(&k->sheet.v[r], i);
    TRY(book_write(k->a, &b, &bytes, e));
    return put_file(k->a, to, bytes, e);
}

/* Compiles the model with the new table; its faults in cells are the sheet's. */
static enum rc judge(struct import *k, const struct dmn_program *p, struct err *e)
{
    const struct dmn_model *models[50];
    struct dmn_program *again;
    size_t n = 0;
    dmn_models(p, models, LEN(models), &n);
    TRY(dmn_compile(k->a, models, n, &again, e));
    for (size_t i = 0; i < dmn_faults(again)->n; i++) {
        const struct dmn_fault *x = &dmn_faults(again)->v[i];
        if (str_eq(x->node, k->node->name) && x->line > 0 && (size_t)x->line < k->sheet.n && x->col > 0)
            mark(k, (size_t)x->line, (size_t)x->col - 1, str_printf(k->a, "\"%.*s\": %s", STR_FMT(x->text), x->err.text));
    }
    return RC_OK;
}

struct places { struct str table, model, out, marked; };

static int import_table(struct arena *a, const struct places *at)
{
    struct import k = { .a = a };
    struct dmn_program *p;
    const struct dmn_model *m;
    struct err e = { 0 };
    struct str bytes, name;
    struct dmn_losses lost = { 0 };
    enum rc rc = cli_read_file(a, str_z(a, at->table), LIMIT_XML_BYTES, &bytes, &e);
    if (rc == RC_OK) rc = cli_sheet(a, bytes, &k.sheet, &e);
    if (rc != RC_OK) return cli_fail(str_z(a, at->table), rc, &e);
    rc = policy_load_model(a, at->model, &m, &p, &e);
    if (rc != RC_OK) return cli_fail(str_z(a, at->model), rc, &e);
    name = k.sheet.n > 1 && k.sheet.v[0].n ? sheet_cell(&k.sheet.v[1], k.sheet.v[0].n - 1) : STR_NONE;       /* the hidden column */
    k.t = table_of(m, name, &k.node);
    if (!k.t) k.t = table_of(m, STR_NONE, &k.node);
    if (!k.t) return no_table(at->model);
    k.column = NEWS(a, size_t, k.t->inputs.n + k.t->outputs.n + 1);
    if (!all_columns(&k)) return EXIT_FOUND;
    *k.t = taken(&k);
    rc = judge(&k, p, &e);
    if (rc == RC_OK && k.marks.n && at->marked.n) rc = give_back(&k, at->marked, &e);
    if (rc != RC_OK) return cli_fail(str_z(a, at->table), rc, &e);
    if (k.marks.n) return EXIT_FOUND;
    bytes = dmn_write(a, m, NULL, 0, 5, &lost);
    if (!at->out.n) { fwrite(bytes.p, 1, bytes.n, stdout); return EXIT_DONE; }
    rc = put_file(a, at->out, bytes, &e);
    return rc == RC_OK ? EXIT_DONE : cli_fail(str_z(a, at->out), rc, &e);
}

int policy_import_table(int argc, char **argv)
{
    struct arena a;
    struct places at = { 0 };
    struct str args[2];
    size_t n;
    const struct option_spec options[] = { { "--out", &at.out, NULL }, { "--marked", &at.marked, NULL } };
    int done = cli_options(argc, argv, help, options, LEN(options), args, &n, LEN(args));
    if (done >= 0) return done;
    if (n != 2) { fputs(help, stderr); return EXIT_USAGE; }
    at.table = args[0];
    at.model = args[1];
    arena_init(&a, LIMIT_BATCH_ARENA);
    done = import_table(&a, &at);
    arena_free(&a);
    return done;
}
