/* kinds.c: what one tells of a listing, by its kind.
**
** Ten tables, one a kind, each the common fields under the kind's own words
** (a job's amount is its wage, a space's quantity its area) and then the fields
** only this kind has. The common ones are columns of the table listing, where
** the match reads them; the others are rows of listing_detail.
**
** To give a kind a field: a member in inner.h, a line here, a message. */
#include "app/docking/inner.h"

CODES(listing_kinds) CODES(industries) CODES(divisions) CODES(zones) CODES(stages) CODES(languages) CODES(ip_states) CODES(education)

/* Short lists nobody edits: the program's own words. */
#define OWN(name, ...) \
    static struct choices name##_choices(struct req *r) \
    { \
        static const struct choice v[] = { __VA_ARGS__ }; \
        (void)r; \
        return (struct choices){ v, LEN(v) }; \
    }
#define ONE(code_, message_) { .code = SI(code_), .message = message_ }
OWN(sides, ONE("need", T_listing_need), ONE("offer", T_listing_offer))
OWN(visibilities, ONE("public", T_listing_public), ONE("members", T_listing_members), ONE("named", T_listing_named))
OWN(transfers, ONE("licence", T_listing_transfer_licence), ONE("exclusive", T_listing_transfer_exclusive),
    ONE("sale", T_listing_transfer_sale),
    ONE("joint", T_listing_transfer_joint), ONE("shares", T_listing_transfer_shares))
OWN(contracts, ONE("open", T_listing_contract_open), ONE("fixed", T_listing_contract_fixed), ONE("project", T_listing_contract_project),
    ONE("part", T_listing_contract_part), ONE("flexible", T_listing_contract_flexible))
OWN(premises, ONE("desk", T_listing_premises_desk), ONE("office", T_listing_premises_office), ONE("workshop", T_listing_premises_workshop),
    ONE("laboratory", T_listing_premises_laboratory), ONE("store", T_listing_premises_store), ONE("shop", T_listing_premises_shop),
    ONE("land", T_listing_premises_land))
OWN(meets, ONE("place", T_listing_meets_place), ONE("online", T_listing_meets_online), ONE("both", T_listing_meets_both))
OWN(instruments, ONE("equity", T_listing_instrument_equity), ONE("loan", T_listing_instrument_loan),
    ONE("guarantee", T_listing_instrument_guarantee),
    ONE("convertible", T_listing_instrument_convertible), ONE("grant", T_listing_instrument_grant))
OWN(cooperations, ONE("research", T_listing_cooperation_research), ONE("laboratory", T_listing_cooperation_laboratory),
    ONE("company", T_listing_cooperation_company), ONE("chain", T_listing_cooperation_chain), ONE("channel", T_listing_cooperation_channel),
    ONE("school", T_listing_cooperation_school))

/* Oneself is the empty choice; the others are the organisations one may act for. A reader's rows come in sequence. */
static struct choices organisations_choices(struct req *r)
{
    struct reader_member_rows rows = { 0 };
    struct choices c = { 0 };
    enum rc rc = reader_member(r->db, r->who.account, &rows);
    if (rc != RC_OK) (void)fail(&r->err, rc, "%s", r->db->err.text);         /* listing_check passes it on */
    if (!rows.n) return c;
    struct choice *v = NEWS(r->arena, struct choice, rows.n);
    for (size_t i = 0; i < rows.n; i++)
        if (!str_eq(rows.v[i].role, S("member")) && str_eq(rows.v[i].state, S("active")))
            v[c.n++] = (struct choice){ str_printf(r->arena, "%lld", (long long)rows.v[i].organisation), rows.v[i].name_zh,
                rows.v[i].name_en, 0 };
    c.v = v;
    return c;
}

