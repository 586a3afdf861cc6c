/* person.c: changes to persons, and the log of who looked at a sealed field. One person exists once: the blind index of
** the id number is unique, and the text of a refusal tells nothing about whom it belongs to. */
#include "app/parties/inner.h"


static enum rc look_taken(struct db *tx, struct profile_change *c)
{
    struct person_by_index other;
    c->number_taken = false;
    if (!c->number.index.p) return RC_OK;
    enum rc rc = person_by_index(tx, c->number.index, &other);
    c->number_taken = rc == RC_OK && other.id != c->id;
    if (c->number_taken) return RC_REFUSED;
    return rc == RC_NONE ? RC_OK : rc;
}

enum rc profile_store(struct db *tx, void *change)
{
    struct profile_change *c = change;
    const struct profile_form *f = c->f;
    TRY(form_once(tx, &c->once));
    TRY(look_taken(tx, c));
    if (!c->version) {
        TRY(person_add(tx, c->id, c->account, f->name, f->kind, str_given(f->division), str_given(f->education), c->skills,
            str_given(f->intro_zh), str_given(f->intro_en), STR_NONE, STR_NONE, STR_NONE, STR_NONE, STR_NONE, c->now));
    } else {
        TRY(person_set(tx, c->id, c->version, f->name, f->kind, str_given(f->division), str_given(f->education), c->skills,
            str_given(f->intro_zh), str_given(f->intro_en)));
        if (!tx->changes) return RC_STALE;
    }
    if (c->number.change) TRY(person_number_set(tx, c->id, c->number.cipher, c->number.index));
    if (c->phone.change) TRY(person_phone_set(tx, c->id, c->phone.cipher, c->phone.index));
    if (c->bank.change) TRY(person_bank_set(tx, c->id, c->bank.cipher));
    TRY(account_name_set(tx, c->account, f->name));
    return event_add(tx, &c->event);
}

enum rc unmask_store(struct db *tx, void *change)
{
    struct unmask_change *c = change;
    TRY(form_once(tx, &c->once));
    TRY(event_add(tx, &c->event));
    return unmasking_add(tx, c->event.id, c->event.account, c->kind, c->subject, c->field, c->purpose, c->event.now);
}
