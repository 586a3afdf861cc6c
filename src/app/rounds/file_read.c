/* file_read.c: files -> a round. Tables are known by their headings, JSON by its brace, OR-Library by holding numbers only. */
#include "app/rounds/file.h"
#include "base/json.h"
#include "web/secret.h"
#include "web/sheet.h"

static const struct { struct str word; enum round_method method; } methods[] = {
    { SI("stable"), ROUND_STABLE }, { SI("cheapest"), ROUND_CHEAPEST }, { SI("best"), ROUND_BEST } };

struct str round_method_word(enum round_method m) { return methods[m].word; }

bool round_method_of(struct str word, enum round_method *m)
{
    for (size_t i = 0; i < LEN(methods); i++) if (str_eq(word, methods[i].word)) { *m = methods[i].method; return true; }
    return false;
}

/* --- tables */
/* English names of places are the site's: taken, and of no meaning here. */
enum column { C_OTHER, C_PLACE, C_ENGLISH, C_SEATS, C_LEAST, C_RESERVES, C_APPLICANT, C_POINTS, C_GROUPS, C_TEAM, C_WISHES, COLUMNS };
static const struct {
    struct str zh, en;
} headings[COLUMNS] = { [C_ENGLISH] = { SI("英文名"), SI("place_en") },
    [C_PLACE] = { SI("接收方"), SI("place") },
    [C_SEATS] = { SI("名额"), SI("seats") },
    [C_LEAST] = { SI("最低人数"), SI("least") },
    [C_RESERVES] = { SI("预留"), SI("reserves") },
    [C_APPLICANT] = { SI("申请人"), SI("applicant") },
    [C_POINTS] = { SI("分数"), SI("points") },
    [C_GROUPS] = { SI("人群"), SI("groups") },
    [C_TEAM] = { SI("同组"), SI("team") },
    [C_WISHES] = { SI("志愿"), SI("wishes") } };

static enum column column_of(struct str s)
{
    for (int c = 1; c < COLUMNS; c++) if (str_eq(s, headings[c].zh) || str_eq_nocase(s, headings[c].en)) return (enum column)c;
    return C_OTHER;
}

static bool of_places(enum column c) { return c >= C_PLACE && c <= C_RESERVES; }

/* What a table may be headed, for who has misspelt it: a column that is passed over in silence would decide who gets what. */
static enum rc heading_odd(struct round *rd, struct str heading, int column, bool places, bool applicants, struct err *e)
{
    struct out o;
    out_init(&o, rd->a);
    for (int c = 1; c < COLUMNS; c++) {
        if (of_places((enum column)c) ? !places : !applicants) continue;
        put_f(&o, "%s%.*s (%.*s)", o.n ? ", " : "", STR_FMT(headings[c].en), STR_FMT(headings[c].zh));
    }
    return fail_at(e, RC_INPUT, 1, column, "there is no column '%.*s'; %s: %.*s", STR_FMT(str_sub(heading, 0, 60)),
        places && applicants ? "those of places and applicants" : places ? "those of places" : "those of applicants", STR_FMT(out_str(&o)));
}

