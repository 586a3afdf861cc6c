/* file_rows.c: places and applicants out of the words of a row; the same words in tables and in JSON.
**
**   reserves   graduate:3; migrant:2!          seats per group; "!" = hard: nobody else may sit there
**   groups     graduate; migrant
**   wishes     desk-a:70 > desk-b = desk-c     most wanted first; "=" liked as much as the one before;
**                                              a number is the points (or the cost) there instead of the row's
** Full-width punctuation counts as its half-width twin.
*/
#include "app/rounds/file.h"

/* --- names */
static size_t slot_of(const struct names *n, struct str name)
{
    size_t i = (size_t)str_hash(name) & (n->slots - 1);
    while (n->slot[i] && !str_eq(n->list.v[n->slot[i] - 1], name)) i = (i + 1) & (n->slots - 1);
    return i;
}

int32_t names_find(const struct names *n, struct str name)
{
    return n->slots ? n->slot[slot_of(n, name)] - 1 : -1;
}

int32_t names_add(struct arena *a, struct names *n, struct str name, bool *fresh)
{
    if (n->list.n * 2 >= n->slots) {
        n->slots = n->slots ? n->slots * 4 : 64;
        n->slot = NEWS(a, int32_t, n->slots);
        for (size_t i = 0; i < n->list.n; i++) n->slot[slot_of(n, n->list.v[i])] = (int32_t)i + 1;
    }
    size_t at = slot_of(n, name);
    *fresh = n->slot[at] == 0;
    if (*fresh) {
        *PUSH(a, &n->list) = name;
        n->slot[at] = (int32_t)n->list.n;
    }
    return n->slot[at] - 1;
}

/* --- punctuation */
static const struct {
    struct str wide;
    char narrow;
} marks[] = { { SI("："), ':' }, { SI("；"), ';' }, { SI("＞"), '>' }, { SI("＝"), '=' }, { SI("！"), '!' }, { SI("，"), ';' },
    { SI("、"), ';' }, { SI(","), ';' } };

/* The mark at s, which takes *n bytes; 0: none. */
static char mark_at(struct str s, size_t *n)
{
    *n = 1;
    if (strchr(":;>=!", s.p[0])) return s.p[0];
    for (size_t i = 0; i < LEN(marks); i++)
        if (str_starts(s, marks[i].wide)) { *n = marks[i].wide.n; return marks[i].narrow; }
    return 0;
}

/* The next piece of *rest that ends at one of the marks in `ends`; *end is that mark, 0 at the end of the text. */
static bool piece_next(struct str *rest, const char *ends, struct str *piece, char *end)
{
    if (!rest->p) return false;
    for (size_t i = 0, n; i < rest->n; i += n) {
        struct str here = str_sub(*rest, i, rest->n);
        *end = mark_at(here, &n);
        if (!*end || !strchr(ends, *end)) { n = 1; continue; }
        *piece = str_trim(str_sub(*rest, 0, i));
        *rest = str_sub(*rest, i + n, rest->n);
        return true;
    }
    *piece = str_trim(*rest);
    *rest = STR_NONE;
    *end = 0;
    return true;
}

static bool name_fine(struct str s)
{
    size_t n;
    if (s.n == 0 || s.n > 200) return false;
    for (size_t i = 0; i < s.n; i++)
        if ((unsigned char)s.p[i] < 0x20 || mark_at(str_sub(s, i, s.n), &n)) return false;
    return true;
}

static enum rc wrong(int line, struct err *e, const char *what, struct str s)
{
    return fail_at(e, RC_INPUT, line, 0, "%s: '%.*s'", what, s.n > 120 ? 120 : (int)s.n, s.n ? s.p : "");
}

static bool count_of(struct str s, int64_t most, int32_t *to)
{
    int64_t v;
    if (!str_int(s, &v) || v < 0 || v > most) return false;
    *to = (int32_t)v;
    return true;
}