#define F(member) AT(struct listing_form, member)
/* stage_, low_, high_, quantity_, from_ and to_ are the kind's words for these columns. */
#define COMMON(stage_, low_, high_, quantity_, from_, to_) \
    CHOICE("side", F(side), .label = T_listing_side, .choices = sides_choices, .need = true), \
    CHOICE("kind", F(kind), .label = T_listing_kind, .choices = listing_kinds_choices, .need = true), \
    CHOICE("organisation", F(organisation), .label = T_listing_organisation, .hint = T_listing_organisation_hint, .choices = organisations_choices), \
    TEXT("title_zh", F(title_zh), .label = T_listing_title_zh, .max = LISTING_TITLE, .either = true), \
    TEXT("title_en", F(title_en), .label = T_listing_title_en, .either = true, .max = LISTING_TITLE), \
    LONGTEXT("body_zh", F(body_zh), .label = T_listing_body_zh, .max = LISTING_BODY, .either = true), \
    LONGTEXT("body_en", F(body_en), .label = T_listing_body_en, .either = true, .max = LISTING_BODY), \
    CHOICE("industry", F(industry), .label = T_listing_industry, .choices = industries_choices), \
    TEXT("skills", F(skills), .label = T_listing_skills, .hint = T_listing_skills_hint, .max = 400), \
    CHOICE("stage", F(stage), .label = stage_, .choices = stages_choices), \
    MONEY("amount_low", F(amount_low), .label = low_, .max = INT64_C(100000000000000)), \
    MONEY("amount_high", F(amount_high), .label = high_, .max = INT64_C(100000000000000)), \
    INT("quantity", F(quantity), .label = quantity_, .min = 1, .max = 1000000000), \
    CHOICE("division", F(division), .label = T_listing_division, .choices = divisions_choices, .need = true), \
    CHOICE("zone", F(zone), .label = T_listing_zone, .hint = T_listing_zone_hint, .choices = zones_choices), \
    DATE("from_day", F(from_day), .label = from_), \
    DATE("to_day", F(to_day), .label = to_), \
    DATE("open_until", F(open_until), .label = T_listing_open_until, .hint = T_listing_open_until_hint), \
    MULTI("languages", F(languages), .label = T_listing_languages, .choices = languages_choices), \
    CHOICE("visibility", F(visibility), .label = T_listing_visibility, .hint = T_listing_visibility_hint, .choices = visibilities_choices, .need = true), \
    LONGTEXT("named", F(named), .label = T_listing_named_list, .hint = T_listing_named_hint), \
    LONGTEXT("annex", F(annex), .label = T_listing_annex, .hint = T_listing_annex_hint, .max = LISTING_ANNEX), \
    LONGTEXT("annex_for", F(annex_for), .label = T_listing_annex_for, .hint = T_listing_annex_for_hint)

/* Fields several kinds have. */
#define EDUCATION CHOICE("education", F(education), .label = T_listing_education, .choices = education_choices)
#define MEETS     CHOICE("meets", F(meets), .label = T_listing_meets, .choices = meets_choices)
#define MONTHS(label_) INT("months", F(months), .label = label_, .min = 1, .max = 600)

#define TECHNOLOGY \
    CHOICE("ip_state", F(ip_state), .label = T_listing_ip_state, .choices = ip_states_choices), \
    TEXT("ip_number", F(ip_number), .label = T_listing_ip_number, .hint = T_listing_ip_number_hint, .max = 60), \
    CHOICE("transfer", F(transfer), .label = T_listing_transfer, .choices = transfers_choices)
#define JOB \
    CHOICE("contract", F(contract), .label = T_listing_contract, .choices = contracts_choices), \
    FLAG("fresh_graduates", F(fresh_graduates), .label = T_listing_fresh_graduates), \
    FLAG("housing", F(housing), .label = T_listing_housing)
#define SPACE \
    CHOICE("premises", F(premises), .label = T_listing_premises, .choices = premises_choices), \
    TEXT("equipment", F(equipment), .label = T_listing_equipment, .hint = T_listing_equipment_hint, .max = 200), \
    INT("free_months", F(free_months), .label = T_listing_free_months, .min = 0, .max = 120)
#define TOPICS TEXT("topics", F(topics), .label = T_listing_topics, .hint = T_listing_topics_hint, .max = 200)
#define TRAINING \
    INT("hours", F(hours), .label = T_listing_hours, .min = 1, .max = 10000), \
    TEXT("certificate", F(certificate), .label = T_listing_certificate, .max = 80)
#define SERVICE INT("days", F(days), .label = T_listing_days, .min = 1, .max = 3650)
#define CAPITAL \
    CHOICE("instrument", F(instrument), .label = T_listing_instrument, .choices = instruments_choices), \
    TEXT("purpose", F(purpose), .label = T_listing_purpose, .max = 200)
#define ORDER \
    TEXT("unit", F(unit), .label = T_listing_unit, .hint = T_listing_unit_hint, .max = 20), \
    TEXT("standard", F(standard), .label = T_listing_standard, .hint = T_listing_standard_hint, .max = 200)
#define PARTNERSHIP \
    CHOICE("cooperation", F(cooperation), .label = T_listing_cooperation, .choices = cooperations_choices), \
    TEXT("brings", F(brings), .label = T_listing_brings, .max = 200)

static const struct field plain[] = { COMMON(T_listing_stage, T_listing_amount_low, T_listing_amount_high, T_listing_quantity,
    T_listing_from_day, T_listing_to_day) };
static const struct field technology[] = { COMMON(T_listing_maturity, T_listing_price_low, T_listing_price_high, T_listing_quantity,
                                               T_listing_from_day, T_listing_to_day),
    TECHNOLOGY };
