/* inner.h: what the files of this room share.
**
**     parties.c              rules, sealing, sort keys; the table of routes
**     organisation.c         changes to organisations and memberships, each one transaction
**     organisation_pages.c   the public list and page, CSV, JSON
**     organisation_edit.c    register, mend, bank account; the review queue
**     organisation_state.c   the office suspends, reopens, closes; every organisation with its state
**     member_pages.c         who belongs to an organisation
**     person.c               changes to persons
**     person_pages.c         my profile, what we hold about me
**     people_pages.c         persons for officers, unmasking
**     leaving_pages.c        closing one's own account
**     leaving.c              what goes of who left, and when */
#ifndef PARTIES_INNER_H
#define PARTIES_INNER_H
#include "app/parties/parties.h"
#include "web/form.h"
#include "web/ids.h"
#include "web/secret.h"

enum { PAGE_ROWS = 20, CSV_ROWS = 10000, QUEUE_ROWS = 100, INTRO_MAX = 2000, SORT_KEY = 1024 };

/* ---- organisations ---- */

/* One form for registering and mending. name_zh and uscc stay as reviewed once the organisation is active (fixed_form). */
struct organisation_form {
    struct str kind, name_zh, name_en, uscc, division, zone, industry, size_class, intro_zh, intro_en, website, contact, version, sort_as;
};
extern const struct form organisation_register_form, organisation_edit_form, organisation_office_form, organisation_fixed_form,
    organisation_bank_form, organisation_state_form, decide_form, account_close_form;
struct bank_form { struct str bank; bool forget; struct str version; };
struct decide_form { struct str decision, reason, version; };
struct state_form { struct str act, reason, version; };

/* What the columns of a row say, as a form; and the questions no field can answer alone. */
void organisation_check(struct form_state *s, const struct organisation_form *f);
bool organisation_needs_uscc(struct str kind);

struct organisation_change {
    const struct organisation_form *f;
    int64_t id, version;                          /* version 0: register */
    int64_t account, now;
    struct str state, sort_key;
    struct str sort_as;                           /* STR_NONE: stays as it is */
    struct event event;
    struct once once;
    int64_t name_taken, uscc_taken;               /* set when the change is refused: who has it; 0 = nobody */
};
enum rc organisation_store(struct db *tx, void *change);   /* RC_REFUSED: name_taken or uscc_taken; RC_STALE */

struct bank_change { int64_t id, version; struct str cipher; struct event event; struct once once; };
enum rc organisation_bank_store(struct db *tx, void *change);

/* What the office makes of an organisation: from the review, and later. told: the role of the members told; "": all of them. */
struct decision {
    int64_t id, version;
    struct str was, state, reason, told;
    int message;
    struct str path, zh, en;                      /* for the notice */
    struct event event;
    struct once once;
};
enum rc organisation_decision_store(struct db *tx, void *decision);
bool organisation_public(struct str state);       /* reviewed once: everybody may know of it */

/* ---- memberships ---- */

enum member_act { ACT_JOIN, ACT_ACCEPT, ACT_REFUSE, ACT_ROLE, ACT_REMOVE, ACT_LEAVE };
struct member_change {
    enum member_act act;
    int64_t organisation, account;                /* whose membership changes */
    int64_t by, now;                              /* who does it: again looked up inside, since he may have been removed meanwhile */
    struct str role;
    struct str zh, en, path, who;                 /* for the notice: the organisation's names; the asking account's name */
    struct event event;
    struct once once;
    bool last_owner;                              /* set when that is why it was refused */
};
enum rc member_store(struct db *tx, void *change);         /* RC_REFUSED, RC_DENIED, RC_NONE */

/* ---- persons ---- */

struct profile_form {
    struct str name, kind, division, education, skills, intro_zh, intro_en, id_number, phone, bank;
    struct strs forget;
    struct str version;
};
extern const struct form profile_form;
struct sealed { bool change; struct str cipher, index; };  /* change with STR_NONE: forget it */
struct profile_change {
    const struct profile_form *f;
    int64_t id, version, account, now;            /* version 0: no row yet */
    struct str skills;
    struct sealed number, phone, bank;
    struct event event;
    struct once once;
    bool number_taken;                            /* set when the change is refused because another person has the number */
};
enum rc profile_store(struct db *tx, void *change);

struct unmask_form { struct str field, purpose; };
extern const struct form unmask_form, unmask_bank_form;
struct unmask_change { struct str kind; int64_t subject; struct str field, purpose; struct event event; struct once once; };
enum rc unmask_store(struct db *tx, void *change);

/* ---- handlers ---- */

enum rc organisations_page(struct req *r);
enum rc organisations_json(struct req *r);
enum rc organisations_csv(struct req *r);
enum rc organisation_page_show(struct req *r);
enum rc organisation_json(struct req *r);
enum rc organisation_new_page(struct req *r);
enum rc organisation_new_post(struct req *r);
enum rc organisation_edit_page(struct req *r);
enum rc organisation_edit_post(struct req *r);
enum rc organisation_bank_page(struct req *r);
enum rc organisation_bank_post(struct req *r);
enum rc organisation_state_page(struct req *r);
enum rc organisation_state_post(struct req *r);
enum rc office_organisations_page(struct req *r);
enum rc organisation_unmask_page(struct req *r);
enum rc organisation_unmask_post(struct req *r);
enum rc members_page(struct req *r);
enum rc member_join_post(struct req *r);
enum rc member_leave_post(struct req *r);
enum rc member_post(struct req *r);
enum rc review_page(struct req *r);
enum rc review_one_page(struct req *r);
enum rc review_post(struct req *r);
enum rc me_page(struct req *r);
enum rc me_json(struct req *r);
enum rc me_post(struct req *r);
enum rc me_data_page(struct req *r);
enum rc me_data_download(struct req *r);                   /* own_data.c */
struct own_sealed { struct str number, phone, bank; };
enum rc me_read(struct req *r, struct person_by_account *p);             /* the row, or an empty one for an account that has none yet */
enum rc me_sealed(struct req *r, const struct person_by_account *p, struct own_sealed *x);   /* opened; STR_NONE: not on file */
enum rc people_page(struct req *r);
enum rc person_page_show(struct req *r);
enum rc person_unmask_page(struct req *r);
enum rc person_unmask_post(struct req *r);

enum rc account_close_own_page(struct req *r);
enum rc account_close_own_post(struct req *r);
enum rc leaving_days(struct db *db, const char *name, int64_t *days);    /* of a setting; leaving.c */
enum rc parties_tick(struct app *app, struct db *db, int64_t now);       /* erases who left; leaving.c */

/* ---- pieces ---- */

struct str masked(struct arena *a, const char *what, struct str plain);   /* what: "id", "phone", "bank"; STR_NONE stays so */
struct str organisation_path(struct arena *a, int64_t id, const char *rest);
struct str org_state_label(const struct req *r, struct str state);
/* blanks and dashes dropped; STR_NONE when it is no account number */
struct str account_digits(struct arena *a, struct str bank);
int64_t version_of(struct str version);                    /* of a form's hidden field; 0 when it is none */
extern const struct form member_form;
struct member_form { struct str act, role; };
#endif
