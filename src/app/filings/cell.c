/* cell.c: one cell of a table somebody sent, or one box of the form, as the value its field wants. Outside bytes: pure, and
** fuzzed. What can be understood without a doubt is taken, with a note; anything else is a fault that names itself.
**
**     "９，２００"  "9,200"  "9200千元"  "920万元"      a number; a unit that stands beside it converts it and is believed
**     "2026-10-9"  "2026/10/9"  "20261009"  "2026年10月9日"  "46304"  "9 Oct 2026"      a day
**     "2.10299199001011E+17"      a number a spreadsheet has spoiled: nobody can say what it was */
#include "app/filings/inner.h"
#include "web/ids.h"
#include "web/sheet.h"

enum { TEXT_MOST = 200, NUMBER_MOST = 15 };        /* digits of a number as it is kept */
enum { FIRST_YEAR = 1900, LAST_YEAR = 2100 };      /* of a day; a year beside them is a slip of the hand */

/* ---- signs ---- */

/* Full-width signs and blanks become plain ones; dashes that stand for minus too. Of what is plain already nothing is copied:
** a table has a hundred thousand cells. */
static struct str narrowed(struct arena *a, struct str s, bool *wide)
{
    struct out o;
    size_t plain = 0;
    while (plain < s.n && (unsigned char)s.p[plain] < 128) plain++;
    if (plain == s.n) return str_trim(s);
    out_init(&o, a);
    for (size_t at = 0; at < s.n;) {
        char b[4];
        uint32_t c = utf8_next(s, &at);
        if (c >= 0xFF01 && c <= 0xFF5E) { c -= 0xFEE0; *wide = true; }
        if (c == 0x3000 || c == 0xA0) c = ' ';
        if (c == 0x2212 || c == 0x2013 || c == 0x2014) c = '-';
        put(&o, b, utf8_put(b, c));
    }
    return str_trim(out_str(&o));
}

/* ---- numbers ---- */

/* Words for a unit behind a number, and what one of it is in hundredths of the base: fen, or 1/100 m². 0: a word that counts one. */
static const struct { struct str word; char kind; int tens; } words[] = {
    { SI("百万元"), 'y', 8 }, { SI("亿元"), 'y', 10 }, { SI("万元"), 'y', 6 }, { SI("千元"), 'y', 5 }, { SI("元"), 'y', 2 },
    { SI("10k yuan"), 'y', 6 }, { SI("k yuan"), 'y', 5 }, { SI("thousand yuan"), 'y', 5 }, { SI("million yuan"), 'y', 8 },
    { SI("yuan"), 'y', 2 },
    { SI("万平方米"), 'm', 6 }, { SI("平方米"), 'm', 2 }, { SI("㎡"), 'm', 2 }, { SI("m²"), 'm', 2 }, { SI("m2"), 'm', 2 },
    { SI("平米"), 'm', 2 },
    { SI("人"), 'n', 0 }, { SI("家"), 'n', 0 }, { SI("个"), 'n', 0 }, { SI("件"), 'n', 0 }, { SI("项"), 'n', 0 }, { SI("名"), 'n', 0 },
    { SI("场"), 'n', 0 }, { SI("次"), 'n', 0 },
    { SI("persons"), 'n', 0 }, { SI("people"), 'n', 0 }, { SI("firms"), 'n', 0 }, { SI("posts"), 'n', 0 },
};

static char kind_of(const struct ret_unit *u) { return u->digits == 0 ? 'n' : strcmp(u->code, "m2") == 0 ? 'm' : 'y'; }

/* Cuts a unit off; false when it is one this field cannot have. */
static bool unit_cut(const struct ret_field *f, struct str *s, int *digits, bool *said)
{
    for (size_t i = 0; i < LEN(words); i++) {
        struct str w = words[i].word;
        if (s->n <= w.n || !str_eq_nocase(str_sub(*s, s->n - w.n, w.n), w)) continue;
        if (words[i].kind != kind_of(f->unit)) return false;
        *s = str_trim(str_sub(*s, 0, s->n - w.n));
        *digits = words[i].tens;
        *said = words[i].kind != 'n';
        return true;
    }
    return true;
}

