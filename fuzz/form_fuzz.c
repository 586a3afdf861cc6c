/* form_fuzz.c: outside bytes into every parser of src/http/form.c, and into the list of tags a browser has already.
** The first byte chooses; the rest is the input. */
#include "web/web.h"

/* A tag is known only where it stands, or any is. */
static void tags(struct arena *a, struct str s)
{
    struct http_request q = { .arena = a };
    *PUSH(a, &q.headers) = (struct http_pair){ S("If-None-Match"), s };
    if (etag_known(&q, S("W/\"a\""))) must(str_find(s, S("\"a\"")) >= 0 || str_eq(str_trim(s), S("*")));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct str s = { n ? (const char *)data + 1 : "", n ? n - 1 : 0 }, path;
    struct http_pairs p = { 0 };
    struct http_files f = { 0 };
    arena_init(&a, 8 << 20);
    if (n && arena_guard(&a) == 0) {
        switch (data[0] % 5) {
        case 0: http_parse_urlencoded(&a, s, &p); break;
        case 1: http_parse_cookies(&a, s, &p); break;
        case 2: if (http_decode_path(&a, s, &path) == RC_OK) must(path.p[0] == '/' && utf8_valid(path)); break;
        case 3: tags(&a, s); break;
        default: http_parse_multipart(&a, S("multipart/form-data; boundary=b"), s, &p, &f); break;
        }
        for (size_t i = 0; i < p.n; i++) must(utf8_valid(p.v[i].name));
    }
    arena_free(&a);
    return 0;
}
