/* form.h: one const table a form. From it: parsing and checking, the HTML
** (label, hint, error, ARIA, kept values, error summary), the JSON schema,
** the columns of an upload, and the hostile-input tests.
**
**     struct listing_form { struct str title, side, until; int64_t amount; bool agree; struct strs skills; };
**     static const struct field fields[] = {
**         TEXT  ("title",  AT(struct listing_form, title),  .label = T_title, .max = 80, .need = true),
**         CHOICE("side",   AT(struct listing_form, side),   .label = T_side, .choices = sides, .need = true),
**         MONEY ("amount", AT(struct listing_form, amount), .label = T_amount, .hint = T_amount_hint, .min = 0),
**         DATE  ("until",  AT(struct listing_form, until),  .label = T_until),
**         MULTI ("skills", AT(struct listing_form, skills), .label = T_skills, .choices = skills),
**         FLAG  ("agree",  AT(struct listing_form, agree),  .label = T_agree, .need = true),
**     };
**     static const struct form listing_form = FORM("listing", struct listing_form, fields, T_submit);
**
** GET:   struct form_state s; form_start(r, &s, &listing_form, &values_or_NULL);
**        page_begin(...); form_render(r, &s, S("/listings")); page_end(r);
** POST:  struct listing_form in; form_read(r, &s, &listing_form, &in);
**        if (in.x breaks a rule) form_error(&s, "x", T_why);
**        if (!form_ok(&s)) { page with form_render again: nothing typed is lost; form_render sets status 422 }
**        struct once once = form_once_of(r, &s, path_of_the_result);
**        db_tx(db, fn, arg) whose fn first does TRY(form_once(tx, &once));
**        return form_done(r, rc, &once);      // 303 to the result, the earlier one when pressed twice
**
** What is absent: text and dates p == NULL, numbers NO_INT, flags false, MULTI n == 0, files name.p == NULL. */
#ifndef FORM_H
#define FORM_H
#include "web/web.h"

#define NO_INT INT64_MIN

enum field_kind {
    FIELD_TEXT, FIELD_LONGTEXT, FIELD_INT, FIELD_MONEY, FIELD_DATE, FIELD_CHOICE, FIELD_MULTI,
    FIELD_FLAG, FIELD_PHONE, FIELD_EMAIL, FIELD_PASSWORD, FIELD_HIDDEN, FIELD_FILE
};

/* One value of a code list. Labels: message when zh.p is NULL. */
struct choice { struct str code, zh, en; int message; };
struct choices { const struct choice *v; size_t n; };
struct form_file { struct str name, type, bytes; };

struct field {
    const char *name;                         /* in HTML, JSON and uploads */
    enum field_kind kind;
    size_t at;                                /* where the member stands */
    int label, hint;                          /* T_... */
    bool need, either;                        /* either: one of the two languages is needed; which, the form's own check says */
    int64_t min, max;                         /* code points of text, value of a number, fen, bytes of a file; both 0: the kind's own.
                                                 DATE: day numbers. A lower bound of 0 alone for INT and MONEY: .min = 0,
                                                 .max = what fits */
    struct choices (*choices)(struct req *r); /* CHOICE and MULTI */
    const char *autocomplete;                 /* "username", "new-password", ... */
    const char *pattern;                      /* not sent to the browser; "id" or "uscc" = checked by ids.h */
};

