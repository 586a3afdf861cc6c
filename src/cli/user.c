/* user.c: `ballast user`: accounts and roles from the console, for the first administrator and for when the web does not
** help. Each act is one row of a table, one transaction and one event; what is typed here stands in the log as the program's. */
#include "cli/init.h"
#include "account_sql.h"
#include "session_sql.h"
#include "tokens_sql.h"
#include "user_sql.h"
#include "web/password.h"
#include "web/web.h"
#include <unistd.h>

static const char help[] =
    "usage: ballast user --db URL [--key FILE] ACT ...\n"
    "\n"
    "  list                      accounts with their roles, when they were last here, and the second factor\n"
    "  add LOGIN NAME            a new account; prints a password once\n"
    "  password LOGIN            a new password, printed once; ends all sessions\n"
    "  second-factor-off LOGIN   for who has lost the telephone; ends all sessions\n"
    "  grant LOGIN ROLE          roles: base provider clerk approver planner analyst leader auditor admin\n"
    "  revoke LOGIN ROLE         in the given scope; without one, in every scope\n"
    "  close LOGIN               nobody comes in with it any more; what it did stays\n"
    "  reopen LOGIN\n"
    "\n"
    "  --department D     scope of grant and revoke: a code of the list departments\n"
    "  --district D       ... a code of the list divisions\n"
    "  --organisation N   ... an organisation's name\n"
    "  --password-stdin   with add and password: the password is the first line of standard input\n"
    "\n"
    "example: ballast user --db ballast.db grant wen.ruyan clerk --department hrss\n"
    "exit codes: 0 done, 1 nothing to do (it was so already), 2 the call is wrong, 3 database, key file or memory\n";

struct call {
    struct house *h;
    struct str login, role, name, department, district, organisation;
    bool from_stdin, done;                        /* done: something changed */
    struct user_find who;
    int64_t scope_organisation, event;
    struct str verb, hash;
    int64_t id;
};
struct act { const char *name; size_t args; bool find; enum rc (*run)(struct call *c); };

bool login_fine(struct str login)
{
    if (login.n < 3 || login.n > 64) return false;
    for (size_t i = 0; i < login.n; i++) {
        char x = login.p[i];
        if (!((x >= 'a' && x <= 'z') || (x >= '0' && x <= '9') || strchr("._-@+", x))) return false;
    }
    return true;
}

static enum rc wrong(struct call *c, const char *what, struct str value)
{
    return fail(&c->h->e, RC_INPUT, "%s: '%.*s'", what, STR_FMT(value));
}

/* ---- one transaction for every act ---- */

enum change { ADD, PASSWORD, TOTP_OFF, GRANT, REVOKE, STATE };
struct change_tx { struct call *c; enum change change; struct str state; struct str body; };

static enum rc change_tx(struct db *tx, void *arg)
{
    const struct change_tx *t = arg;
    const struct call *c = t->c;
    int64_t now = c->h->now, org = c->scope_organisation;
    bool scoped = c->department.n || c->district.n || org;
    switch (t->change) {
    case ADD: TRY(account_add(tx, c->id, c->login, c->name, c->hash, S(""), S("zh"), now)); break;
    case PASSWORD: TRY(account_password(tx, c->id, c->hash)); break;
    case TOTP_OFF:
        TRY(account_totp(tx, c->id, STR_NONE, 0));
        TRY(recovery_end_all(tx, c->id));
        break;
    case GRANT: TRY(account_role_add(tx, c->id, c->role, c->department, c->district, org, now)); break;
    case REVOKE:
        if (scoped) TRY(user_role_end(tx, c->id, c->role, c->department, c->district, org));
        else TRY(user_role_end_all(tx, c->id, c->role));
        if (!tx->changes) return RC_NONE;
        break;
    case STATE:
        TRY(user_state_set(tx, c->id, t->state, str_eq(t->state, S("closed")) ? now : DB_NULL));
        if (!tx->changes) return RC_NONE;                                 /* erased: nobody is there to come back */
        break;
    }
    if (t->change != ADD) TRY(user_sessions_end(tx, c->id));               /* rights and ways in changed: everybody comes in anew */
    if (t->change == PASSWORD || t->change == STATE) TRY(token_end_all(tx, c->id));
    TRY(user_reset_end(tx, c->id));
    return event_insert(tx, c->event, 0, 0, now, c->verb, S("account"), c->id, str_given(t->body));
}

static enum rc change(struct call *c, enum change what, const char *verb, struct str state)
{
    struct change_tx t = { .c = c, .change = what, .state = state };
    if (what == GRANT || what == REVOKE) {
        struct out o;
        out_init(&o, &c->h->arena);
        put_z(&o, "{\"role\":");
        put_json(&o, c->role);
        put_c(&o, '}');
        t.body = out_str(&o);
    }
    c->verb = str_from(verb);
    c->event = id_new(c->h->now);
    c->done = true;
    return db_tx(c->h->db, change_tx, &t);
}

