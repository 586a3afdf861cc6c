/* accounts.c: changes to accounts and roles. Each is one transaction with its event and a word to the account it is about.
** Nobody changes his own: two people are needed to give anybody more. That is asked before the transaction, as neither the
** account nor the asker can become somebody else meanwhile. */
#include "app/governance/inner.h"
#include "account_sql.h"
#include "session_sql.h"
#include "tokens_sql.h"

static enum rc grant(struct db *tx, struct account_change *c)
{
    struct office_role_one row;
    enum rc rc = office_role_one(tx, c->account, c->role, c->department, c->district, c->organisation, &row);
    c->held = rc == RC_OK;
    if (rc != RC_NONE) return rc == RC_OK ? RC_REFUSED : rc;
    return account_role_add(tx, c->account, c->role, c->department, c->district, c->organisation, c->now);
}

static enum rc revoke(struct db *tx, struct account_change *c)
{
    TRY(office_role_end(tx, c->account, c->role, c->department, c->district, c->organisation));
    return tx->changes ? RC_OK : RC_STALE;
}

static enum rc set_state(struct db *tx, const struct account_change *c, struct str state)
{
    TRY(office_account_state(tx, c->account, state, str_eq(state, S("closed")) ? c->now : DB_NULL));
    return tx->changes ? RC_OK : RC_STALE;
}

/* A new link ends the older ones: the last paper handed out is the one that counts. */
static enum rc reset(struct db *tx, const struct account_change *c)
{
    TRY(reset_end_all(tx, c->account));
    return reset_add(tx, (struct str){ (const char *)c->hash, sizeof c->hash }, c->account, c->now + RESET_LINK_MS);
}

static enum rc totp_off(struct db *tx, const struct account_change *c)
{
    TRY(account_totp(tx, c->account, STR_NONE, 0));
    TRY(recovery_end_all(tx, c->account));
    return office_sessions_end(tx, c->account);
}

enum rc account_change_store(struct db *tx, void *change)
{
    static const int told[] = { [ACCOUNT_GRANT] = T_gov_notice_granted, [ACCOUNT_REVOKE] = T_gov_notice_revoked, [ACCOUNT_CLOSE] = 0,
        [ACCOUNT_REOPEN] = T_gov_notice_reopened, [ACCOUNT_RESET] = T_gov_notice_reset, [ACCOUNT_TOTP] = T_gov_notice_totp };
    struct account_change *c = change;
    c->held = false;
    TRY(form_once(tx, &c->once));
    switch (c->act) {
    case ACCOUNT_GRANT:  TRY(grant(tx, c)); break;
    case ACCOUNT_REVOKE: TRY(revoke(tx, c)); break;
    case ACCOUNT_CLOSE:  TRY(set_state(tx, c, S("closed"))); TRY(reset_end_all(tx, c->account)); TRY(office_sessions_end(tx, c->account));
                         TRY(token_end_all(tx, c->account)); break;
    case ACCOUNT_REOPEN: TRY(set_state(tx, c, S("active"))); break;
    case ACCOUNT_RESET:  TRY(reset(tx, c)); break;
    case ACCOUNT_TOTP:   TRY(totp_off(tx, c)); break;
    }
    TRY(event_add(tx, &c->event));
    return told[c->act] ? notice_add(tx, &c->event, c->account, told[c->act], S("/account"), STR_NONE, STR_NONE) : RC_OK;
}