/* Commas every three digits, or none. */
static bool commas_out(struct arena *a, struct str *s)
{
    struct out o;
    size_t digits = 0;
    bool any = false, point = false;
    if (!s->n || !memchr(s->p, ',', s->n)) return true;
    out_init(&o, a);
    for (size_t i = 0; i < s->n; i++) {
        char c = s->p[i];
        if (c == ',') {
            if (point || digits == 0 || digits > 3 || (any && digits != 3)) return false;
            any = true;
            digits = 0;
            continue;
        }
        if (c == '.') { if (any && digits != 3) return false; point = true; }
        if (c >= '0' && c <= '9' && !point) digits++;
        put_c(&o, c);
    }
    if (any && !point && digits != 3) return false;
    *s = out_str(&o);
    return true;
}

/* "-9.2" with 5 digits -> -920000. */
static enum cell_fault scaled(struct str s, int digits, int64_t *v)
{
    int64_t n = 0;
    int after = -1, all = 0;
    size_t i = s.n && (s.p[0] == '-' || s.p[0] == '+');
    if (i == s.n) return CELL_NO_NUMBER;
    for (; i < s.n; i++) {
        if (s.p[i] == '.' && after < 0) { after = 0; continue; }
        if (s.p[i] < '0' || s.p[i] > '9') return CELL_NO_NUMBER;
        if (after >= digits) { if (s.p[i] != '0') return CELL_DECIMALS; continue; }
        if (n || s.p[i] != '0') all++;
        if (all > NUMBER_MOST) return CELL_LARGE;
        n = n * 10 + (s.p[i] - '0');
        if (after >= 0) after++;
    }
    if (s.n == 1 && s.p[0] == '.') return CELL_NO_NUMBER;
    for (int k = after < 0 ? 0 : after; k < digits && n; k++) {
        if (++all > NUMBER_MOST) return CELL_LARGE;
        n *= 10;
    }
    *v = s.p[0] == '-' ? -n : n;
    return CELL_OK;
}

static struct cell number_read(struct arena *a, const struct ret_field *f, struct str text, bool wide)
{
    struct cell c = { .value = value_none(), .note = wide ? CELL_WIDE : CELL_FINE };
    int digits = f->unit->digits;
    bool said = false;
    struct str s = text, plain;
    if (str_eq(s, S("-")) || str_eq(s, S("/"))) { c.fault = CELL_NO_NUMBER; return c; }      /* nothing? zero? only the sender knows */
    if (!unit_cut(f, &s, &digits, &said)) { c.fault = CELL_NO_NUMBER; return c; }
    plain = s;
    if (!commas_out(a, &plain)) { c.fault = CELL_NO_NUMBER; return c; }
    c.fault = scaled(plain, digits, &c.value.num);
    if (c.fault == CELL_OK && c.value.num < 0 && !f->below_zero) c.fault = CELL_NEGATIVE;
    if (c.fault != CELL_OK) { c.value = value_none(); return c; }
    c.value.sure = said;
    if (said && digits != f->unit->digits) c.note = CELL_UNIT;
    else if (!wide && plain.n != s.n) c.note = CELL_COMMAS;
    return c;
}

/* ---- days ---- */

static bool day_fine(struct arena *a, int64_t y, int64_t m, int64_t d, struct str *day)
{
    if (y < FIRST_YEAR || y > LAST_YEAR || m < 1 || m > 12 || d < 1 || d > 31 || !date_valid(y, (int)m, (int)d)) return false;
    *day = date_str(a, date_days(y, (int)m, (int)d));
    return true;
}