/* ---- passwords ---- */

static enum rc password_given(struct call *c, struct str *password)
{
    char line[PASSWORD_MAX + 2];
    if (!fgets(line, sizeof line, stdin)) return fail(&c->h->e, RC_INPUT, "standard input holds no password");
    *password = str_copy(&c->h->arena, str_from(line));
    while (password->n && (password->p[password->n - 1] == '\n' || password->p[password->n - 1] == '\r')) password->n--;
    if (utf8_len(*password) < PASSWORD_MIN || password->n >= PASSWORD_MAX || !utf8_valid(*password))
        return fail(&c->h->e, RC_INPUT, "a password has %d to %d characters", PASSWORD_MIN, PASSWORD_MAX - 1);
    if (password_common(*password, c->login)) return fail(&c->h->e, RC_INPUT, "this password is too easy to guess");
    return RC_OK;
}

static enum rc password_new(struct call *c, struct str *shown)
{
    struct str password = STR_NONE;
    char hash[PASSWORD_HASH];
    if (c->from_stdin) TRY(password_given(c, &password));
    else *shown = password = password_invent(&c->h->arena);
    TRY(password_hash(&c->h->keys, password, hash));
    c->hash = str_copy(&c->h->arena, str_from(hash));
    return RC_OK;
}

static void password_show(const struct call *c, struct str shown)
{
    if (shown.n) printf("login %.*s, password %.*s (shown once; change it after the first login)\n", STR_FMT(c->login), STR_FMT(shown));
    else printf("login %.*s: done\n", STR_FMT(c->login));
}

static enum rc user_add(struct call *c)
{
    struct str shown = STR_NONE;
    if (!login_fine(c->login)) return wrong(c, "a login name has 3 to 64 small letters, digits and . _ - @ +", c->login);
    if (!utf8_valid(c->name) || !str_trim(c->name).n || utf8_len(c->name) > 80) return wrong(c, "a name has 1 to 80 characters", c->name);
    TRY(password_new(c, &shown));
    c->id = id_new(c->h->now);
    enum rc rc = change(c, ADD, "account_added", STR_NONE);
    if (rc == RC_DUPLICATE) return fail(&c->h->e, RC_INPUT, "the login name %.*s is taken", STR_FMT(c->login));
    if (rc == RC_OK) password_show(c, shown);
    return rc;
}

static enum rc user_password(struct call *c)
{
    struct str shown = STR_NONE;
    TRY(password_new(c, &shown));
    TRY(change(c, PASSWORD, "password_set", STR_NONE));
    password_show(c, shown);
    return RC_OK;
}

static enum rc user_second_factor_off(struct call *c)
{
    if (!c->who.has_totp) { printf("%.*s has no second factor\n", STR_FMT(c->login)); return RC_OK; }
    return change(c, TOTP_OFF, "totp_off", STR_NONE);
}

/* ---- roles ---- */

static enum rc scope_check(struct call *c)
{
    struct user_code code;
    struct user_organisation org;
    enum role role = role_parse(c->role);
    if (role == ROLE_UNSET || role == ROLE_MEMBER) return wrong(c, "no such role; see --help", c->role);
    if (c->department.n && user_code(c->h->db, S("departments"), c->department, &code) != RC_OK)
        return wrong(c, "no such department", c->department);
    if (c->district.n && user_code(c->h->db, S("divisions"), c->district, &code) != RC_OK) return wrong(c, "no such district", c->district);
    if (!c->organisation.n) return RC_OK;
    enum rc rc = user_organisation(c->h->db, c->organisation, &org);
    if (rc == RC_NONE) return wrong(c, "no such organisation", c->organisation);
    c->scope_organisation = rc == RC_OK ? org.id : 0;
    return rc;
}

static enum rc user_grant(struct call *c)
{
    struct user_role_has has;
    TRY(scope_check(c));
    TRY(user_role_has(c->h->db, c->id, c->role, c->department, c->district, c->scope_organisation, &has));
    if (has.n) { printf("%.*s holds it already\n", STR_FMT(c->login)); return RC_OK; }
    return change(c, GRANT, "role_granted", STR_NONE);
}

static enum rc user_revoke(struct call *c)
{
    struct user_with_role_rows admins;
    TRY(scope_check(c));
    if (str_eq(c->role, S("admin"))) {
        TRY(user_with_role(c->h->db, c->role, &admins));
        if (admins.n == 1 && admins.v[0].id == c->id)
            return fail(&c->h->e, RC_INPUT, "%.*s is the last administrator; grant another first", STR_FMT(c->login));
    }
    enum rc rc = change(c, REVOKE, "role_revoked", STR_NONE);
    if (rc != RC_NONE) return rc;
    c->done = false;
    printf("%.*s does not hold it\n", STR_FMT(c->login));
    return RC_OK;
}