/* --- places */
static enum rc reserves_read(struct round *rd, const struct round_place_row *row, struct assign_place *p, struct err *e)
{
    struct assign_reserve *list = NEWS(rd->a, struct assign_reserve, LIMIT_ROUND_RESERVES);
    struct str rest = row->reserves, item, group, seats;
    char end;
    bool fresh;
    p->reserves = list;
    while (rest.n && piece_next(&rest, ";", &item, &end)) {
        struct str left = item;
        if (item.n == 0) continue;
        if (p->nreserves == LIMIT_ROUND_RESERVES) return wrong(row->line, e, "a place may have six reserves", row->reserves);
        struct assign_reserve *v = &list[p->nreserves++];
        if (!piece_next(&left, ":", &group, &end) || end != ':' || !name_fine(group) || !piece_next(&left, "!", &seats, &end) || left.n)
            return wrong(row->line, e, "a reserve is written group:seats, or group:seats! when nobody else may sit there", item);
        v->hard = end == '!';
        if (!count_of(seats, p->seats, &v->seats)) return wrong(row->line, e, "a reserve has from 0 to all seats of the place", item);
        v->group = names_add(rd->a, &rd->groups, group, &fresh);
        if (v->group >= LIMIT_ROUND_GROUPS) return wrong(row->line, e, "a round may have 64 groups", item);
    }
    return RC_OK;
}

enum rc round_place_add(struct round *rd, const struct round_place_row *row, struct err *e)
{
    struct assign_place p = { 0 };
    bool fresh;
    if (!name_fine(row->place))
        return wrong(row->line, e, "a place has a name of one line, at most 200 bytes, without : ; , > = !", row->place);
    if (!count_of(row->seats, LIMIT_ROUND_APPLICANTS, &p.seats)) return wrong(row->line, e, "seats is a whole number", row->seats);
    if (row->least.n && !count_of(row->least, p.seats, &p.least))
        return wrong(row->line, e, "least is a whole number, at most the seats", row->least);
    if (rd->places.list.n == LIMIT_ROUND_PLACES) return wrong(row->line, e, "there are too many places", row->place);
    names_add(rd->a, &rd->places, row->place, &fresh);
    if (!fresh) return wrong(row->line, e, "this place stands in the file twice", row->place);
    TRY(reserves_read(rd, row, &p, e));
    *PUSH(rd->a, &rd->place) = p;
    return RC_OK;
}

/* --- applicants */
static enum rc groups_read(struct round *rd, const struct round_applicant_row *row, uint64_t *member, struct err *e)
{
    struct str rest = row->groups, group;
    char end;
    bool fresh;
    while (rest.n && piece_next(&rest, ";", &group, &end)) {
        if (group.n == 0) continue;
        if (!name_fine(group)) return wrong(row->line, e, "this is no name of a group", group);
        int32_t g = names_add(rd->a, &rd->groups, group, &fresh);
        if (g >= LIMIT_ROUND_GROUPS) return wrong(row->line, e, "a round may have 64 groups", group);
        *member |= UINT64_C(1) << g;
    }
    return RC_OK;
}

