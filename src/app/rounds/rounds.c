/* rounds.c: the routes of rounds, where a round stands, and who may know and do what. */
#include "app/rounds/inner.h"

/* ---- groups ---- */

const struct round_group round_groups[ROUND_GROUPS] = {          /* codes ascending: the order in every comma-separated list */
    { SI("disabled"), T_round_disabled }, { SI("graduate"), T_round_graduate }, { SI("hardship"), T_round_hardship },
    { SI("migrant"), T_round_migrant }, { SI("veteran"), T_round_veteran },
};

struct choices round_groups_choices(struct req *r)
{
    struct choice *v = NEWS(r->arena, struct choice, ROUND_GROUPS);
    for (int g = 0; g < ROUND_GROUPS; g++) v[g] = (struct choice){ .code = round_groups[g].code, .message = round_groups[g].label };
    return (struct choices){ v, ROUND_GROUPS };
}

bool groups_have(struct str list, struct str code)
{
    struct str one;
    while (str_cut(&list, ',', &one)) if (str_eq(one, code)) return true;
    return false;
}

struct str groups_kept(struct arena *a, struct strs codes)
{
    struct out o;
    out_init(&o, a);
    for (int g = 0; g < ROUND_GROUPS; g++)
        for (size_t i = 0; i < codes.n; i++)
            if (str_eq(codes.v[i], round_groups[g].code)) { if (o.n) put_c(&o, ','); put_str(&o, codes.v[i]); break; }
    return out_str(&o);
}

void put_and(struct req *r) { put_z(&r->out, r->lang == LANG_EN ? ", " : "、"); }

void put_groups(struct req *r, struct str list)
{
    bool any = false;
    for (int g = 0; g < ROUND_GROUPS; g++) {
        if (!groups_have(list, round_groups[g].code)) continue;
        if (any) put_and(r);
        put_msg(r, round_groups[g].label);
        any = true;
    }
    if (!any) put_msg(r, T_round_everybody);
}

struct str groups_str(struct req *r, struct str list)
{
    struct str s = STR_NONE;
    for (int g = 0; g < ROUND_GROUPS; g++)
        if (groups_have(list, round_groups[g].code))
            s = s.n
                ? str_printf(r->arena, r->lang == LANG_EN ? "%.*s, %.*s" : "%.*s、%.*s", STR_FMT(s), STR_FMT(say(r, round_groups[g].label)))
                : say(r, round_groups[g].label);
    return s;
}

/* ---- where it stands ---- */

enum round_phase round_phase(const struct round_when *w, int64_t now)
{
    int64_t opens, closes, objections, today = instant_day(now);
    must(date_parse(w->opens_day, &opens) && date_parse(w->closes_day, &closes) && date_parse(w->objections_day, &objections));
    if (str_eq(w->state, S("draft"))) return PHASE_DRAFT;
    if (str_eq(w->state, S("cancelled"))) return PHASE_CANCELLED;
    if (str_eq(w->state, S("ran"))) return PHASE_RAN;
    if (str_eq(w->state, S("published"))) return today <= objections ? PHASE_OBJECTIONS : PHASE_FINAL;
    if (w->closed_ms || today > closes) return PHASE_CLOSED;
    return today < opens ? PHASE_COMING : PHASE_OPEN;
}

int round_phase_said(enum round_phase p)
{
    static const int said[] = { [PHASE_DRAFT] = T_round_draft,
        [PHASE_COMING] = T_round_coming,
        [PHASE_OPEN] = T_round_open,
        [PHASE_CLOSED] = T_round_closed,
        [PHASE_RAN] = T_round_ran,
        [PHASE_OBJECTIONS] = T_round_objections,
        [PHASE_FINAL] = T_round_final,
        [PHASE_CANCELLED] = T_round_cancelled };
    return said[p];
}

/* ---- access ---- */

bool round_may_run(const struct req *r, struct str department, struct str division, int64_t organisation)
{
    return may(r, PERM_ROUND_RUN, (struct scope){ department, division, organisation == DB_NULL ? 0 : organisation });
}

bool round_office(const struct req *r, const struct round_by_id *x)
{
    return round_may_run(r, x->department, x->division, x->organisation);
}

enum rc round_seen(struct req *r, int64_t id, struct round_by_id *x)
{
    TRY(round_by_id(r->db, id, x));
    return !str_eq(x->state, S("draft")) || round_office(r, x) ? RC_OK : RC_NONE;
}

enum rc round_for_office(struct req *r, int64_t id, struct round_by_id *x)
{
    TRY(round_seen(r, id, x));
    return round_office(r, x) ? RC_OK : fail(&r->err, RC_DENIED, "another office's round");
}

enum rc round_draft(struct req *r, struct round_by_id *x)
{
    TRY(round_for_office(r, r->id[0], x));
    return str_eq(x->state, S("draft")) ? RC_OK : fail(&r->err, RC_STALE, "the round has been announced");
}

enum rc round_still_draft(struct db *tx, int64_t id)
{
    struct round_by_id x;
    TRY(round_by_id(tx, id, &x));
    return str_eq(x.state, S("draft")) ? RC_OK : fail(&tx->err, RC_STALE, "the round has been announced");
}

struct str round_path(struct req *r, int64_t id, const char *tail) { return str_printf(r->arena, "/rounds/%lld%s", (long long)id, tail); }

void round_crumbs(struct req *r, const struct round_by_id *x)
{
    page_crumb(r, S("/rounds"), say(r, T_rounds));
    if (x) page_crumb(r, round_path(r, x->id, ""), pick(r, x->title_zh, x->title_en));
}