/* The member's type is checked: a wrong one does not compile. */
#define AT(type_, member_) type_, member_
#define FIELD_AT(ctype_, type_, member_) _Generic(((type_ *)0)->member_, ctype_: offsetof(type_, member_))
#define FIELD_(kind_, ctype_, name_, type_, member_, ...) \
    { .name = "" name_, .kind = kind_, .at = FIELD_AT(ctype_, type_, member_), ##__VA_ARGS__ }
#define FIELD_X(...) FIELD_(__VA_ARGS__)
#define TEXT(...)     FIELD_X(FIELD_TEXT,     struct str,  __VA_ARGS__)
#define LONGTEXT(...) FIELD_X(FIELD_LONGTEXT, struct str,  __VA_ARGS__)
#define INT(...)      FIELD_X(FIELD_INT,      int64_t,     __VA_ARGS__)
#define MONEY(...)    FIELD_X(FIELD_MONEY,    int64_t,     __VA_ARGS__)
#define DATE(...)     FIELD_X(FIELD_DATE,     struct str,  __VA_ARGS__)
#define CHOICE(...)   FIELD_X(FIELD_CHOICE,   struct str,  __VA_ARGS__)
#define MULTI(...)    FIELD_X(FIELD_MULTI,    struct strs, __VA_ARGS__)
#define FLAG(...)     FIELD_X(FIELD_FLAG,     bool,        __VA_ARGS__)
#define PHONE(...)    FIELD_X(FIELD_PHONE,    struct str,  __VA_ARGS__)
#define EMAIL(...)    FIELD_X(FIELD_EMAIL,    struct str,  __VA_ARGS__)
#define PASSWORD(...) FIELD_X(FIELD_PASSWORD, struct str,  __VA_ARGS__)
#define HIDDEN(...)   FIELD_X(FIELD_HIDDEN,   struct str,  __VA_ARGS__)
#define UPLOAD(...)   FIELD_X(FIELD_FILE,     struct form_file, __VA_ARGS__)

/* danger: what it does cannot be undone */
struct form { const char *name; const struct field *fields; size_t nfields, size; int submit; bool danger; };
#define FORM_OF(name_, type_, fields_, submit_, danger_) { "" name_, fields_, LEN(fields_), sizeof(type_), submit_, danger_ }
#define FORM(name_, type_, fields_, submit_) FORM_OF(name_, type_, fields_, submit_, false)
#define FORM_DANGER(name_, type_, fields_, submit_) FORM_OF(name_, type_, fields_, submit_, true)

struct form_fault { const struct field *field; int message; struct str one, two; };   /* field NULL: about the whole form; %1, %2 */
struct form_state {
    const struct form *form;
    struct strs raw;                          /* one text a field, as typed; MULTI joined by commas */
    struct { struct form_fault *v; size_t n, cap; } faults;
    uint8_t key[16];                          /* this form's own key; kept over a failed try */
    bool have_key;
    struct arena *a;
    int *status;                              /* of the answer to a POST: 422 with the first fault; NULL on a GET */
};

/* For a GET: values (a struct of the form's type) prefill; NULL leaves it empty. */
void form_start(struct req *r, struct form_state *s, const struct form *f, const void *values);
/* For a POST: fills into, collects faults. The token was checked before the handler ran. Text is trimmed
** (PASSWORD is not), CR LF become LF, full-width digits in numbers and dates are taken. */
void form_read(struct req *r, struct form_state *s, const struct form *f, void *into);
/* The same out of a row of a table somebody sent: for every field its values, many of a MULTI, else one or none. No key. */
void form_take(struct req *r, struct form_state *s, const struct form *f, const struct strs *values, void *into);
void form_error(struct form_state *s, const char *field, int message);    /* field NULL: the whole form */
void form_error_with(struct form_state *s, const char *field, int message, struct str one, struct str two);
bool form_ok(const struct form_state *s);

/* The whole form: error summary, fields, token, button. */
void form_render(struct req *r, const struct form_state *s, struct str action);
/* Or piece by piece, when a page orders fields itself. */
void form_summary(struct req *r, const struct form_state *s);             /* nothing when there is no fault */
void form_open(struct req *r, const struct form_state *s, struct str action);  /* <form>, token */
void form_field(struct req *r, const struct form_state *s, const char *name);
void form_close(struct req *r, const struct form_state *s);               /* button, </form> */
/* A form that is one button, e.g. "confirm": hidden holds name and value, or NULL. Quiet: beside what most come for; danger:
** it cannot be undone. */
void form_button_quiet(struct req *r, struct str action, int label, const char *name, struct str value);
void form_button_danger(struct req *r, struct str action, int label, const char *name, struct str value);
void form_button(struct req *r, struct str action, int label, const char *name, struct str value);
void form_token(struct req *r);                                           /* the hidden token alone, for a form written by hand */
/* JSON Schema of what a program may send, for OpenAPI; either may be NULL. form_json.c */
void form_json(struct req *r, const struct form *form, const struct form *more);

/* Exactly once. form_once_of before the transaction; form_once first inside it. */
struct once { uint8_t key[16]; int64_t account, now; struct str path; struct str asked; bool again, other; char earlier[256]; };
    /* asked: a program's request, hashed; other: the key was used for another one */
struct once form_once_of(struct req *r, const struct form_state *s, struct str path); /* s may be NULL: a form_button or form_token */
enum rc form_once(struct db *tx, struct once *o);         /* RC_DUPLICATE and o->earlier when the key was used before */
enum rc form_done(struct req *r, enum rc rc, const struct once *o);       /* RC_OK or pressed twice: 303; else rc */
enum rc form_said(struct req *r, enum rc rc, const struct once *o, int message); /* and the next page says what was done */
/* The same; where the transaction refused, `back` says why instead. refused: T_..., 0 = it did not say. */
enum rc form_answer(struct req *r, enum rc rc, const struct once *o, int refused, struct str back, int message);
#endif