static enum rc wish_read(struct round *rd, const struct round_applicant_row *row, struct str item, bool same, int64_t points, int32_t rank,
    struct err *e)
{
    struct str place, number, left = item;
    char end;
    _Static_assert(LIMIT_ROUND_WISHES == 5000, "the message below says so");
    if (!piece_next(&left, ":", &place, &end) || place.n == 0) return wrong(row->line, e, "a wish is empty", row->wishes);
    if (rd->wish.n - (size_t)rd->first.v[rd->first.n - 1] == LIMIT_ROUND_WISHES)
        return wrong(row->line, e, "a list has at most 5000 wishes", row->applicant);
    int32_t p = names_find(&rd->places, place);
    if (p < 0) return wrong(row->line, e, "there is no place of this name", place);
    for (size_t i = (size_t)rd->first.v[rd->first.n - 1]; i < rd->wish.n; i++)
        if (rd->wish.v[i] == p) return wrong(row->line, e, "a place is wished for twice", place);
    if (end == ':') {
        number = str_trim(left);
        if (!str_int(number, &points) || points > LIMIT_ROUND_POINTS || points < -LIMIT_ROUND_POINTS)
            return wrong(row->line, e, "behind the colon stands a whole number between minus and plus a thousand million", item);
    } else if (rd->method == ROUND_CHEAPEST && !row->points.n) points = rank;       /* no costs given: the wish's rank is its cost */
    else if (rd->method == ROUND_BEST && !row->points.n) return wrong(row->line, e, "this wish has no score; write place:score", item);
    *PUSH(rd->a, &rd->wish) = p;
    *PUSH(rd->a, &rd->number) = points;
    *PUSH(rd->a, &rd->same) = same;
    return RC_OK;
}

enum rc round_applicant_add(struct round *rd, const struct round_applicant_row *row, struct err *e)
{
    struct str rest = row->wishes, item;
    int64_t points = 0;
    uint64_t member = 0;
    bool fresh;
    char end, before;
    int32_t rank = 0;
    if (!name_fine(row->applicant))
        return wrong(row->line, e, "an applicant has a name of one line, at most 200 bytes, without : ; , > = !", row->applicant);
    if (row->points.n && (!str_int(row->points, &points) || points > LIMIT_ROUND_POINTS || points < -LIMIT_ROUND_POINTS))
        return wrong(row->line, e, "points is a whole number between minus and plus a thousand million", row->points);
    if (rd->applicants.list.n == LIMIT_ROUND_APPLICANTS) return wrong(row->line, e, "there are too many applicants", row->applicant);
    names_add(rd->a, &rd->applicants, row->applicant, &fresh);
    if (!fresh) return wrong(row->line, e, "this applicant stands in the file twice", row->applicant);
    if (rd->first.n == 0) *PUSH(rd->a, &rd->first) = 0;
    TRY(groups_read(rd, row, &member, e));
    *PUSH(rd->a, &rd->member) = member;
    rd->told |= (row->points.n ? ROUND_TELLS_POINTS : 0u) | (member ? ROUND_TELLS_GROUPS : 0u) | (row->team.n ? ROUND_TELLS_TEAM : 0u);
    if (row->team.n && !name_fine(row->team)) return wrong(row->line, e, "this is no name of a team", row->team);
    *PUSH(rd->a, &rd->team) = row->team.n ? names_add(rd->a, &rd->teams, row->team, &fresh) : ASSIGN_NOBODY;
    for (before = '>'; row->wishes.n && piece_next(&rest, ">=", &item, &end); before = end) {
        rank += before == '>';
        TRY(wish_read(rd, row, item, before == '=', points, rank, e));
    }
    if (rd->wish.n > INT32_MAX - LIMIT_ROUND_WISHES) return wrong(row->line, e, "there are too many wishes", row->applicant);
    *PUSH(rd->a, &rd->first) = (int32_t)rd->wish.n;
    return RC_OK;
}

/* --- the engine's view */
/* Said; else so much that one more placed outweighs whatever it costs the others: a chain of moves visits each place at most once. */
int64_t round_outside(const struct round *rd)
{
    int64_t most = 0;
    if (rd->outside_said) return rd->method == ROUND_BEST ? -rd->outside : rd->outside;
    for (size_t i = 0; i < rd->number.n; i++) {
        int64_t v = rd->number.v[i] < 0 ? -rd->number.v[i] : rd->number.v[i];
        if (v > most) most = v;
    }
    return (2 * (int64_t)rd->places.list.n + 3) * (most + 1);
}

