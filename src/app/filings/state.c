/* state.c: the states of a filing, one function of what is stored and the day, and how each is shown: a word and an icon.
**
**   handed in?  no ── written down? ── by the deadline: not filed (draft)     after it: missing
**               yes ─ returned: refused
**                     late: late                    whatever becomes of it: that is a fact
**                     zero: zero report
**                     else: filed, or accepted                                                       */
#include "app/filings/inner.h"

static const struct {
    const char *code, *icon, *tag;
    int said;
} states[STANDINGS] = {
    [ST_NOT_FILED] = { "not_filed", "clock", "tag-muted", T_filing_st_not_filed },
    [ST_DRAFT] = { "draft", "edit", "tag-muted", T_filing_st_draft },
    [ST_MISSING] = { "missing", "warn", "tag-bad", T_filing_st_missing },
    [ST_FILED] = { "filed", "mail", "tag-offer", T_filing_st_filed },
    [ST_ACCEPTED] = { "accepted", "check", "tag-ok", T_filing_st_accepted },
    [ST_ZERO] = { "zero", "file", "tag-ok", T_filing_st_zero },
    [ST_LATE] = { "late", "bell", "tag-warn", T_filing_st_late },
    [ST_REFUSED] = { "refused", "cross", "tag-bad", T_filing_st_refused },
};

enum standing standing_of(const struct stands *s, int64_t day)
{
    int64_t due = 0;
    must(date_parse(s->due_day, &due));
    if (str_eq(s->state, S("returned"))) return ST_REFUSED;
    if (str_eq(s->state, S("open"))) return day > due ? ST_MISSING : s->draft ? ST_DRAFT : ST_NOT_FILED;
    if (s->late) return ST_LATE;
    if (s->zero) return ST_ZERO;
    return str_eq(s->state, S("accepted")) ? ST_ACCEPTED : ST_FILED;
}

int standing_said(enum standing s) { return states[s].said; }
struct str standing_code(enum standing s) { return str_from(states[s].code); }
const char *standing_icon(enum standing s) { return states[s].icon; }
const char *standing_tag(enum standing s) { return states[s].tag; }

bool standing_parse(struct str code, enum standing *s)
{
    for (int i = 0; i < STANDINGS; i++) if (str_eq(code, str_from(states[i].code))) { *s = (enum standing)i; return true; }
    return false;
}

void put_standing(struct req *r, enum standing s)
{
    put_f(&r->out, "<span class=\"tag %s\">", states[s].tag);
    put_icon(r, states[s].icon);
    put_msg(r, states[s].said);
    put_z(&r->out, "</span>");
}
