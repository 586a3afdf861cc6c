/* words.c: what codes of this slice are called on pages. */
#include "app/jobs/inner.h"

struct said { const char *code; int message; };
static int said(const struct said *v, size_t n, struct str code)
{
    for (size_t i = 0; i < n; i++) if (str_eq(code, str_from(v[i].code))) return v[i].message;
    return T_job_unknown;
}

int job_state_said(struct str state)
{
    static const struct said v[] = { { "sure", T_job_s_sure }, { "probable", T_job_s_probable }, { "several", T_job_s_several },
        { "live", T_job_s_live }, { "refused", T_job_s_refused }, { "withdrawn", T_job_s_withdrawn } };
    return said(v, LEN(v), state);
}

int job_basis_said(struct str basis)
{
    static const struct said v[] = { { "alone", T_job_b_alone }, { "number", T_job_b_number }, { "decided", T_job_b_decided },
        { "phone", T_job_b_phone }, { "start", T_job_b_start }, { "several", T_job_b_several } };
    return said(v, LEN(v), basis);
}

int job_source_said(struct str kind)
{
    static const struct said v[] = { { "filing", T_job_k_filing }, { "docking", T_job_k_docking }, { "training", T_job_k_training },
        { "import", T_job_k_import } };
    return said(v, LEN(v), kind);
}

int job_verb_said(struct str verb)
{
    static const struct said v[] = { { "confirm", T_job_v_confirm }, { "merge", T_job_v_merge }, { "split", T_job_v_split },
        { "refuse", T_job_v_refuse } };
    return said(v, LEN(v), verb);
}

int job_relation_said(struct str relation) { return str_eq(relation, S("founder")) ? T_job_founder : T_job_employee; }

struct str job_name_masked(struct arena *a, struct str name)
{
    enum { MOST = 3 };
    struct out o;
    out_init(&o, a);
    size_t n = utf8_len(name), first = utf8_offset(name, 1);
    put_str(&o, str_sub(name, 0, first));
    for (size_t i = 1; i < n && i < MOST; i++) put_c(&o, '*');
    return out_str(&o);
}

struct str job_groups_said(struct req *r, struct str groups)
{
    static const struct said v[] = { { "graduate", T_job_g_graduate }, { "migrant", T_job_g_migrant }, { "veteran", T_job_g_veteran },
        { "hardship", T_job_g_hardship } };
    struct out o;
    struct str one;
    out_init(&o, r->arena);
    while (str_cut(&groups, ',', &one)) {
        if (!one.n) continue;
        if (o.n) put_z(&o, r->lang == LANG_ZH ? "、" : ", ");
        put_str(&o, say(r, said(v, LEN(v), one)));
    }
    return out_str(&o);
}

struct str job_claimant_said(struct req *r, struct str claimant)
{
    struct organisation_by_id o;
    int64_t id;
    struct str code = str_sub(claimant, 2, SIZE_MAX);
    if (str_starts(claimant, S("z:"))) return code_label(r, "zones", code);
    if (str_starts(claimant, S("d:"))) return code.n ? code_label(r, "divisions", code) : say(r, T_job_city);
    if (str_int(code, &id) && organisation_by_id(r->db, id, &o) == RC_OK) return pick(r, o.name_zh, o.name_en);
    return code;
}

struct str job_key_said(struct arena *a, int64_t who)
{
    uint8_t hash[32];
    sha256(str_printf(a, "person %lld", (long long)who), hash);
    return hex(a, hash, 8);
}

void put_span(struct req *r, struct str from, struct str until)
{
    put_z(&r->out, "<span>");                     /* one piece in a table that is stacked on a phone */
    put_date(r, from);
    put_z(&r->out, until.n ? "–" : " ");
    if (until.n) put_date(r, until);
    else put_msg(r, T_job_until_now);
    put_z(&r->out, "</span>");
}

struct str job_path(struct req *r, const char *what, int64_t id, const char *tail)
{
    return str_printf(r->arena, "/jobs/%s/%lld%s", what, (long long)id, tail);
}
