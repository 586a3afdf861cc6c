/* form_html.c: showing a form. The pattern is the same for every field:
**
**     <div class="field bad">
**       <label for="f-x">Label</label>
**       <p class="hint" id="f-x-h">…</p>
**       <p class="err" id="f-x-e">…</p>
**       <input id="f-x" name="x" aria-describedby="f-x-h f-x-e" aria-invalid="true">
**     </div>
**
** and the summary at the top of the page links to #f-x. */
#include "web/web_inner.h"

static const struct form_fault *fault_of(const struct form_state *s, const struct field *f)
{
    for (size_t i = 0; i < s->faults.n; i++)
        if (s->faults.v[i].field == f) return &s->faults.v[i];
    return NULL;
}

void form_summary(struct req *r, const struct form_state *s)
{
    struct out *o = &r->out;
    if (!s->faults.n) return;
    r->status = 422;
    if (r->api) { api_faults(r, s); return; }
    put_z(o, "<div class=\"summary\" role=\"alert\" tabindex=\"-1\" id=\"summary\" aria-labelledby=\"summary-t\"><h2 id=\"summary-t\">");
    put_msg(r, T_error_title);
    put_z(o, "</h2><ul>");
    for (size_t i = 0; i < s->faults.n; i++) {
        const struct form_fault *x = &s->faults.v[i];
        if (x->field) {
            put_f(o, "<li><a href=\"#f-%s\">", x->field->name);
            put_msg(r, x->field->label);
            put_z(o, r->lang == LANG_ZH ? "：" : ": ");
            put_msg_with(r, x->message, x->one, x->two);
            put_z(o, "</a></li>");
        } else {
            put_z(o, "<li>");
            put_msg_with(r, x->message, x->one, x->two);
            put_z(o, "</li>");
        }
    }
    put_z(o, "</ul></div>\n");
}

void form_token(struct req *r)
{
    uint8_t key[16];
    char token[65];
    random_bytes(key, sizeof key);
    token_make(r, key, token);
    r->keyed = true;
    put_f(&r->out, "<input type=\"hidden\" name=\"form_key\" value=\"%s\">", token);
}

void form_open(struct req *r, const struct form_state *s, struct str action)
{
    struct out *o = &r->out;
    bool file = false;
    for (size_t i = 0; i < s->form->nfields; i++) file = file || s->form->fields[i].kind == FIELD_FILE;
    put_z(o, "<form class=\"form\" method=\"post\" novalidate action=\"");
    put_text(o, action);
    put_z(o, file ? "\" enctype=\"multipart/form-data\">" : "\">");
    if (s->have_key) {                                             /* the same key again: a second press stays the same press */
        char token[65];
        token_make(r, s->key, token);
        r->keyed = true;
        put_f(o, "<input type=\"hidden\" name=\"form_key\" value=\"%s\">", token);
    } else form_token(r);
    put_c(o, '\n');
}

static struct str choice_label(struct req *r, const struct choice *c)
{
    return c->zh.p || c->en.p ? pick(r, c->zh, c->en) : say(r, c->message);
}

static bool chosen(struct str joined, struct str code)
{
    struct str piece;
    while (str_cut(&joined, ',', &piece))
        if (str_eq(piece, code)) return true;
    return false;
}

static void common(struct out *o, const struct field *f, bool bad)
{
    put_f(o, " id=\"f-%s\" name=\"%s\"", f->name, f->name);
    if (f->hint || bad) {
        put_z(o, " aria-describedby=\"");
        if (f->hint) put_f(o, "f-%s-h", f->name);
        if (bad) put_f(o, "%sf-%s-e", f->hint ? " " : "", f->name);
        put_c(o, '"');
    }
    if (bad) put_z(o, " aria-invalid=\"true\"");
    if (f->need) put_z(o, " required");
    if (f->autocomplete) put_f(o, " autocomplete=\"%s\"", f->autocomplete);
}

static void hint_and_error(struct req *r, const struct field *f, const struct form_fault *bad)
{
    if (f->hint) {
        put_f(&r->out, "<p class=\"hint\" id=\"f-%s-h\">", f->name);
        put_msg(r, f->hint);
        put_z(&r->out, "</p>");
    }
    if (bad) {
        put_f(&r->out, "<p class=\"err\" id=\"f-%s-e\"><span class=\"vh\">", f->name);
        put_msg(r, T_error_prefix);
        put_z(&r->out, "</span>");
        put_msg_with(r, bad->message, bad->one, bad->two);
        put_z(&r->out, "</p>");
    }
}

static void label_text(struct req *r, const struct field *f)
{
    put_msg(r, f->label);
    if (f->need) return;
    put_z(&r->out, " <span class=\"opt\">(");
    put_msg(r, f->either ? T_one_language : T_optional);
    put_z(&r->out, ")</span>");
}

static void select_box(struct req *r, const struct field *f, struct str v, bool bad)
{
    struct out *o = &r->out;
    struct choices c = f->choices(r);
    put_z(o, "<select");
    common(o, f, bad);
    put_z(o, "><option value=\"\">");
    put_msg(r, T_choose);
    put_z(o, "</option>");
    for (size_t i = 0; i < c.n; i++) {
        put_z(o, "<option value=\"");
        put_text(o, c.v[i].code);
        put_z(o, str_eq(c.v[i].code, v) ? "\" selected>" : "\">");
        put_text(o, choice_label(r, &c.v[i]));
        put_z(o, "</option>");
    }
    put_z(o, "</select>");
}

