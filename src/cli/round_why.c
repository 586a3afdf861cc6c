/* round_why.c: why this and not that, told to one applicant in words and figures, naming nobody else. */
#include "cli/round.h"
#include "base/json.h"

struct telling { struct round *rd; const struct round_result *res; struct out *o; bool en; int32_t x; };

static const struct json_node *nth(const struct json_node *list, int32_t i)
{
    const struct json_node *n = list->first;
    while (n && i-- > 0) n = n->next;
    return n;
}

static struct str text_of(const struct json_node *n, const char *name)
{
    const struct json_node *m = n ? json_get(n, name) : NULL;
    return m ? m->text : STR_NONE;
}

static void put_seat(const struct telling *t, const struct json_node *mine)
{
    struct str name = t->rd->applicants.list.v[t->x], place = text_of(mine, "place"), wish = text_of(mine, "wish");
    if (!place.n) put_f(t->o, t->en ? "%.*s: no place.\n" : "%.*s：未分到。\n", STR_FMT(name));
    else if (wish.n)
        put_f(t->o, t->en ? "%.*s: %.*s, wish %.*s.\n" : "%.*s：分到 %.*s（第 %.*s 志愿）。\n", STR_FMT(name), STR_FMT(place),
            STR_FMT(wish));
    else put_f(t->o, t->en ? "%.*s: %.*s.\n" : "%.*s：分到 %.*s。\n", STR_FMT(name), STR_FMT(place));
}

/* The cut-off of a place that is hers: the one whose groups are those of hers that the place reserves seats for. */
static const struct json_node *cutoff_for(const struct telling *t, int32_t place)
{
    const struct assign_round *r = &t->rd->r;
    const struct json_node *list = json_get(nth(t->res->places, place), "cutoffs");
    uint32_t kind = assign_kind(&r->place[place], r->groups[t->x]);
    for (const struct json_node *n = list ? list->first : NULL; n; n = n->next) {
        uint64_t set = 0;
        for (const struct json_node *g = json_get(n, "groups")->first; g; g = g->next)
            set |= UINT64_C(1) << names_find(&t->rd->groups, g->text);
        if (assign_kind(&r->place[place], set) == kind) return n;
    }
    return NULL;
}

/* She would get in by herself, but goes with others, and not all of them would. */
static bool team_keeps_out(const struct telling *t, int32_t w, struct str gate, struct str points, struct str lot, struct str own)
{
    const struct assign_round *r = &t->rd->r;
    int64_t last;
    if (!r->team || r->team[t->x] == ASSIGN_NOBODY) return false;
    if (str_eq(gate, S("open"))) return true;
    return str_eq(gate, S("at")) && str_int(points, &last) && (r->number[w] > last || (r->number[w] == last && str_cmp(own, lot) > 0));
}

