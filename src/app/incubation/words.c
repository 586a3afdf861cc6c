/* words.c: codes of this folder in the reader's language, and who may act. */
#include "app/incubation/inner.h"

static const struct {
    struct str code;
    int said;
} levels[] = { { SI(""), 0 }, { SI("national"), T_level_national }, { SI("provincial"), T_level_provincial }, { SI("city"), T_level_city },
    { SI("district"), T_level_district } };
#define ONE(code_, message_) { .code = SI(code_), .message = message_ }
static const struct choice level_list[] = { ONE("national", T_level_national), ONE("provincial", T_level_provincial),
    ONE("city", T_level_city), ONE("district", T_level_district) };
static const struct choice kind_list[] = { ONE("incubator", T_carrier_incubator), ONE("makerspace", T_carrier_makerspace),
    ONE("park", T_carrier_park), ONE("base", T_carrier_base) };
/* What rules ask by code: bio-medicine, modern agriculture and integrated circuits may stay longer. */
static const struct choice field_list[] = { ONE("software", T_field_software), ONE("equipment", T_field_equipment),
    ONE("biomedicine", T_field_biomedicine), ONE("agriculture", T_field_agriculture), ONE("ic", T_field_ic),
    ONE("materials", T_field_materials), ONE("energy", T_field_energy), ONE("marine", T_field_marine), ONE("culture", T_field_culture),
    ONE("services", T_field_services) };
static const struct choice service_list[] = { ONE("registration", T_service_registration), ONE("finance", T_service_finance),
    ONE("law", T_service_law), ONE("tax", T_service_tax), ONE("patents", T_service_patents), ONE("testing", T_service_testing),
    ONE("recruiting", T_service_recruiting), ONE("training", T_service_training), ONE("market", T_service_market) };

#define LIST(name, list) struct choices name(struct req *r) { (void)r; return (struct choices){ list, LEN(list) }; }
LIST(levels_choices, level_list)
LIST(carrier_kinds_choices, kind_list)
LIST(fields_choices, field_list)
LIST(services_choices, service_list)

static int said(const struct choice *v, size_t n, struct str code)
{
    for (size_t i = 0; i < n; i++) if (str_eq(v[i].code, code)) return v[i].message;
    return T_not_given;
}
int carrier_kind_said(struct str kind) { return said(kind_list, LEN(kind_list), kind); }
int field_said(struct str field) { return said(field_list, LEN(field_list), field); }
int service_said(struct str service) { return said(service_list, LEN(service_list), service); }
int level_said(int64_t rank) { return rank >= 1 && rank <= 4 ? levels[rank].said : T_level_none; }
int level_said_of(struct str level) { return said(level_list, LEN(level_list), level); }
int level_state_said(struct str state)
{
    return str_eq(state, S("confirmed")) ? T_level_confirmed : str_eq(state, S("refused")) ? T_level_refused : T_level_claimed;
}
struct str level_state_tag(struct str state)
{
    return str_eq(state, S("confirmed")) ? S("tag-ok") : str_eq(state, S("refused")) ? S("tag-bad") : S("tag-warn");
}
struct str incubation_level(int64_t rank) { return rank >= 1 && rank <= 4 ? levels[rank].code : S(""); }

void put_member(struct out *o, const char *name, struct str s)
{
    put_f(o, ",\"%s\":", name);
    put_json(o, str_given(s));
}
struct str today_of(const struct req *r) { return date_str(r->arena, instant_day(r->now)); }
struct str carrier_path(struct req *r, int64_t carrier, const char *tail)
{
    return str_printf(r->arena, "/carriers/%lld%s", (long long)carrier, tail);
}

int64_t day_of(struct str day)
{
    int64_t d = 0;
    must(date_parse(day, &d));
    return d;
}

struct str square_metres(struct req *r, int64_t hundredths)
{
    struct out o;
    out_init(&o, r->arena);
    int64_t whole = hundredths / 100, part = hundredths % 100;
    if (whole >= 1000000) put_f(&o, "%lld,%03d,%03d", (long long)(whole / 1000000), (int)(whole / 1000 % 1000), (int)(whole % 1000));
    else if (whole >= 1000) put_f(&o, "%lld,%03d", (long long)(whole / 1000), (int)(whole % 1000));
    else put_f(&o, "%lld", (long long)whole);
    if (part) put_f(&o, ".%02d", (int)part);
    put_z(&o, " m²");
    return out_str(&o);
}

/* ---- who may ---- */

bool incubation_runs(const struct req *r, int64_t carrier) { return may(r, PERM_INCUBATE, (struct scope){ .organisation = carrier }); }

enum rc carrier_own(struct req *r, int64_t id, struct carrier_by_id *c)
{
    if (!incubation_runs(r, id)) return RC_NONE;
    return carrier_by_id(r->db, id, today_of(r), c);
}

/* ---- changes ---- */

struct hand hand_of(struct req *r, const struct form_state *s, int64_t carrier, const char *verb, const char *kind, int64_t subject,
    struct str back)
{
    struct hand h = { .carrier = carrier, .account = r->who.account, .now = r->now };
    h.once = form_once_of(r, s, back);
    h.event = event_of(r, verb, kind, subject, S(""));
    return h;
}

enum rc hand_done(struct db *tx, struct hand *h, struct measures *m)
{
    TRY(measures_apply(tx, m));
    return event_add(tx, &h->event);
}

/* ---- what others ask ---- */

enum rc incubation_due(struct db *db, int64_t month, struct carrier_due_all_rows *rows)
{
    return carrier_due_all(db, date_str(db->arena, month_last(month)), rows);
}

enum rc incubation_tenants(struct db *db, int64_t carrier, int64_t month, struct tenants_at_rows *rows)
{
    return tenants_at(db, carrier, date_str(db->arena, month_first(month)), date_str(db->arena, month_last(month)), rows);
}

enum rc incubation_seat_of(struct db *db, int64_t firm, struct str day, struct incubation_seat *seat)
{
    struct firm_seat row;
    *seat = (struct incubation_seat){ .division = S(""), .zone = S("") };
    enum rc rc = firm_seat(db, firm, day, &row);
    if (rc == RC_NONE) return RC_OK;
    TRY(rc);
    *seat = (struct incubation_seat){ row.carrier, row.tenancy, row.division, row.zone };
    return RC_OK;
}
