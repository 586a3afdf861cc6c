/* listing_form.c: what the form table of a kind cannot check by itself, and
** the way of a form's values into rows and back. */
#include "app/docking/inner.h"

/* ---- checks ---- */

/* Skills come separated as people separate them; they are kept with single commas. */
static struct str skills_tidy(struct arena *a, struct str s, size_t *n, size_t *longest)
{
    struct out flat, tidy;
    struct str rest, piece;
    out_init(&flat, a);
    out_init(&tidy, a);
    for (size_t at = 0; at < s.n;) {
        char b[4];
        uint32_t c = utf8_next(s, &at);
        if (c == 0x3001 || c == 0xFF0C || c == 0xFF1B || c == ';' || c == '\n') c = ',';    /* 、 ， ； */
        put(&flat, b, utf8_put(b, c));
    }
    *n = *longest = 0;
    rest = out_str(&flat);
    while (str_cut(&rest, ',', &piece)) {
        piece = str_trim(piece);
        if (!piece.n) continue;
        if ((*n)++) put_c(&tidy, ',');
        put_str(&tidy, piece);
        if (utf8_len(piece) > *longest) *longest = utf8_len(piece);
    }
    return out_str(&tidy);
}

static void check_skills(struct listing_form *f, struct form_state *s)
{
    size_t n, longest;
    if (!f->skills.n) return;
    f->skills = skills_tidy(s->a, f->skills, &n, &longest);
    if (n > LISTING_SKILLS || longest > LISTING_SKILL) form_error(s, "skills", T_listing_err_skills);
}

static void check_ranges(struct req *r, const struct listing_form *f, struct form_state *s)
{
    int64_t from, to, until;
    if (f->amount_low != NO_INT && f->amount_high != NO_INT && f->amount_low > f->amount_high)
        form_error(s, "amount_high", T_listing_err_range);
    if (date_parse(f->from_day, &from) && date_parse(f->to_day, &to) && from > to) form_error(s, "to_day", T_listing_err_days);
    if (date_parse(f->open_until, &until) && until < instant_day(r->now)) form_error(s, "open_until", T_listing_err_past);
}

/* A file has the columns of all kinds; what is filled in for another kind would be lost without a word. */
static void check_kind(const struct listing_form *f, struct form_state *s)
{
    const struct listing_kind *k = listing_kind_find(f->kind);
    if (!k || s->form != &listing_form_any) return;
    for (size_t i = listing_any_detail; i < s->form->nfields; i++)
        if (s->raw.v[i].n && !listing_field(k, s->form->fields[i].name)) form_error(s, s->form->fields[i].name, T_listing_err_kind);
}

/* Names of organisations, one a line, in either language. */
static enum rc names_find(struct req *r, struct str lines, struct ids *ids, bool *unknown)
{
    struct str line;
    *ids = (struct ids){ 0 };
    while (str_cut(&lines, '\n', &line)) {
        struct organisation_named row;
        line = str_trim(line);
        if (!line.n) continue;
        enum rc rc = ids->n < LISTING_PARTIES ? organisation_named(r->db, line, &row) : RC_NONE;
        if (rc == RC_NONE) { *unknown = true; continue; }
        TRY(rc);
        bool twice = false;
        for (size_t i = 0; i < ids->n; i++) twice = twice || ids->v[i] == row.id;
        if (!twice) *PUSH(r->arena, ids) = row.id;
    }
    return RC_OK;
}

static enum rc check_parties(struct req *r, struct listing_form *f, struct form_state *s)
{
    bool unknown = false;
    TRY(names_find(r, f->named, &f->named_ids, &unknown));
    if (unknown) form_error(s, "named", T_listing_err_named);
    else if (str_eq(f->visibility, S("named")) && !f->named_ids.n) form_error(s, "named", T_err_need);
    unknown = false;
    TRY(names_find(r, f->annex_for, &f->annex_ids, &unknown));
    if (unknown) form_error(s, "annex_for", T_listing_err_named);
    return RC_OK;
}

enum rc listing_check(struct req *r, struct listing_form *f, struct form_state *s)
{
    if (r->err.rc != RC_OK) return r->err.rc;                             /* the organisations could not be read */
    if (!f->title_zh.n && !f->title_en.n) form_error(s, "title_zh", T_listing_err_either);
    if (!f->body_zh.n && !f->body_en.n) form_error(s, "body_zh", T_listing_err_either);
    check_kind(f, s);
    check_skills(f, s);
    check_ranges(r, f, s);
    return check_parties(r, f, s);
}

void listing_forgive(struct form_state *s)
{
    size_t kept = 0;
    for (size_t i = 0; i < s->faults.n; i++)
        if (s->faults.v[i].message != T_err_need && s->faults.v[i].message != T_listing_err_either) s->faults.v[kept++] = s->faults.v[i];
    s->faults.n = kept;
}

