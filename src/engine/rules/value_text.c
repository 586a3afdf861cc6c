/* value_text.c: values as text: what string() gives, and what tests, messages
** and receipts show. Inside lists and contexts strings are quoted, so that the
** text reads back as FEEL. */
#include "engine/rules/eval.h"
#include "engine/rules/builtins.h"

struct writer { struct out *o; int depth; int64_t left; };
enum { PARTS = 1000 * 1000 };                                     /* values written at most; they may be shared, see value.c */

static void quoted(struct out *o, struct str s) {
    put_c(o, '"');
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i];
        if (c == '"' || c == '\\') put_c(o, '\\');
        if (c == '\n') put_z(o, "\\n");
        else if (c == '\r') put_z(o, "\\r");
        else if (c == '\t') put_z(o, "\\t");
        else put_c(o, c);
    }
    put_c(o, '"');
}

static void part(struct writer *w, struct value v);

static void list(struct writer *w, struct list l) {
    put_c(w->o, '[');
    for (size_t i = 0; i < l.n; i++) {
        if (i) put_z(w->o, ", ");
        part(w, l.v[i]);
    }
    put_c(w->o, ']');
}

static void context(struct writer *w, struct context c) {
    put_c(w->o, '{');
    for (size_t i = 0; i < c.n; i++) {
        if (i) put_z(w->o, ", ");
        if (feel_is_name(c.v[i].name)) put_str(w->o, c.v[i].name);
        else quoted(w->o, c.v[i].name);
        put_z(w->o, ": ");
        part(w, c.v[i].value);
    }
    put_c(w->o, '}');
}

static void range(struct writer *w, const struct range *r) {
    if (r->form == RANGE_INTERVAL) {
        put_c(w->o, r->low_included ? '[' : '(');
        part(w, r->low);
        put_z(w->o, "..");
        part(w, r->high);
        put_c(w->o, r->high_included ? ']' : ')');
        return;
    }
    if (r->form == RANGE_COMPARISON)
        put_z(w->o, r->low.kind == VALUE_NULL ? (r->high_included ? "<=" : "<") : r->low_included ? ">=" : ">");
    else put_z(w->o, r->form == RANGE_EQUAL ? "=" : "!=");
    part(w, r->low.kind == VALUE_NULL ? r->high : r->low);
}

static void function(struct out *o, const struct function *f) {
    put_z(o, "function");
    if (f->name.n) { put_c(o, ' '); put_str(o, f->name); }
    put_c(o, '(');
    for (size_t i = 0; f->type && i < f->type->n; i++) {
        if (i) put_z(o, ", ");
        put_str(o, f->type->members[i].name);
    }
    put_c(o, ')');
}

static void part(struct writer *w, struct value v) {
    struct out *o = w->o;
    if (w->left-- <= 0 || w->depth >= LIMIT_FEEL_DEPTH) { put_z(o, "..."); return; }
    w->depth++;
    switch (v.kind) {
    case VALUE_NULL: put_z(o, "null"); break;
    case VALUE_NUMBER: put_number(o, v.number); break;
    case VALUE_STRING: quoted(o, v.string); break;
    case VALUE_BOOLEAN: put_z(o, v.boolean ? "true" : "false"); break;
    case VALUE_DATE: temporal_put_date(o, v.date); break;
    case VALUE_TIME: temporal_put_time(o, v.time); break;
    case VALUE_DATE_TIME: temporal_put_date_time(o, v.datetime); break;
    case VALUE_DAYS: temporal_put_days(o, v.days); break;
    case VALUE_MONTHS: temporal_put_months(o, v.months); break;
    case VALUE_LIST: list(w, v.list); break;
    case VALUE_CONTEXT: context(w, v.context); break;
    case VALUE_RANGE: range(w, v.range); break;
    case VALUE_FUNCTION: function(o, v.function); break;
    case VALUE_UNKNOWN: put_z(o, "unknown"); break;
    }
    w->depth--;
}

void put_value(struct out *o, struct value v) {
    struct writer w = { o, 0, PARTS };
    part(&w, v);
}

struct str value_text(struct arena *a, struct value v) {
    struct out o;
    if (v.kind == VALUE_STRING) return v.string;
    out_init(&o, a);
    put_value(&o, v);
    return out_str(&o);
}