/* Several boxes under one legend; the first one carries the id the summary links to. */
static void boxes(struct req *r, const struct field *f, struct str v, const struct form_fault *bad)
{
    struct out *o = &r->out;
    struct choices c = f->choices(r);
    put_f(o, "<fieldset class=\"field%s\"", bad ? " bad" : "");
    if (f->hint) put_f(o, " aria-describedby=\"f-%s-h\"", f->name);
    put_z(o, "><legend>");
    label_text(r, f);
    put_z(o, "</legend>");
    hint_and_error(r, f, bad);
    for (size_t i = 0; i < c.n; i++) {
        put_z(o, "<label class=\"tick\"><input type=\"checkbox\"");
        if (i == 0) put_f(o, " id=\"f-%s\"", f->name);
        put_f(o, " name=\"%s\" value=\"", f->name);
        put_text(o, c.v[i].code);
        put_z(o, chosen(v, c.v[i].code) ? "\" checked> " : "\"> ");
        put_text(o, choice_label(r, &c.v[i]));
        put_z(o, "</label>");
    }
    put_z(o, "</fieldset>\n");
}

static void input(struct req *r, const struct field *f, struct str v, bool bad)
{
    static const char *const kinds[] = {
        [FIELD_TEXT] = "type=\"text\"",
        [FIELD_INT] = "type=\"text\" inputmode=\"numeric\"",
        [FIELD_MONEY] = "type=\"text\" inputmode=\"decimal\"",
        [FIELD_DATE] = "type=\"date\"",
        [FIELD_PHONE] = "type=\"tel\"",
        [FIELD_EMAIL] = "type=\"email\"",
        [FIELD_PASSWORD] = "type=\"password\"",
        [FIELD_FILE] = "type=\"file\"",
    };
    struct out *o = &r->out;
    int64_t day;
    /* A date box throws away what is not a date; a wrong one is shown again as text so that it can be mended. */
    const char *kind = f->kind == FIELD_DATE && v.n && !date_parse(v, &day) ? "type=\"text\"" : kinds[f->kind];
    put_f(o, "<input %s", kind);
    common(o, f, bad);
    if (f->kind == FIELD_TEXT && f->max) put_f(o, " maxlength=\"%d\"", (int)f->max);
    if (f->kind != FIELD_PASSWORD && f->kind != FIELD_FILE) { put_z(o, " value=\""); put_text(o, v); put_c(o, '"'); }
    put_c(o, '>');
}

static void one_field(struct req *r, const struct form_state *s, size_t i)
{
    struct out *o = &r->out;
    const struct field *f = &s->form->fields[i];
    const struct form_fault *bad = fault_of(s, f);
    struct str v = s->raw.v[i];
    if (f->kind == FIELD_HIDDEN) {
        put_f(o, "<input type=\"hidden\" name=\"%s\" value=\"", f->name);
        put_text(o, v);
        put_z(o, "\">\n");
        return;
    }
    if (f->kind == FIELD_MULTI) { boxes(r, f, v, bad); return; }
    put_f(o, "<div class=\"field%s\">", bad ? " bad" : "");
    if (f->kind == FIELD_FLAG) {
        hint_and_error(r, f, bad);
        put_z(o, "<label class=\"tick\"><input type=\"checkbox\" value=\"1\"");
        common(o, f, bad != NULL);
        put_z(o, v.n ? " checked> " : "> ");
        label_text(r, f);
        put_z(o, "</label></div>\n");
        return;
    }
    put_f(o, "<label for=\"f-%s\">", f->name);
    label_text(r, f);
    put_z(o, "</label>");
    hint_and_error(r, f, bad);
    if (f->kind == FIELD_CHOICE) select_box(r, f, v, bad != NULL);
    else if (f->kind == FIELD_LONGTEXT) {
        put_z(o, "<textarea rows=\"6\"");
        common(o, f, bad != NULL);
        put_z(o, ">\n");                                           /* a browser eats the first line end */
        put_text(o, v);
        put_z(o, "</textarea>");
    } else input(r, f, v, bad != NULL);
    put_z(o, "</div>\n");
}

void form_field(struct req *r, const struct form_state *s, const char *name)
{
    for (size_t i = 0; i < s->form->nfields; i++)
        if (strcmp(s->form->fields[i].name, name) == 0) { one_field(r, s, i); return; }
    unreachable();
}

static void button(struct req *r, int label, const char *class)
{
    put_z(&r->out, "<button type=\"submit\"");
    if (class) put_f(&r->out, " class=\"%s\"", class);
    put_z(&r->out, ">");
    put_msg(r, label);
    put_z(&r->out, "</button></form>\n");
}

void form_close(struct req *r, const struct form_state *s) { button(r, s->form->submit, s->form->danger ? "button-danger" : NULL); }

void form_render(struct req *r, const struct form_state *s, struct str action)
{
    form_summary(r, s);
    form_open(r, s, action);
    for (size_t i = 0; i < s->form->nfields; i++) one_field(r, s, i);
    form_close(r, s);
}

static void form_of_button(struct req *r, struct str action, int label, const char *name, struct str value, const char *class)
{
    put_z(&r->out, "<form class=\"one\" method=\"post\" action=\"");
    put_text(&r->out, action);
    put_z(&r->out, "\">");
    form_token(r);
    if (name) {
        put_f(&r->out, "<input type=\"hidden\" name=\"%s\" value=\"", name);
        put_text(&r->out, value);
        put_z(&r->out, "\">");
    }
    button(r, label, class);
}

void form_button(struct req *r, struct str action, int label, const char *name, struct str value)
{
    form_of_button(r, action, label, name, value, NULL);
}
void form_button_quiet(struct req *r, struct str action, int label, const char *name, struct str value)
{
    form_of_button(r, action, label, name, value, "button-quiet");
}
void form_button_danger(struct req *r, struct str action, int label, const char *name, struct str value)
{
    form_of_button(r, action, label, name, value, "button-danger");
}