enum rc round_rules(struct db *db, int64_t id, struct round_rules *q)
{
    TRY(round_by_id(db, id, &q->x));
    TRY(round_places(db, id, &q->places));
    TRY(round_reserves(db, id, &q->reserves));
    return round_criteria(db, id, &q->criteria);
}

/* ---- routes ---- */

static const struct route routes[] = {
    GET ("/rounds",                             PERM_PUBLIC,      rounds_page,             .title = T_rounds, .menu = 25,
        .json = rounds_json,
        .answers = "{rounds:[{id:id kind:text title_zh:text title_en:text state:text opens_day:text closes_day:text places:int seats:int applicants:int}]}"),
    GET ("/rounds/new",                         PERM_ROUND_RUN,   round_new_page,          .title = T_round_new),
    GET ("/rounds/{id}",                        PERM_PUBLIC,      round_page,              .json = round_json,
        .answers = "{id:id state:text opens_day:text closes_day:text objections_day:text seed_sha256:text seed:text off_ms:int|null off_reason:text repeats:id|null applicants:int criteria:[{id:id points:int most:int name_zh:text name_en:text}] places:[{id:id name_zh:text name_en:text seats:int least:int cutoffs:[{groups:text gate:text points:int lottery:text}]}] results:[{id:id number:int applicants:int seats:int placed:int first_wish:int places_sha256:text applicants_sha256:text result_sha256:text}]}"),
    GET ("/rounds/{id}/edit",                   PERM_ROUND_RUN,   round_edit_page),
    GET ("/rounds/{id}/places",                 PERM_ROUND_RUN,   round_places_page),
    GET ("/rounds/{id}/places/{id}",            PERM_ROUND_RUN,   round_place_page),
    GET ("/rounds/{id}/points",                 PERM_ROUND_RUN,   round_criterion_page),
    GET ("/rounds/{id}/office",                 PERM_ROUND_RUN,   round_office_page),
    GET ("/rounds/{id}/whatif",                 PERM_ROUND_RUN,   round_whatif_page),
    GET ("/rounds/{id}/applications/{id}",      PERM_ROUND_RUN,   round_application_page),
    GET ("/rounds/{id}/apply",                  PERM_ROUND_APPLY, round_apply_page),
    GET ("/rounds/{id}/mine",                   PERM_ROUND_APPLY, round_mine_page,         .json = round_mine_json,
        .answers = "{alias:text groups:text changed_ms:int wishes:[id] result:{number:int place:id|null wish:int points:int lottery:text why:[{why:text groups:text points:int lottery:text}]}|null}"),
    GET ("/rounds/{id}/files/{id}/{name}",      PERM_PUBLIC,      round_result_file),
    POST("/rounds",                             PERM_ROUND_RUN,   round_new_post,          .form = &round_form),
    POST("/rounds/{id}",                        PERM_ROUND_RUN,   round_edit_post,         .form = &round_form),
    POST("/rounds/{id}/places",                 PERM_ROUND_RUN,   round_place_post,        .form = &round_place_form),
    POST("/rounds/{id}/places/table",           PERM_ROUND_RUN,   round_places_post,       .form = &round_places_form),
    POST("/rounds/{id}/places/{id}/remove",     PERM_ROUND_RUN,   round_place_drop_post,   .title = T_round_remove),
    POST("/rounds/{id}/points",                 PERM_ROUND_RUN,   round_criterion_post,    .form = &round_criterion_form),
    POST("/rounds/{id}/points/{id}/remove",     PERM_ROUND_RUN,   round_criterion_drop_post, .title = T_round_remove),
    POST("/rounds/{id}/announce",               PERM_ROUND_RUN,   round_announce_post,     .title = T_round_announce),
    POST("/rounds/{id}/cancel",                 PERM_ROUND_RUN,   round_cancel_post,       .form = &round_off_form, .step_up = true),
    POST("/rounds/{id}/again",                  PERM_ROUND_RUN,   round_again_post,        .title = T_round_again),
    POST("/rounds/{id}/ask",                    PERM_ROUND_RUN,   round_ask_post,          .form = &round_ask_form, .step_up = true),
    POST("/rounds/{id}/confirm",                PERM_ROUND_RUN,   round_confirm_post,      .form = &round_ask_form, .step_up = true),
    POST("/rounds/{id}/unask",                  PERM_ROUND_RUN,   round_unask_post,        .title = T_round_unask),
    POST("/rounds/{id}/applications/{id}",      PERM_ROUND_RUN,   round_application_post,  .form = &round_correct_form),
    POST("/rounds/{id}/objections/{id}",        PERM_ROUND_RUN,   round_decide_post,       .form = &round_decide_form),
    POST("/rounds/{id}/apply",                  PERM_ROUND_APPLY, round_apply_post,        .form = &round_apply_form),
    POST("/rounds/{id}/withdraw",               PERM_ROUND_APPLY, round_withdraw_post,     .title = T_round_withdraw),
    POST("/rounds/{id}/part",                   PERM_ROUND_APPLY, round_part_post,         .title = T_round_part),
    POST("/rounds/{id}/object",                 PERM_ROUND_APPLY, round_object_post,       .form = &round_object_form),
};
const struct slice rounds_slice = { .name = "rounds",
    .routes = routes,
    .nroutes = LEN(routes),
    .tick = rounds_left_tick,
    .soon = rounds_tell_soon };
