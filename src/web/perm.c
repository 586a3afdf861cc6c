/* perm.c: who may do what, where. Roles hold rights (perm.def); an account's
** rows say in which department, district or organisation a role holds. A
** role's empty field is "everywhere"; a question's empty field is "not
** placed", and a restricted role does not answer that. */
#include "web/web_inner.h"

static const bool held[ROLE_COUNT][PERM_COUNT] = {
#define GRANT(role, perm) [ROLE_##role][PERM_##perm] = true,
#include "web/perm.def"
};
static const struct { const char *name, *zh, *en; } roles[ROLE_COUNT] = {
#define ROLE(name, zh, en) [ROLE_##name] = { #name, zh, en },
#include "web/perm.def"
}, perms[PERM_COUNT] = {
#define PERM(name, zh, en) [PERM_##name] = { #name, zh, en },
#include "web/perm.def"
};

bool role_holds(enum role role, enum perm p) { return held[role][p]; }

static bool inside(const struct scope *role, const struct scope *where)
{
    return (!role->department.n || str_eq(role->department, where->department))
        && (!role->district.n || str_eq(role->district, where->district))
        && (!role->organisation || role->organisation == where->organisation);
}

static bool allowed(const struct req *r, enum perm p, const struct scope *where)
{
    must(p > PERM_UNSET && p < PERM_COUNT);
    if (p == PERM_PUBLIC) return true;
    if (!r->who.account) return false;
    if (p == PERM_LOGIN || held[ROLE_MEMBER][p]) return true;
    if (r->app->staff_totp && !r->who.totp) return false;
    for (size_t i = 0; i < r->who.grants.n; i++) {
        const struct grant *g = &r->who.grants.v[i];
        if (held[g->role][p] && (!where || inside(&g->scope, where))) return true;
    }
    return false;
}

bool may(const struct req *r, enum perm p, struct scope where) { return allowed(r, p, &where); }
bool may_somewhere(const struct req *r, enum perm p) { return allowed(r, p, NULL); }

bool may_everywhere(const struct req *r, enum perm p)
{
    if (may(r, p, (struct scope){ 0 })) return true;
    for (size_t i = 0; i < r->who.grants.n; i++)
        if (role_holds(r->who.grants.v[i].role, p) && may(r, p, (struct scope){ .department = r->who.grants.v[i].scope.department }))
            return true;
    return false;
}

bool may_open(const struct req *r, const struct route *x) { return x->city ? may_everywhere(r, x->perm) : may_somewhere(r, x->perm); }

enum role role_parse(struct str name)
{
    for (int i = 1; i < ROLE_COUNT; i++)
        if (str_eq(name, role_code((enum role)i))) return (enum role)i;
    return ROLE_UNSET;
}

struct str role_code(enum role role)
{
    static const char *const codes[ROLE_COUNT] = {
        [ROLE_MEMBER] = "member",
        [ROLE_BASE] = "base",
        [ROLE_PROVIDER] = "provider",
        [ROLE_CLERK] = "clerk",
        [ROLE_APPROVER] = "approver",
        [ROLE_PLANNER] = "planner",
        [ROLE_ANALYST] = "analyst",
        [ROLE_LEADER] = "leader",
        [ROLE_AUDITOR] = "auditor",
        [ROLE_ADMIN] = "admin",
    };
    must(role > ROLE_UNSET && role < ROLE_COUNT && codes[role]);
    return str_from(codes[role]);
}

struct str role_label(const struct req *r, enum role role) { return str_from(r->lang == LANG_ZH ? roles[role].zh : roles[role].en); }
struct str perm_label(const struct req *r, enum perm p) { return str_from(r->lang == LANG_ZH ? perms[p].zh : perms[p].en); }
