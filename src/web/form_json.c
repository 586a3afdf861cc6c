/* form_json.c: a form as a JSON Schema (2020-12, as OpenAPI 3.1 wants it): what a program may send to it.
**
** What a person may leave empty, a program may leave out or send as null. Money is whole fen. Beyond the table a handler
** may have rules of its own; a program learns of them as a person does, by the fault.
*/
#include "web/form.h"

static const char *type_of(const struct field *f)
{
    switch (f->kind) {
    case FIELD_INT: case FIELD_MONEY: return "integer";
    case FIELD_FLAG: return "boolean";
    case FIELD_MULTI: return "array";
    case FIELD_FILE: return "object";
    default: return "string";
    }
}

static void put_type(struct out *o, const struct field *f)
{
    put_f(o, ",\"type\":[\"%s\"", type_of(f));
    if (f->kind == FIELD_HIDDEN) put_z(o, ",\"integer\"");         /* a version or an id, however its twin wrote it */
    if (!f->need) put_z(o, ",\"null\"");
    put_c(o, ']');
}

/* Codes may depend on who asks: with none to choose from the schema says no more than the type. */
static void put_codes_of(struct req *r, const struct field *f, bool null)
{
    struct out *o = &r->out;
    struct choices c = f->choices(r);
    if (!c.n) return;
    put_z(o, ",\"enum\":[");
    for (size_t i = 0; i < c.n; i++) { if (i) put_c(o, ','); put_json(o, c.v[i].code); }
    put_z(o, null ? ",null]" : "]");
}

static void put_bound(struct out *o, const char *name, int64_t v) { put_f(o, ",\"%s\":%lld", name, (long long)v); }

static void put_limits(struct out *o, const struct field *f)
{
    bool number = f->kind == FIELD_INT || f->kind == FIELD_MONEY;
    bool text = f->kind == FIELD_TEXT || f->kind == FIELD_LONGTEXT || f->kind == FIELD_HIDDEN || f->kind == FIELD_PASSWORD;
    if (number && (f->min || f->max)) put_bound(o, "minimum", f->min);
    if (number && f->max) put_bound(o, "maximum", f->max);
    if (text && f->min > 0) put_bound(o, "minLength", f->min);
    if (text && f->max) put_bound(o, "maxLength", f->max);
}

static void put_description(struct req *r, const struct field *f)
{
    struct out *o = &r->out;
    struct str hint = f->hint ? say(r, f->hint) : STR_NONE, unit = f->kind == FIELD_MONEY ? say(r, T_api_fen) : STR_NONE;
    if (!hint.p && !unit.p) return;
    put_z(o, ",\"description\":");
    put_json(o, str_printf(r->arena, "%.*s%s%.*s", STR_FMT(unit), unit.p && hint.p ? " " : "", STR_FMT(hint)));
}

static void put_field(struct req *r, const struct field *f)
{
    struct out *o = &r->out;
    put_json(o, str_from(f->name));
    put_z(o, ":{\"title\":");
    put_json(o, say(r, f->label));
    put_type(o, f);
    put_description(r, f);
    if (f->kind == FIELD_DATE) put_z(o, ",\"format\":\"date\"");
    if (f->kind == FIELD_EMAIL) put_z(o, ",\"format\":\"email\"");
    if (f->kind == FIELD_FILE)
        put_z(o, ",\"properties\":{\"name\":{\"type\":\"string\"},\"base64\":{\"type\":\"string\",\"contentEncoding\":\"base64\"}},\"required\":[\"name\",\"base64\"],\"additionalProperties\":false");
    put_limits(o, f);
    if (f->kind == FIELD_CHOICE) put_codes_of(r, f, !f->need);
    if (f->kind == FIELD_MULTI) { put_z(o, ",\"items\":{\"type\":\"string\""); put_codes_of(r, f, false); put_c(o, '}'); }
    put_c(o, '}');
}

void form_json(struct req *r, const struct form *form, const struct form *more)
{
    const struct form *both[2] = { form, more };
    struct out *o = &r->out;
    bool first = true;
    put_z(o, "{\"type\":\"object\",\"properties\":{");
    for (size_t k = 0; k < LEN(both); k++)
        for (size_t i = 0; both[k] && i < both[k]->nfields; i++, first = false) {
            if (!first) put_c(o, ',');
            put_field(r, &both[k]->fields[i]);
        }
    put_z(o, "},\"required\":[");
    first = true;
    for (size_t k = 0; k < LEN(both); k++) {
        for (size_t i = 0; both[k] && i < both[k]->nfields; i++) {
            if (!both[k]->fields[i].need) continue;
            if (!first) put_c(o, ',');
            put_json(o, str_from(both[k]->fields[i].name));
            first = false;
        }
    }
    put_z(o, "],\"additionalProperties\":false}");
}