static enum rc table_read(struct round *rd, struct str bytes, bool places_turn, bool *took, uint32_t *tells, struct err *e)
{
    struct sheet sheet = { .max_rows = LIMIT_ROUND_APPLICANTS + 1 };
    int at[COLUMNS];
    size_t odd = 0;                                                 /* the first column of no known heading, from 1 */
    TRY(sheet_read(rd->a, bytes, &sheet, e));
    TRY(sheet_within(bytes, &sheet, e));
    for (int c = 0; c < COLUMNS; c++) at[c] = -1;
    for (size_t c = 0; c < sheet.v[0].n; c++) {
        enum column k = column_of(sheet.v[0].v[c]);
        if (k == C_OTHER) { if (!odd && sheet.v[0].v[c].n) odd = c + 1; continue; }
        if (at[k] >= 0) return fail_at(e, RC_INPUT, 1, (int)c + 1, "two columns are headed %.*s", STR_FMT(sheet.v[0].v[c]));
        at[k] = (int)c;
    }
    bool places = at[C_PLACE] >= 0 && at[C_SEATS] >= 0, applicants = at[C_APPLICANT] >= 0 && at[C_WISHES] >= 0;
    for (size_t c = 0; !odd && places != applicants && c < sheet.v[0].n; c++)
        if (sheet.v[0].v[c].n && of_places(column_of(sheet.v[0].v[c])) != places) odd = c + 1;
    if (odd) return heading_odd(rd, sheet.v[0].v[odd - 1], (int)odd, places || !applicants, applicants || !places, e);
    if (places == applicants) return fail_at(e, RC_INPUT, 1, 0, "a table of places is headed place (接收方) and seats (名额), one of applicants applicant (申请人) and wishes (志愿)");
    *took = places == places_turn;
    if (tells)
        *tells = (at[C_POINTS] >= 0 ? ROUND_TELLS_POINTS : 0u) | (at[C_GROUPS] >= 0 ? ROUND_TELLS_GROUPS : 0u)
            | (at[C_TEAM] >= 0 ? ROUND_TELLS_TEAM : 0u);
    for (size_t i = 1; *took && i < sheet.n; i++) {
        const struct sheet_row *row = &sheet.v[i];
        struct str cell[COLUMNS];
        for (int c = 0; c < COLUMNS; c++) cell[c] = at[c] < 0 ? STR_NONE : sheet_cell(row, (size_t)at[c]);
        if (places)
            TRY(round_place_add(rd, &(struct round_place_row){ cell[C_PLACE], cell[C_SEATS], cell[C_LEAST], cell[C_RESERVES], row->line },
                e));
        else
            TRY(round_applicant_add(rd,
                &(struct round_applicant_row){ cell[C_APPLICANT], cell[C_POINTS], cell[C_GROUPS], cell[C_TEAM], cell[C_WISHES], row->line },
                e));
    }
    return RC_OK;
}

/* --- what a file is */
/* A first line of numbers is no heading: a file of costs. What else stands in it is told when it is read. */
static bool starts_with_numbers(struct str s)
{
    for (size_t i = 0; i < s.n && s.p[i] != '\n' && s.p[i] != '\r'; i++)
        if (!memchr("0123456789 \t-+.", s.p[i], 16)) return false;
    return s.n && s.p[0] >= '0' && s.p[0] <= '9';
}

static enum rc file_read(struct round *rd, struct str bytes, bool places_turn, bool *took, struct err *e)
{
    struct str text = str_trim(bytes);
    bool json = text.n && text.p[0] == '{';
    for (; json && text.p > bytes.p && strchr("\n\r\t ", text.p[-1]); text.n++) text.p--;      /* the lines above it count */
    if (json) { *took = places_turn; return places_turn ? round_read_json(rd, text, e) : RC_OK; }
    if (starts_with_numbers(text)) { *took = places_turn; return places_turn ? round_read_orlib(rd, bytes, e) : RC_OK; }
    return table_read(rd, bytes, places_turn, took, NULL, e);
}

/* --- changes */
static enum rc changes_read(const struct round *rd, struct str bytes, struct round_changes *c, struct err *e)
{
    bool took = false;
    uint32_t tells = 0;
    TRY(table_read(&c->now, bytes, false, &took, &tells, e));
    if (!took) return fail_at(e, RC_INPUT, 1, 0, "changes are a table of applicants: applicant (申请人) and wishes (志愿)");
    uint32_t lost = rd->told & ~tells;
    enum column missing = lost & ROUND_TELLS_POINTS ? C_POINTS : lost & ROUND_TELLS_GROUPS ? C_GROUPS : C_TEAM;
    if (lost)
        return fail_at(e, RC_INPUT, 1, 0, "the column %.*s (%.*s) is missing, which the round has: who is named here would lose it",
            STR_FMT(headings[missing].en), STR_FMT(headings[missing].zh));
    c->changed = NEWS(rd->a, int32_t, c->now.applicants.list.n + 1);
    for (size_t i = 0; i < c->now.applicants.list.n; i++) {
        struct str name = c->now.applicants.list.v[i];
        c->changed[i] = names_find(&rd->applicants, name);
        if (c->changed[i] < 0) return fail(e, RC_INPUT, "'%.*s' was not in the round: changes are for those who were", STR_FMT(name));
    }
    return RC_OK;
}