/* Teams by number, as the engine counts them: those there are, in the order in which they come. Names are kept of all there ever were,
** for the next changes. */
static const int32_t *teams_count(struct round *rd)
{
    int32_t n = 0, *at = NEWS(rd->a, int32_t, rd->teams.list.n + 1), *team = NEWS(rd->a, int32_t, rd->team.n + 1);
    for (size_t x = 0; x < rd->team.n; x++) {
        int32_t t = rd->team.v[x];
        if (t >= 0 && !at[t]) at[t] = ++n;
        team[x] = t < 0 ? ASSIGN_NOBODY : at[t] - 1;
    }
    return n ? team : NULL;
}

/* The arrays the engine reads. */
static void arrays_point(struct round *rd)
{
    rd->r.first = rd->first.v;
    rd->r.wish = rd->wish.v;
    rd->r.number = rd->number.v;
    rd->r.same = rd->same.v;
    rd->r.groups = rd->member.v;
    rd->r.team = rd->teams.list.n ? teams_count(rd) : NULL;
}

static void list_put(struct round *rd, const struct round *from, size_t x, int64_t sign)
{
    for (int32_t w = from->first.v[x]; w < from->first.v[x + 1]; w++) {
        *PUSH(rd->a, &rd->wish) = from->wish.v[w];
        *PUSH(rd->a, &rd->number) = sign * from->number.v[w];
        *PUSH(rd->a, &rd->same) = from->same.v[w];
    }
    *PUSH(rd->a, &rd->first) = (int32_t)rd->wish.n;
    *PUSH(rd->a, &rd->member) = from->member.v[x];
    *PUSH(rd->a, &rd->team) = from->team.v[x];
}

void round_change(struct round *rd, const struct round_changes *c)
{
    const struct round was = *rd;
    size_t n = rd->applicants.list.n;
    int32_t *row = NEWS(rd->a, int32_t, n + 1);                     /* of the changes, from 1 */
    for (size_t i = 0; i < c->now.applicants.list.n; i++) row[c->changed[i]] = (int32_t)i + 1;
    memset(&rd->first, 0, sizeof rd->first);
    memset(&rd->wish, 0, sizeof rd->wish);
    memset(&rd->number, 0, sizeof rd->number);
    memset(&rd->same, 0, sizeof rd->same);
    memset(&rd->member, 0, sizeof rd->member);
    memset(&rd->team, 0, sizeof rd->team);
    rd->groups = c->now.groups;
    rd->teams = c->now.teams;
    rd->told |= c->now.told;
    *PUSH(rd->a, &rd->first) = 0;
    for (size_t x = 0; x < n; x++)
        if (row[x]) list_put(rd, &c->now, (size_t)row[x] - 1, rd->r.first && rd->method == ROUND_BEST ? -1 : 1);
        else list_put(rd, &was, x, 1);
    if (rd->r.first) arrays_point(rd);
}

enum rc round_finish(struct round *rd, struct err *e)
{
    if (rd->places.list.n == 0) return fail(e, RC_INPUT, "no file names a place: a table headed place (接收方) and seats (名额) is needed, with a row at least");
    if (rd->applicants.list.n == 0) return fail(e, RC_INPUT, "no file names an applicant: a table headed applicant (申请人) and wishes (志愿) is needed, with a row at least");
    for (size_t i = 0; rd->method != ROUND_STABLE && i < rd->place.n; i++)
        if (rd->place.v[i].nreserves) return fail(e, RC_INPUT, "place %zu has reserves: they belong to a stable round", i);
    if (rd->method != ROUND_STABLE && rd->teams.list.n) return fail(e, RC_INPUT, "teams belong to a stable round");
    /* a score is a cost below zero */
    for (size_t i = 0; rd->method == ROUND_BEST && i < rd->number.n; i++) rd->number.v[i] = -rd->number.v[i];
    rd->r = (struct assign_round){ .applicants = (int32_t)rd->applicants.list.n, .places = (int32_t)rd->places.list.n, .place = rd->place.v,
        .outside = rd->method == ROUND_STABLE ? 0 : round_outside(rd) };
    arrays_point(rd);
    return RC_OK;
}
