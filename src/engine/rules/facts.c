/* facts.c: the dictionary of facts.h: its table, its index by name, and values
** taken from whoever supplies them. */
#include "engine/rules/facts.h"
#include "engine/rules/feel.h"

enum { COLUMNS = 10, CODE = 0, ZH, EN, TYPE, UNIT, ALLOWED, SOURCE, FRESH, SUPPLIER, GROWS };
static const struct str headings[COLUMNS] = { SI("code"), SI("zh"), SI("en"), SI("type"), SI("unit"), SI("allowed"), SI("source"),
    SI("fresh_days"), SI("supplier"), SI("grows") };
static const struct str suppliers[] = { SI("data"), SI("carrier"), SI("employer"), SI("person"), SI("officer") };
static const struct str growths[] = { SI(""), SI("day"), SI("month") };

struct fact_slot { struct str name; size_t fact; };                /* name.p == NULL: free */
struct reading { struct arena *a; struct facts *f; struct err *e; int line, col; };

static struct str clip(struct str s) {
    size_t n = s.n < 60 ? s.n : 60;
    while (n < s.n && n > 0 && ((unsigned char)s.p[n] & 0xC0) == 0x80) n--;
    return str_sub(s, 0, n);
}

static enum rc wrong(const struct reading *r, struct str is, const char *zh, const char *en) {
    is = clip(is);
    return fail_at(r->e, RC_INPUT, r->line, r->col, "事实字典：“%.*s”不对，应为%s。Fact dictionary: \"%.*s\" is wrong; it should be %s.",
        STR_FMT(is), zh, STR_FMT(is), en);
}

/* ------------------------------------------------------------------ the index */

static struct fact_slot *slot_of(const struct facts *f, struct str name) {
    size_t i = (size_t)str_hash(name) & (f->nslots - 1);
    while (f->slots[i].name.p && !str_eq(f->slots[i].name, name)) i = (i + 1) & (f->nslots - 1);
    return &f->slots[i];
}

const struct fact *facts_find(const struct facts *f, struct str name) {
    const struct fact_slot *s = f && f->nslots && name.n ? slot_of(f, name) : NULL;
    return s && s->name.p ? &f->v[s->fact] : NULL;
}

static enum rc index_name(struct reading *r, size_t fact, struct str name, int col) {
    struct fact_slot *s = slot_of(r->f, name);
    r->line = r->f->v[fact].line;
    r->col = col;
    if (s->name.p && s->fact != fact) return wrong(r, name, "别的行没有用过的名称", "a name that no other line has");
    *s = (struct fact_slot){ name, fact };
    return RC_OK;
}

static enum rc build_index(struct reading *r) {
    struct facts *f = r->f;
    for (f->nslots = 16; f->nslots < f->n * 6; f->nslots *= 2) ;
    f->slots = NEWS(r->a, struct fact_slot, f->nslots);
    for (size_t i = 0; i < f->n; i++) {
        TRY(index_name(r, i, f->v[i].code, CODE + 1));
        TRY(index_name(r, i, f->v[i].zh, ZH + 1));
        TRY(index_name(r, i, f->v[i].en, EN + 1));
    }
    return RC_OK;
}

/* ------------------------------------------------------------------ a line */

static const struct type *type_named(struct arena *a, struct str s) {
    if (str_eq(s, S("number"))) return type_simple(TYPE_NUMBER);
    if (str_eq(s, S("string"))) return type_simple(TYPE_STRING);
    if (str_eq(s, S("boolean"))) return type_simple(TYPE_BOOLEAN);
    if (str_eq(s, S("date"))) return type_simple(TYPE_DATE);
    if (str_eq(s, S("list<number>"))) return type_list(a, type_simple(TYPE_NUMBER));
    if (str_eq(s, S("list<string>"))) return type_list(a, type_simple(TYPE_STRING));
    if (str_eq(s, S("list<context>"))) return type_list(a, type_context(a, NULL, 0));
    return NULL;
}

static const struct type *single(const struct type *t) { return t->kind == TYPE_LIST ? t->of : t; }

static bool chosen_by(const struct fact_choice *c, struct str word) {
    if (str_eq(word, c->zh) || str_eq_nocase(word, c->en)) return true;
    for (size_t i = 0; i < c->others.n; i++) if (str_eq_nocase(word, c->others.v[i])) return true;
    return false;
}

static const struct fact_choice *choice_of(const struct fact *x, struct str word) {
    for (size_t i = 0; i < x->choices.n; i++) if (chosen_by(&x->choices.v[i], word)) return &x->choices.v[i];
    return NULL;
}

