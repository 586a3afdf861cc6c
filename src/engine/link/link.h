/* link.h: which claims speak of one job: record linkage of employment claims, exact and explainable.
**
**     claims of a firm ──► identities (who is meant) ──► spells (from when to when) ──► an answer in every claim
**
** A claim is what one source says: this person worked at this firm from that day on. Several sources say the same job, with
** a number or without, spelled one way or another. The rules, in this order, always within one firm:
**
**   identity   1. The same number is one identity; two numbers never are.
**              2. What an officer put together is one identity (unless that would join two numbers).
**              3. Claims without a number that give the same name and the same telephone are one. They belong to the one
**                 identity of rules 1 and 2 in which this name stands with this telephone; if there is none, to the one
**                 without any telephone in which this name starts within 31 days.
**              4. Claims with neither, of one name, starting within 31 days of each other, are one. They belong to the one
**                 identity in which this name starts within 31 days of one of them.
**              Where two identities fit, none is taken: LINK_SEVERAL, an officer must say which.
**
**   until      A claim that says no end lasts until the first end anybody says of the same identity, on or after the day
**              the claim speaks for (seen); without one it is open.
**
**   spell      Claims of one identity whose intervals overlap or adjoin (the day after) are one spell; so are two of which
**              one has no number and which start within 31 days, and what an officer put together.
**
** The answer depends on the claims and on nothing else: no order, no clock, no dice. Everything is linear but for sorting. */
#ifndef LINK_H
#define LINK_H
#include "base/base.h"

enum { LINK_NEAR_DAYS = 31, LINK_GAP_DAYS = 1 };
#define LINK_OPEN INT64_MAX

/* Why a claim belongs where it does. PHONE and START are probable, SEVERAL is open: for a person to look at. */
enum link_basis { LINK_ALONE, LINK_NUMBER, LINK_DECIDED, LINK_PHONE, LINK_START, LINK_SEVERAL, LINK_BASES };

struct link_claim {
    int64_t id, firm;               /* id: unique, > 0 */
    struct str number, phone, name; /* compared byte by byte; number and phone may be empty; name as link_names gives it */
    int64_t start, end, seen;       /* day numbers; end LINK_OPEN: not said; seen: the day the claim speaks for */
    int64_t decided;                /* 0, or what an officer put together in this firm under this key */
    void *of;                       /* the caller's; not looked at */
    /* out */
    int64_t spell, identity;        /* the smallest id of the claims of the spell; of the identity */
    struct str known;               /* the identity's number, empty if nobody gave one */
    int64_t until;                  /* the end that counts, or LINK_OPEN */
    enum link_basis basis;
};

/* Answers all claims, in their places. Scratch memory from a. */
void link_claims(struct arena *a, struct link_claim *v, size_t n);

/* Names as they are compared, copies in a: NFKC, small letters, traditional characters as simplified, without blanks, middle
** dots, hyphens and full stops. "歐陽·娜娜" and "欧阳 娜娜" are equal. */
void link_names(struct arena *a, const struct str *names, size_t n, struct str *out);
#endif