enum rc round_err_in(struct arena *a, struct str where, enum rc rc, struct err *e)
{
    if (rc == RC_OK) return rc;
    const char *what = str_z(a, str_from(e->text));
    return fail_at(e, rc, e->line, e->col, "%.*s: %s", STR_FMT(str_sub(where, 0, utf8_offset(where, 120))), what);
}

enum rc round_changes_read(const struct round *rd, const struct round_file *f, struct round_changes *c, struct err *e)
{
    *c = (struct round_changes){ .now = { .a = rd->a,
                                     .method = rd->method,
                                     .method_name = rd->method_name,
                                     .places = rd->places,
                                     .groups = rd->groups,
                                     .teams = rd->teams } };
    return round_err_in(rd->a, f->name, changes_read(rd, f->bytes, c, e), e);
}

/* Places before applicants, in whatever order the files come; so a table of applicants is opened twice. Changes come last, in theirs. */
enum rc round_read(struct round *rd, struct err *e)
{
    if (arena_guard(rd->a) != 0) return fail(e, RC_LIMIT, "the files need more memory than a round may use");
    for (int turn = 0; turn < 2; turn++)
        for (size_t i = 0; i < rd->nfiles; i++) {
            bool took = false;
            if (!rd->file[i].changes) TRY(round_err_in(rd->a, rd->file[i].name, file_read(rd, rd->file[i].bytes, turn == 0, &took, e), e));
        }
    for (size_t i = 0; i < rd->nfiles; i++) {
        struct round_changes c;
        if (!rd->file[i].changes) continue;
        TRY(round_changes_read(rd, &rd->file[i], &c, e));
        if (c.now.applicants.list.n) round_change(rd, &c);
    }
    TRY(round_finish(rd, e));
    arena_unguard(rd->a);
    if (rd->method == ROUND_STABLE) round_lottery(rd);
    return assign_check(rd->a, &rd->r, e);
}

/* --- hashes */
static void hex_put(char *to, const uint8_t *from, size_t n)
{
    static const char digit[] = "0123456789abcdef";
    for (size_t i = 0; i < n; i++) { to[2 * i] = digit[from[i] >> 4]; to[2 * i + 1] = digit[from[i] & 15]; }
}

struct str round_hash(struct arena *a, struct str bytes)
{
    uint8_t sum[32];
    char text[64];
    sha256(bytes, sum);
    hex_put(text, sum, 32);
    return str_copy(a, (struct str){ text, sizeof text });
}

/* printf '%s\n%s' SEED APPLICANT | sha256sum | cut -c 1-16: anybody can draw it again; the greater wins. */
void round_lottery(struct round *rd)
{
    struct out o;
    out_init(&o, rd->a);
    for (size_t i = 0; i < rd->applicants.list.n; i++) {
        uint8_t sum[32];
        uint64_t v = 0;
        o.n = 0;
        put_str(&o, rd->seed);
        put_c(&o, '\n');
        put_str(&o, rd->applicants.list.v[i]);
        sha256(out_str(&o), sum);
        for (int k = 0; k < 8; k++) v = v << 8 | sum[k];
        *PUSH(rd->a, &rd->lottery) = v;
    }
    rd->r.lottery = rd->lottery.v;
}