/* "大专/专科": the first is the value, the others are understood, too. */
static void words(struct reading *r, struct fact_choice *c, struct str s, struct str *first) {
    struct str word;
    str_cut(&s, '/', first);
    *first = str_trim(*first);
    while (str_cut(&s, '/', &word)) *PUSH(r->a, &c->others) = str_trim(word);
}

static enum rc choices(struct reading *r, struct fact *x, struct str s) {
    struct str piece;
    while (str_cut(&s, '|', &piece)) {
        ptrdiff_t eq = str_find(piece, S("="));
        struct fact_choice c = { 0 };
        words(r, &c, str_sub(piece, 0, eq < 0 ? piece.n : (size_t)eq), &c.zh);
        if (eq < 0) c.en = c.zh;
        else words(r, &c, str_sub(piece, (size_t)eq + 1, piece.n), &c.en);
        bool empty = c.zh.n == 0 || c.en.n == 0;
        for (size_t i = 0; i < c.others.n; i++) {
            empty = empty || c.others.v[i].n == 0;
            if (choice_of(x, c.others.v[i])) return wrong(r, c.others.v[i], "只属于一个取值的词", "a word of one value only");
        }
        if (empty) return wrong(r, piece, "“中文=English”，以 | 分隔", "Chinese=English, parted by |");
        if (choice_of(x, c.zh) || choice_of(x, c.en)) return wrong(r, piece, "只属于一个取值的词", "a word of one value only");
        *PUSH(r->a, &x->choices) = c;
    }
    return RC_OK;
}

static enum rc range(struct reading *r, struct fact *x, struct str s) {
    const struct feel_ast *ast;
    struct value v;
    struct feel f;
    if (feel_parse_expression(r->a, s, NULL, &ast, NULL) != RC_OK)
        return wrong(r, s, "FEEL 区间，如 [0..600]", "a FEEL range such as [0..600]");
    feel_init(&f, r->a);
    v = feel_eval(&f, ast, NULL);
    if (v.kind != VALUE_RANGE) return wrong(r, s, "FEEL 区间，如 [0..600]", "a FEEL range such as [0..600]");
    x->range = v.range;
    x->range_text = s;
    return RC_OK;
}

static enum rc allowed(struct reading *r, struct fact *x, struct str s) {
    if (s.n == 0) return RC_OK;
    if (single(x->type)->kind == TYPE_STRING) return choices(r, x, s);
    if (x->type->kind == TYPE_NUMBER || x->type->kind == TYPE_DATE) return range(r, x, s);
    return wrong(r, s, "空：只有文字、数字和日期有取值范围", "empty: only strings, numbers and dates have allowed values");
}

static bool is_code(struct str s) {
    for (size_t i = 0; i < s.n; i++)
        if (!(s.p[i] == '_' || (s.p[i] >= 'a' && s.p[i] <= 'z') || (i && s.p[i] >= '0' && s.p[i] <= '9'))) return false;
    return s.n > 0;
}

static bool pick(struct str s, const struct str *words, size_t n, int *at) {
    for (size_t i = 0; i < n; i++) if (str_eq(s, words[i])) { *at = (int)i; return true; }
    return false;
}

static enum rc rest(struct reading *r, struct fact *x, const struct str *cell) {
    int64_t days = 0;
    int at = SUPPLIER_PERSON;
    r->col = FRESH + 1;
    if (cell[FRESH].n && (!str_int(cell[FRESH], &days) || days < 0 || days > 36600))
        return wrong(r, cell[FRESH], "天数或空", "a number of days, or empty");
    x->fresh_days = (int)days;
    r->col = SUPPLIER + 1;
    if (cell[SUPPLIER].n && !pick(cell[SUPPLIER], suppliers, LEN(suppliers), &at))
        return wrong(r, cell[SUPPLIER], " data、carrier、employer、person 或 officer", "data, carrier, employer, person or officer");
    x->supplier = (enum fact_supplier)at;
    at = GROWS_NOT;
    r->col = GROWS + 1;
    if (!pick(cell[GROWS], growths, LEN(growths), &at)) return wrong(r, cell[GROWS], " day、month 或空", "day, month or empty");
    x->grows = (enum fact_grows)at;
    if (x->grows && x->type->kind != TYPE_NUMBER && !(x->type->kind == TYPE_DATE && x->grows == GROWS_DAY))
        return wrong(r, cell[GROWS], "空：只有数字按日或按月增长，日期按日增长", "empty: only numbers grow, and dates by the day");
    return RC_OK;
}

