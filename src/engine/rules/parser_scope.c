/* parser_scope.c: which name stands here?
**
** Names hold blanks and operators, so they are cut by what is declared: the
** longest declared name that fits wins, and of two as long the inner one. Where
** nothing fits, or where more may be declared than is known (an open frame),
** the words up to the next keyword are taken as the name. */
#include "engine/rules/parser.h"
#include "engine/rules/builtins.h"

void scope_add(struct parser *p, struct frame *f, struct str name, const struct type *type) {
    struct feel_name *n = PUSH(p->a, &f->names);
    n->name = name;
    n->type = type ? type : type_simple(TYPE_ANY);
}

bool scope_has(const struct parser *p, struct str name) {
    for (const struct frame *f = p->frame; f; f = f->outer)
        for (size_t i = 0; i < f->names.n; i++) if (str_eq(f->names.v[i].name, name)) return true;
    for (const struct feel_scope *s = p->host; s; s = s->outer)
        for (size_t i = 0; i < s->n; i++) if (str_eq(s->v[i].name, name)) return true;
    return builtin_named(name) != NULL;
}

static void offer(const struct parser *p, size_t pos, struct str name, const struct type *type, bool outside, struct found *best) {
    size_t end = lex_name(p->text, pos, name);
    if (end > best->end) *best = (struct found){ end, name, type ? type : type_simple(TYPE_ANY), true, outside, NULL };
}

/* Words with white space between them, the first one whatever it is, then up to a keyword. */
static size_t words(const struct parser *p, size_t pos) {
    struct token t = lex_token(p->text, pos);
    size_t end;
    if (t.kind != T_WORD || t.start != pos) return 0;
    for (end = t.end; ; end = t.end) {
        t = lex_token(p->text, end);
        if (t.kind != T_WORD || lex_keyword(str_sub(p->text, t.start, t.end - t.start))) return end;
    }
}

static struct found guess(const struct parser *p, size_t pos, bool open, struct found best) {
    size_t end = words(p, pos);
    if (end <= best.end) return best;
    return (struct found){ end, lex_spell(p->a, p->text, pos, end), type_simple(TYPE_ANY), false, !open, NULL };
}

/* "date and time" is the function only when it is called: it may also be a date, and a time. */
static bool builtin_stands(const struct parser *p, size_t pos, struct str name) {
    size_t end;
    if (!str_eq(name, S("date and time"))) return true;
    end = lex_name(p->text, pos, name);
    return end && lex_token(p->text, end).kind == T_LPAREN;
}

struct found scope_name(const struct parser *p, size_t pos) {
    struct found best = { 0 };
    bool open = false;
    for (const struct frame *f = p->frame; f; f = f->outer) {
        open |= f->open;
        for (size_t i = 0; i < f->names.n; i++) offer(p, pos, f->names.v[i].name, f->names.v[i].type, false, &best);
    }
    for (const struct feel_scope *s = p->host; s; s = s->outer)
        for (size_t i = 0; i < s->n; i++) offer(p, pos, s->v[i].name, s->v[i].type, true, &best);
    for (size_t i = 0; i < builtin_count; i++) {
        size_t end = builtin_stands(p, pos, builtins[i].name) ? lex_name(p->text, pos, builtins[i].name) : 0;
        if (end > best.end) best = (struct found){ end, builtins[i].name, type_simple(TYPE_ANY), true, false, &builtins[i] };
    }
    return best.end && !open ? best : guess(p, pos, open, best);
}

/* Properties of date and time, durations and ranges that are more than one word. */
static const struct str properties[] = { SI("time offset"), SI("start included"), SI("end included") };

struct found scope_member(const struct parser *p, size_t pos, const struct type *object) {
    struct found best = { 0 };
    object = items_of(object);
    if (object->kind == TYPE_CONTEXT)
        for (size_t i = 0; i < object->n; i++) offer(p, pos, object->members[i].name, object->members[i].type, false, &best);
    if (best.end) return best;
    if (object->kind != TYPE_CONTEXT)
        for (size_t i = 0; i < LEN(properties); i++) offer(p, pos, properties[i], NULL, false, &best);
    return best.end ? best : guess(p, pos, true, best);
}