static const struct field job[] = {
    COMMON(T_listing_stage, T_listing_wage_low, T_listing_wage_high, T_listing_posts, T_listing_starts, T_listing_ends), EDUCATION, JOB };
static const struct field internship[] = {
    COMMON(T_listing_stage, T_listing_allowance_low, T_listing_allowance_high, T_listing_places, T_listing_starts, T_listing_ends),
    EDUCATION, MONTHS(T_listing_months), FLAG("housing", F(housing), .label = T_listing_housing) };
static const struct field space[] = {
    COMMON(T_listing_stage, T_listing_rent_low, T_listing_rent_high, T_listing_area, T_listing_free_from, T_listing_free_to), SPACE };
static const struct field mentor[] = { COMMON(T_listing_mentee_stage, T_listing_fee_hour_low, T_listing_fee_hour_high,
                                           T_listing_hours_month, T_listing_starts, T_listing_ends),
    TOPICS, MEETS };
static const struct field training[] = {
    COMMON(T_listing_stage, T_listing_fee_low, T_listing_fee_high, T_listing_places, T_listing_starts, T_listing_ends), TRAINING, MEETS };
static const struct field service[] = { COMMON(T_listing_stage, T_listing_price_low, T_listing_price_high, T_listing_quantity,
                                            T_listing_from_day, T_listing_to_day),
    SERVICE, MEETS };
static const struct field capital[] = {
    COMMON(T_listing_project_stage, T_listing_ticket_low, T_listing_ticket_high, T_listing_projects, T_listing_from_day, T_listing_to_day),
    CAPITAL, MONTHS(T_listing_term) };
static const struct field order[] = { COMMON(T_listing_stage, T_listing_order_low, T_listing_order_high, T_listing_pieces,
                                          T_listing_deliver_from, T_listing_deliver_by),
    ORDER };
static const struct field partnership[] = { COMMON(T_listing_stage, T_listing_invest_low, T_listing_invest_high, T_listing_partners,
                                                T_listing_from_day, T_listing_to_day),
    PARTNERSHIP };
static const struct field any[] = {
    COMMON(T_listing_stage, T_listing_amount_low, T_listing_amount_high, T_listing_quantity, T_listing_from_day, T_listing_to_day),
    TECHNOLOGY, EDUCATION, JOB, MONTHS(T_listing_months), SPACE, TOPICS, MEETS, TRAINING, SERVICE, CAPITAL, ORDER, PARTNERSHIP };

#define KIND_FORM(name) static const struct form name##_form = FORM("listing", struct listing_form, name, T_listing_submit);
KIND_FORM(technology) KIND_FORM(job) KIND_FORM(internship) KIND_FORM(space) KIND_FORM(mentor) KIND_FORM(training) KIND_FORM(service)
KIND_FORM(capital) KIND_FORM(order) KIND_FORM(partnership)
const struct form listing_form_any = FORM("listing", struct listing_form, any, T_listing_submit);
const size_t listing_any_detail = LEN(plain);

#define KIND(name, department, amount, per) { #name, department, &name##_form, LEN(plain), amount, per, T_listing_eg_##name }
const struct listing_kind listing_kinds[] = {
    KIND(technology,  "iit",  T_listing_price,     0),
    KIND(job,         "hrss", T_listing_wage,      T_listing_per_month),
    KIND(internship,  "hrss", T_listing_allowance, T_listing_per_month),
    KIND(space,       "drc",  T_listing_rent,      T_listing_per_area),
    KIND(mentor,      "hrss", T_listing_fee,       T_listing_per_hour),
    KIND(training,    "hrss", T_listing_fee,       T_listing_per_person),
    KIND(service,     "drc",  T_listing_price,     0),
    KIND(capital,     "drc",  T_listing_ticket,    0),
    KIND(order,       "iit",  T_listing_order,     0),
    KIND(partnership, "drc",  T_listing_invest,    0),
};
const size_t listing_kinds_n = LEN(listing_kinds);

const struct listing_kind *listing_kind_find(struct str code)
{
    for (size_t i = 0; i < listing_kinds_n; i++)
        if (str_eq(code, str_from(listing_kinds[i].code))) return &listing_kinds[i];
    return NULL;
}

const struct field *listing_field(const struct listing_kind *k, const char *name)
{
    for (size_t i = 0; i < k->form->nfields; i++)
        if (strcmp(k->form->fields[i].name, name) == 0) return &k->form->fields[i];
    return NULL;
}

struct str listing_department(struct str kind)
{
    const struct listing_kind *k = listing_kind_find(kind);
    return k ? str_from(k->department) : S("");
}