static enum rc line(struct reading *r, const struct str *cell) {
    struct fact *x = PUSH(r->a, r->f);
    *x = (struct fact){ .code = cell[CODE], .zh = cell[ZH], .en = cell[EN], .unit = cell[UNIT], .source = cell[SOURCE], .line = r->line };
    r->col = CODE + 1;
    if (!is_code(x->code)) return wrong(r, x->code, "小写英文字母、数字和下划线", "lower-case letters, digits and underscores");
    r->col = ZH + 1;
    if (!feel_is_name(x->zh)) return wrong(r, x->zh, "可在 FEEL 中使用的名称", "a name that FEEL can read");
    r->col = EN + 1;
    if (x->en.n == 0) return wrong(r, x->en, "英文名称", "the English name");
    r->col = TYPE + 1;
    x->type = type_named(r->a, cell[TYPE]);
    if (!x->type) return wrong(r, cell[TYPE], " number、string、boolean、date、list<number>、list<string> 或 list<context>",
        "number, string, boolean, date, list<number>, list<string> or list<context>");
    r->col = ALLOWED + 1;
    TRY(allowed(r, x, cell[ALLOWED]));
    return rest(r, x, cell);
}

static enum rc heading(struct reading *r, struct str s, int *place, size_t max, size_t *n) {
    struct str cell;
    bool there[COLUMNS] = { false };
    for (*n = 0; str_cut(&s, '\t', &cell); (*n)++) {
        r->col = (int)*n + 1;
        if (*n == max) return wrong(r, cell, "行尾：列太多", "the end of the line: there are too many columns");
        place[*n] = -1;
        if (!pick(str_trim(cell), headings, COLUMNS, &place[*n])) continue;                   /* others' columns are theirs */
        if (there[place[*n]]) return wrong(r, cell, "只出现一次的列名", "a heading that stands once");
        there[place[*n]] = true;
    }
    for (int i = CODE; i <= TYPE; i++)
        if (!there[i]) return wrong(r, headings[i], "标题行中的一列，请补上", "a column of the heading line; add it");
    return RC_OK;
}

enum rc facts_read(struct arena *a, struct str tsv, struct facts **out, struct err *e) {
    struct reading r = { .a = a, .f = NEW(a, struct facts), .e = e };
    int place[LIMIT_TABLE_COLUMNS];
    size_t columns = 0;
    struct str s;
    if (!utf8_valid(tsv))
        return fail(e, RC_INPUT, "事实字典不是 UTF-8，请另存为 UTF-8。The fact dictionary is not UTF-8; save it as UTF-8.");
    while (str_cut(&tsv, '\n', &s)) {
        struct str cell[COLUMNS] = { 0 }, piece;
        r.line++;
        if (str_trim(s).n == 0 || s.p[0] == '#') continue;
        if (columns == 0) { TRY(heading(&r, s, place, LEN(place), &columns)); continue; }
        for (size_t i = 0; str_cut(&s, '\t', &piece); i++)
            if (i < columns && place[i] >= 0) cell[place[i]] = str_trim(piece);
        if (r.f->n == LIMIT_FACTS)
            return fail_at(e, RC_LIMIT, r.line, 0, "事实字典超过 %d 行。The fact dictionary has more than %d facts.", LIMIT_FACTS,
                LIMIT_FACTS);
        TRY(line(&r, cell));
    }
    if (columns == 0) return fail(e, RC_INPUT, "事实字典没有标题行。The fact dictionary has no heading line.");
    TRY(build_index(&r));
    *out = r.f;
    return RC_OK;
}

/* ------------------------------------------------------------------ values */

static enum rc not_taken(struct arena *a, const struct fact *x, struct value v, struct str zh, struct str en, struct err *e) {
    struct str is = clip(value_text(a, v));
    return fail(e, RC_INPUT, "%.*s：“%.*s”不对，应为%.*s。%.*s: \"%.*s\" is wrong; it should be %.*s.", STR_FMT(x->zh), STR_FMT(is),
        STR_FMT(zh), STR_FMT(x->en), STR_FMT(is), STR_FMT(en));
}

static struct str all_choices(struct arena *a, const struct fact *x, bool zh) {
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < x->choices.n && o.n < 150; i++) {
        if (i) put_z(&o, zh ? "、" : ", ");
        put_str(&o, zh ? x->choices.v[i].zh : x->choices.v[i].en);
    }
    return out_str(&o);
}

static enum rc choice(struct arena *a, const struct fact *x, struct value *v, struct err *e) {
    const struct fact_choice *c = choice_of(x, v->string);
    if (c) { v->string = c->zh; return RC_OK; }
    return x->choices.n == 0 ? RC_OK : not_taken(a, x, *v, all_choices(a, x, true), all_choices(a, x, false), e);
}