/* ---- values as text ---- */

static struct str joined(struct arena *a, const struct strs *m)
{
    struct out o;
    out_init(&o, a);
    for (size_t i = 0; i < m->n; i++) { if (i) put_c(&o, ','); put_str(&o, m->v[i]); }
    return out_str(&o);
}

static struct strs parted(struct arena *a, struct str s)
{
    struct strs m = { 0 };
    struct str piece;
    while (str_cut(&s, ',', &piece))
        if (piece.n) *PUSH(a, &m) = piece;
    return m;
}

struct str field_value(struct arena *a, const struct field *f, const void *form)
{
    const void *p = (const char *)form + f->at;
    switch (f->kind) {
    case FIELD_INT:
    case FIELD_MONEY: return *(const int64_t *)p == NO_INT ? STR_NONE : str_printf(a, "%lld", (long long)*(const int64_t *)p);
    case FIELD_FLAG: return *(const bool *)p ? S("1") : STR_NONE;
    case FIELD_MULTI: return ((const struct strs *)p)->n ? joined(a, p) : STR_NONE;
    case FIELD_FILE: unreachable();
    default: return ((const struct str *)p)->n ? *(const struct str *)p : STR_NONE;
    }
}

void field_set(struct arena *a, const struct field *f, void *form, struct str value)
{
    void *p = (char *)form + f->at;
    switch (f->kind) {
    case FIELD_INT: case FIELD_MONEY: if (!str_int(value, p)) *(int64_t *)p = NO_INT; break;
    case FIELD_FLAG: *(bool *)p = value.n > 0; break;
    case FIELD_MULTI: *(struct strs *)p = parted(a, value); break;
    case FIELD_FILE: unreachable();
    default: *(struct str *)p = value.n ? value : STR_NONE; break;
    }
}

/* ---- a stored listing as its form ---- */

static struct str some(struct str s) { return s.n ? s : STR_NONE; }

static enum rc load_details(struct db *db, const struct listing_kind *k, int64_t id, struct listing_form *f)
{
    struct listing_details_rows rows;
    TRY(listing_details(db, id, &rows));
    for (size_t i = k->detail; i < k->form->nfields; i++) {
        struct str value = STR_NONE;
        for (size_t n = 0; n < rows.n; n++)
            if (str_eq(rows.v[n].field, str_from(k->form->fields[i].name))) value = rows.v[n].value;
        field_set(db->arena, &k->form->fields[i], f, value);
    }
    return RC_OK;
}

static enum rc load_parties(struct db *db, int64_t id, struct listing_form *f)
{
    struct listing_parties_rows rows;
    struct out lines[2];
    TRY(listing_parties(db, id, &rows));
    for (int i = 0; i < 2; i++) out_init(&lines[i], db->arena);
    for (size_t i = 0; i < rows.n; i++) {
        int annex = str_eq(rows.v[i].what, S("annex"));
        if (lines[annex].n) put_c(&lines[annex], '\n');
        put_str(&lines[annex], rows.v[i].name_zh);
        *PUSH(db->arena, annex ? &f->annex_ids : &f->named_ids) = rows.v[i].organisation;
    }
    f->named = some(out_str(&lines[0]));
    f->annex_for = some(out_str(&lines[1]));
    return RC_OK;
}

void listing_blank(struct listing_form *f)
{
    *f = (struct listing_form){ .amount_low = NO_INT, .amount_high = NO_INT, .quantity = NO_INT, .months = NO_INT, .free_months = NO_INT,
        .hours = NO_INT, .days = NO_INT };
}

enum rc listing_load_shown(struct db *db, const struct listing_by_id *x, struct listing_form *f)
{
    const struct listing_kind *k = listing_kind_find(x->kind);
    must(k);
    *f = (struct listing_form){
        .side = x->side, .kind = x->kind, .title_zh = some(x->title_zh), .title_en = some(x->title_en), .body_zh = some(x->body_zh),
        .body_en = some(x->body_en), .industry = some(x->industry), .skills = some(x->skills), .division = some(x->division),
        .zone = some(x->zone), .stage = some(x->stage), .languages = parted(db->arena, x->languages), .amount_low = x->amount_low,
        .amount_high = x->amount_high, .quantity = x->quantity, .from_day = some(x->from_day), .to_day = some(x->to_day),
        .open_until = some(x->open_until), .visibility = x->visibility,
    };
    f->months = f->free_months = f->hours = f->days = NO_INT;
    if (x->organisation != DB_NULL) f->organisation = str_printf(db->arena, "%lld", (long long)x->organisation);
    return load_details(db, k, x->id, f);
}

enum rc listing_load(struct db *db, const struct listing_by_id *x, struct listing_form *f)
{
    TRY(listing_load_shown(db, x, f));
    return load_parties(db, x->id, f);
}
