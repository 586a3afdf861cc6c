/* mail_fuzz.c: any text as address, subject and body of a mail, and as the place a login leads to: no line of a message
** begins anything the text chose, and no place lies elsewhere. */
#include "web/account.h"
#include "web/mail.h"

static void check_message(struct str text)
{
    struct str line;
    bool body = false;
    while (str_cut(&text, '\n', &line)) {
        must(line.n <= 400 && (!line.n || line.p[line.n - 1] == '\r'));
        if (body) for (size_t i = 0; i + 1 < line.n; i++) must(line.p[i] != '.' && line.p[i] != ':');
        else if (line.n > 1) must(line.p[0] == ' ' || str_find(line, S(": ")) > 0);
        if (str_eq(line, S("\r"))) body = true;
    }
    must(body);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct out o;
    struct str s = { n ? (const char *)data : "", n }, next = account_next(s, S("/"));
    must(next.n && next.p[0] == '/' && !str_starts(next, S("//")) && str_find(next, S("\\")) < 0 && str_find(next, S("\n")) < 0);
    arena_init(&a, 8 << 20);
    if (arena_guard(&a) == 0) {
        out_init(&o, &a);
        struct mail m = { S("ballast@city.example"), S("x@y.example"), s, s, S("1"), 0 };
        must(mail_write(&o, &m) == RC_OK);
        check_message(out_str(&o));
        out_init(&o, &a);
        m.to = s;
        if (mail_write(&o, &m) == RC_OK) check_message(out_str(&o));
    }
    arena_free(&a);
    return 0;
}