static enum rc all_of_list(struct arena *a, const struct fact *x, struct value *v, struct err *e) {
    struct value *items = NEWS(a, struct value, v->list.n + 1);
    for (size_t i = 0; i < v->list.n; i++) {
        items[i] = v->list.v[i];
        if (items[i].kind == VALUE_STRING && x->type->of->kind == TYPE_STRING) TRY(choice(a, x, &items[i], e));
    }
    *v = value_list(items, v->list.n);
    return RC_OK;
}

static struct str type_zh(const struct type *t) {
    switch (t->kind) {
    case TYPE_NUMBER: return S("数字");
    case TYPE_STRING: return S("文字");
    case TYPE_BOOLEAN: return S("是或否");
    case TYPE_DATE: return S("日期，如 2024-01-01");
    default: return S("列表");
    }
}

enum rc fact_take(struct arena *a, const struct fact *x, struct value given, struct value *v, struct err *e) {
    struct out type;
    *v = given;
    if (given.kind == VALUE_NULL || given.kind == VALUE_UNKNOWN) return RC_OK;
    out_init(&type, a);
    put_type(&type, x->type);
    if (!value_conforms(given, x->type)) return not_taken(a, x, given, type_zh(x->type), out_str(&type), e);
    if (given.kind == VALUE_STRING) return choice(a, x, v, e);
    if (given.kind == VALUE_LIST) return all_of_list(a, x, v, e);
    if (x->range && value_in_range(x->range, given) != 1) return not_taken(a, x, given, x->range_text, x->range_text, e);
    return RC_OK;
}

static bool truth(struct str s, bool *b) {
    static const struct str yes[] = { SI("true"), SI("是"), SI("yes"), SI("1") }, no[] = { SI("false"), SI("否"), SI("no"), SI("0") };
    for (size_t i = 0; i < LEN(yes); i++) {
        if (str_eq_nocase(s, yes[i])) { *b = true; return true; }
        if (str_eq_nocase(s, no[i])) { *b = false; return true; }
    }
    return false;
}

static bool does_not_apply(struct str s) { return str_eq_nocase(s, S("null")) || str_eq_nocase(s, S("n/a")) || str_eq(s, S("不适用")); }

static enum rc read_feel(struct arena *a, struct str s, struct value *v) {
    const struct feel_ast *ast;
    struct feel f;
    TRY(feel_parse_expression(a, s, NULL, &ast, NULL));
    feel_init(&f, a);
    *v = feel_eval(&f, ast, NULL);
    return f.notes.n ? RC_INPUT : RC_OK;
}

/* Plainly by its type; what is not plain may be FEEL: date("2024-01-01"), 12 * 3, "quoted", a list. */
enum rc fact_take_text(struct arena *a, const struct fact *x, struct str given, struct value *v, struct err *e) {
    struct value read = { .kind = VALUE_UNKNOWN };
    bool plain = false;
    given = str_trim(given);
    *v = read;
    if (given.n == 0) return RC_OK;
    if (does_not_apply(given)) { *v = value_null(); return RC_OK; }
    switch (x->type->kind) {
    case TYPE_STRING: plain = given.p[0] != '"'; read = value_string(given); break;
    case TYPE_NUMBER: read.kind = VALUE_NUMBER; plain = number_parse(given, &read.number); break;
    case TYPE_BOOLEAN: read.kind = VALUE_BOOLEAN; plain = truth(given, &read.boolean); break;
    case TYPE_DATE: read.kind = VALUE_DATE; plain = temporal_parse_date(given, &read.date); break;
    default: break;
    }
    if (!plain && read_feel(a, given, &read) != RC_OK) read = value_string(given);        /* of no use, and says so */
    return fact_take(a, x, read, v, e);
}

void put_fact_value(struct out *o, const struct fact *x, struct value v, bool zh) {
    if (v.kind == VALUE_UNKNOWN) { put_c(o, '?'); return; }
    if (v.kind == VALUE_NULL) { put_z(o, zh ? "不适用" : "does not apply"); return; }
    if (v.kind == VALUE_BOOLEAN) { put_z(o, v.boolean ? zh ? "是" : "yes" : zh ? "否" : "no"); return; }
    for (size_t i = 0; x && v.kind == VALUE_STRING && !zh && i < x->choices.n; i++)
        if (str_eq(v.string, x->choices.v[i].zh)) { put_str(o, x->choices.v[i].en); return; }
    if (v.kind == VALUE_STRING) put_str(o, v.string);
    else put_value(o, v);
}

struct str fact_supplier_word(enum fact_supplier s) { return suppliers[s]; }