static void put_line_stable(const struct telling *t, int32_t w, int32_t rank, const struct json_node *mine, bool got)
{
    const struct assign_round *r = &t->rd->r;
    struct str place = t->rd->places.list.v[r->wish[w]], groups = STR_NONE;
    const struct json_node *c = cutoff_for(t, r->wish[w]), *opens = json_get(nth(t->res->places, r->wish[w]), "opens");
    struct str gate = text_of(c, "gate"), points = text_of(c, "points"), lot = text_of(c, "lottery"), own = text_of(mine, "lottery");
    for (const struct json_node *g = c ? json_get(c, "groups")->first : NULL; g; g = g->next)
        groups = groups.n ? str_printf(t->rd->a, t->en ? "%.*s, %.*s" : "%.*s、%.*s", STR_FMT(groups), STR_FMT(g->text)) : g->text;
    put_f(t->o, t->en ? "  %d. %.*s: " : "  %d. %.*s：", rank, STR_FMT(place));
    if (got) put_z(t->o, t->en ? "this is it; " : "就是这里；");
    put_f(t->o, t->en ? "you have %lld points" : "你 %lld 分", (long long)r->number[w]);
    if (groups.n) put_f(t->o, t->en ? " and count for %.*s" : "，计入 %.*s 预留", STR_FMT(groups));
    if (opens && opens->kind == JSON_FALSE) put_z(t->o, t->en ? "; it does not open: too few came.\n" : "；报名不足最低人数，不开放。\n");
    else if (!got && team_keeps_out(t, w, gate, points, lot, own))
        put_z(t->o,
            t->en ? "; alone you would get in, but your team goes whole or not at all, and not all of it would.\n"
                  : "；单独申请可以录取，但同组须一同录取，这里不能录取全组。\n");
    else if (str_eq(gate, S("open"))) put_z(t->o, t->en ? "; whoever asks gets a seat.\n" : "；仍有名额，申请即得。\n");
    else if (str_eq(gate, S("shut"))) put_z(t->o, t->en ? "; it has no seat for you.\n" : "；没有可给你的名额。\n");
    else if (str_eq(lot, own) && got) put_z(t->o, t->en ? "; you were the last on a seat you could have.\n" : "；你可得的名额里，你是末位。\n");
    else {
        put_f(t->o, t->en ? "; the last on a seat you could have has %.*s" : "；你可得的名额里，末位 %.*s 分", STR_FMT(points));
        if (str_eq(points, str_printf(t->rd->a, "%lld", (long long)r->number[w])))
            put_f(t->o, t->en ? ", drew %.*s, and you drew %.*s (the greater goes first)" : "，同分看抽签：末位 %.*s，你 %.*s（大者先）",
                STR_FMT(lot), STR_FMT(own));
        put_z(t->o, t->en ? ".\n" : "。\n");
    }
}

/* What she would have paid there is no less than what she pays: that is why she sits where she sits. */
static void put_line_optimal(const struct telling *t, int32_t w, const struct json_node *mine, bool got)
{
    const struct assign_round *r = &t->rd->r;
    int64_t price = 0, pays = 0, cost = r->number[w];
    struct str place = t->rd->places.list.v[r->wish[w]];
    str_int(text_of(nth(t->res->places, r->wish[w]), "price"), &price);
    str_int(text_of(mine, "pays"), &pays);
    if (t->en)
        put_f(t->o, "  %.*s: %s %lld%s, price of its scarce seats %lld, together %lld; %s.\n", STR_FMT(place),
            t->rd->method == ROUND_BEST ? "score" : "cost", (long long)(t->rd->method == ROUND_BEST ? -cost : cost),
            t->rd->method == ROUND_BEST ? " (counts below zero)" : "", (long long)price, (long long)(cost + price),
            got                       ? "this is it"
                : cost + price > pays ? "more than where you are"
                                      : "no better than where you are");
    else
        put_f(t->o, "  %.*s：%s %lld%s，名额稀缺价 %lld，合计 %lld；%s。\n", STR_FMT(place), t->rd->method == ROUND_BEST ? "得分" : "成本",
            (long long)(t->rd->method == ROUND_BEST ? -cost : cost), t->rd->method == ROUND_BEST ? "（以负计）" : "", (long long)price,
            (long long)(cost + price),
            got                       ? "就是这里"
                : cost + price > pays ? "高于现在的合计"
                                      : "不优于现在");
}

enum rc round_why(struct round *rd, const struct round_result *res, struct str applicant, bool en, struct out *o, struct err *e)
{
    struct telling t = { rd, res, o, en, names_find(&rd->applicants, applicant) };
    const struct assign_round *r = &rd->r;
    if (t.x < 0) return fail(e, RC_INPUT, "there is no applicant '%.*s' in this round", STR_FMT(applicant));
    const struct json_node *mine = nth(res->applicants, t.x);
    put_seat(&t, mine);
    for (int32_t w = r->first[t.x], rank = 0; w < r->first[t.x + 1]; w++) {
        bool got = str_eq(text_of(mine, "place"), rd->places.list.v[r->wish[w]]);
        rank += w == r->first[t.x] || !r->same[w];
        if (rd->method == ROUND_STABLE) put_line_stable(&t, w, rank, mine, got);
        else put_line_optimal(&t, w, mine, got);
        if (got && rd->method == ROUND_STABLE) break;            /* what comes after she did not need */
    }
    return RC_OK;
}