/* Three numbers in the order year, month, day, with anything between them that people put there. */
static bool day_parts(struct arena *a, struct str s, struct str *day)
{
    int64_t part[3] = { 0 };
    int k = -1;
    bool in = false;
    for (size_t at = 0; at < s.n;) {
        uint32_t c = utf8_next(s, &at);
        if (c >= '0' && c <= '9') {
            if (!in && ++k > 2) return false;
            in = true;
            if ((part[k] = part[k] * 10 + (int64_t)(c - '0')) > 99999999) return false;
        } else if (c == '-' || c == '/' || c == '.' || c == ' ' || c == 0x5E74 || c == 0x6708 || c == 0x65E5) in = false;
        else return false;
    }
    return k == 2 && day_fine(a, part[0], part[1], part[2], day);
}

/* "9 Oct 2026", "9-Oct-26", "October 9, 2026": what a spreadsheet in English shows. */
static bool day_words(struct arena *a, struct str s, struct str *day)
{
    static const char months[] = "janfebmaraprmayjunjulaugsepoctnovdec";
    int64_t n[2] = { 0 }, m = 0;
    int k = -1;
    bool in = false;
    for (size_t i = 0; i < s.n; i++) {
        char c = s.p[i], low = (char)(c | 32);
        if (c >= '0' && c <= '9') {
            if (!in && ++k > 1) return false;
            in = true;
            if ((n[k] = n[k] * 10 + (c - '0')) > 9999) return false;
            continue;
        }
        in = false;
        if (low < 'a' || low > 'z') { if (c != ' ' && c != '-' && c != ',') return false; continue; }
        size_t from = i;
        char word[3];
        while (i + 1 < s.n && (s.p[i + 1] | 32) >= 'a' && (s.p[i + 1] | 32) <= 'z') i++;
        if (m || i - from < 2) return false;
        for (size_t j = 0; j < 3; j++) word[j] = (char)(s.p[from + j] | 32);
        for (int64_t j = 0; j < 12; j++) if (memcmp(word, months + 3 * j, 3) == 0) m = j + 1;
        if (!m) return false;
    }
    if (k != 1 || !m) return false;
    return day_fine(a, n[1] < 100 ? 2000 + n[1] : n[1], m, n[0], day);
}

static struct cell day_read(struct arena *a, struct str s, bool wide)
{
    enum { FIRST = 36526, LAST = 73050 };          /* serials of 2000-01-01 to 2099-12-31 */
    struct cell c = { .value = value_none(), .note = wide ? CELL_WIDE : CELL_FINE };
    int64_t n, day;
    if (date_parse(s, &day) && s.n == 10) {
        int64_t year = date_ymd(day).y;
        if (year >= FIRST_YEAR && year <= LAST_YEAR) c.value.text = s;
        else c.fault = CELL_NO_DATE;
        return c;
    }
    if (str_int(s, &n)) {
        if (n >= FIRST && n <= LAST) { c.value.text = date_str(a, date_days(1899, 12, 30) + n); c.note = CELL_SERIAL; return c; }
        if (s.n == 8 && day_fine(a, n / 10000, n / 100 % 100, n % 100, &c.value.text)) { c.note = CELL_DAY_TEXT; return c; }
    } else {
        struct str head = s, rest;
        if (str_find(s, S(":")) > 0) { rest = s; str_cut(&rest, ' ', &head); }      /* "2026-10-09 00:00:00" */
        if (day_parts(a, head, &c.value.text) || day_words(a, s, &c.value.text)) { c.note = CELL_DAY_TEXT; return c; }
    }
    c.fault = CELL_NO_DATE;
    return c;
}

/* ---- the rest ---- */

static struct cell choice_read(const struct ret_field *f, struct str s)
{
    struct cell c = { .value = value_none() };
    for (size_t i = 0; i < f->list.n; i++) {
        int said = filing_choice_said(f->list.v[i]);
        if (!str_eq_nocase(s, f->list.v[i]) && !(said && (str_eq(s, say_in(LANG_ZH, said)) || str_eq_nocase(s, say_in(LANG_EN, said)))))
            continue;
        c.value.text = f->list.v[i];
        return c;
    }
    c.fault = CELL_NO_CHOICE;
    return c;
}