/* ---- open and closed ---- */

static enum rc state_to(struct call *c, struct str state, const char *verb)
{
    if (str_eq(c->who.state, state)) { printf("%.*s is %.*s already\n", STR_FMT(c->login), STR_FMT(state)); return RC_OK; }
    return change(c, STATE, verb, state);
}

static enum rc user_close(struct call *c)
{
    struct user_with_role_rows admins;
    TRY(user_with_role(c->h->db, S("admin"), &admins));
    if (admins.n == 1 && admins.v[0].id == c->id)
        return fail(&c->h->e, RC_INPUT, "%.*s is the last administrator; grant another first", STR_FMT(c->login));
    return state_to(c, S("closed"), "account_closed");
}

static enum rc user_reopen(struct call *c) { return state_to(c, S("active"), "account_reopened"); }

/* ---- list ---- */

static void role_print(const struct user_list *x)
{
    printf("\t%.*s", STR_FMT(x->role));
    if (x->department.n) printf(" department %.*s", STR_FMT(x->department));
    if (x->district.n) printf(" district %.*s", STR_FMT(x->district));
    if (x->org.n) printf(" organisation %.*s", STR_FMT(x->org));
}

static enum rc user_list_all(struct call *c)
{
    struct user_list_rows rows;
    TRY(user_list(c->h->db, &rows));
    for (size_t i = 0; i < rows.n; i++) {
        const struct user_list *x = &rows.v[i];
        printf("%.*s\t%.*s\t%.*s\t%s\t%s", STR_FMT(x->login), STR_FMT(x->name), STR_FMT(x->state), x->has_totp ? "second factor" : "-",
            x->seen_ms == DB_NULL ? "-" : str_z(&c->h->arena, instant_str(&c->h->arena, x->seen_ms)));
        if (x->role.p) role_print(x);
        putchar('\n');
    }
    c->done = true;
    return RC_OK;
}

/* ---- the call ---- */

static const struct act acts[] = {
    { "list", 0, false, user_list_all }, { "add", 2, false, user_add }, { "password", 1, true, user_password },
    { "second-factor-off", 1, true, user_second_factor_off }, { "grant", 2, true, user_grant }, { "revoke", 2, true, user_revoke },
    { "close", 1, true, user_close }, { "reopen", 1, true, user_reopen },
};

static enum rc run(struct call *c, const struct act *act)
{
    if (arena_guard(&c->h->arena) != 0) return fail(&c->h->e, RC_MEMORY, "out of memory");
    if (act->find) {
        enum rc rc = user_find(c->h->db, c->login, &c->who);
        if (rc == RC_NONE) return wrong(c, "nobody has this login name", c->login);
        TRY(rc);
        c->id = c->who.id;
    }
    TRY(act->run(c));
    if (c->done && act->find && act->run != user_password) printf("%.*s: done\n", STR_FMT(c->login));
    return RC_OK;
}

int user_main(int argc, char **argv)
{
    struct str db = STR_NONE, key = STR_NONE, args[3];
    struct house h;
    struct call c = { .h = &h, .department = S(""), .district = S("") };
    const struct option_spec spec[] = { { "--db", &db, NULL }, { "--key", &key, NULL }, { "--department", &c.department, NULL },
        { "--district", &c.district, NULL }, { "--organisation", &c.organisation, NULL }, { "--password-stdin", NULL, &c.from_stdin } };
    const struct act *act = NULL;
    size_t nargs;
    int done = cli_options(argc, argv, help, spec, LEN(spec), args, &nargs, LEN(args));
    if (done >= 0) return done;
    for (size_t i = 0; nargs && i < LEN(acts); i++)
        if (str_eq(args[0], str_from(acts[i].name)) && nargs == acts[i].args + 1) act = &acts[i];
    if (!act) { fputs("ballast user: say what to do: list, add LOGIN NAME, password LOGIN ...; see --help\n", stderr); return EXIT_USAGE; }
    if (nargs > 1) c.login = args[1];
    if (nargs > 2) c.role = c.name = args[2];
    bool keys = act->run == user_add || act->run == user_password;
    enum rc rc = house_open(&h, db, key, HOUSE_CURRENT | (keys ? HOUSE_KEYS : 0));
    if (rc == RC_OK) rc = run(&c, act);
    done = rc == RC_OK ? c.done ? EXIT_DONE : EXIT_FOUND : house_fail(&h, "user", rc);
    house_close(&h);
    return done;
}