static struct cell text_read(struct arena *a, struct str text)
{
    struct cell c = { .value = value_none() };
    struct out o;
    bool plain = true;
    if (utf8_len(text) > TEXT_MOST) { c.fault = CELL_LONG; return c; }
    for (size_t i = 0; i < text.n && plain; i++) plain = (unsigned char)text.p[i] >= 32 && text.p[i] != 127;
    if (plain) { c.value.text = text; return c; }
    out_init(&o, a);
    for (size_t i = 0; i < text.n; i++) put_c(&o, (unsigned char)text.p[i] < 32 || text.p[i] == 127 ? ' ' : text.p[i]);
    c.value.text = str_trim(out_str(&o));
    return c;
}

static struct cell number_of_somebody(struct arena *a, const struct ret_field *f, struct str s)
{
    struct cell c = { .value = value_none() };
    struct str v = id_normal(a, s);
    bool fine = f->type == RET_ID ? resident_check(v, NULL) == ID_FINE : uscc_check(v) == ID_FINE;
    if (fine) c.value.text = v;
    else c.fault = f->type == RET_ID ? CELL_NO_ID : CELL_NO_USCC;
    return c;
}

struct cell cell_read(struct arena *a, const struct ret_field *f, struct str text)
{
    bool wide = false;
    struct cell c = { .value = value_none() };
    if (!utf8_valid(text)) { c.fault = CELL_LONG; return c; }
    struct str s = f->type == RET_TEXT ? str_trim(text) : narrowed(a, text, &wide);
    if (!s.n) return c;
    if (f->type != RET_NUMBER && f->type != RET_DATE && sheet_spoiled(s)) { c.fault = CELL_SPOILED; return c; }
    switch (f->type) {
    case RET_NUMBER: return number_read(a, f, s, wide);
    case RET_DATE: return day_read(a, s, wide);
    case RET_CHOICE: return choice_read(f, s);
    case RET_USCC: case RET_ID: return number_of_somebody(a, f, s);
    case RET_TEXT: break;
    }
    return text_read(a, s);
}

int cell_fault_said(enum cell_fault f)
{
    static const int said[] = { [CELL_NO_NUMBER] = T_filing_c_number,
        [CELL_DECIMALS] = T_filing_c_decimals,
        [CELL_NEGATIVE] = T_filing_c_negative,
        [CELL_LARGE] = T_filing_c_large,
        [CELL_NO_DATE] = T_filing_c_date,
        [CELL_NO_CHOICE] = T_filing_c_choice,
        [CELL_NO_USCC] = T_filing_c_uscc,
        [CELL_NO_ID] = T_filing_c_id,
        [CELL_SPOILED] = T_filing_c_spoiled,
        [CELL_LONG] = T_filing_c_long };
    return said[f];
}

int cell_note_said(enum cell_note n)
{
    static const int said[] = { [CELL_WIDE] = T_filing_n_wide,
        [CELL_SERIAL] = T_filing_n_serial,
        [CELL_DAY_TEXT] = T_filing_n_day,
        [CELL_UNIT] = T_filing_n_unit,
        [CELL_COMMAS] = T_filing_n_commas };
    return said[n];
}

/* A code of any list of any return; 0: unknown. */
int filing_choice_said(struct str code)
{
    static const struct {
        const char *code;
        int said;
    } all[] = { { "operating", T_filing_choice_operating }, { "dormant", T_filing_choice_dormant }, { "closed", T_filing_choice_closed },
        { "graduate", T_filing_choice_graduate }, { "migrant", T_filing_choice_migrant }, { "veteran", T_filing_choice_veteran },
        { "hardship", T_filing_choice_hardship } };
    for (size_t i = 0; i < LEN(all); i++) if (str_eq(code, str_from(all[i].code))) return all[i].said;
    return 0;
}
