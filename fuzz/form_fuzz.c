/* form_fuzz.c: outside bytes into every parser of src/http/form.c.
** The first byte chooses; the rest is the input. */
#include "http/http.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct str s = { n ? (const char *)data + 1 : "", n ? n - 1 : 0 }, path;
    struct http_pairs p = { 0 };
    struct http_files f = { 0 };
    arena_init(&a, 8 << 20);
    if (n && arena_guard(&a) == 0) {
        switch (data[0] % 4) {
        case 0: http_parse_urlencoded(&a, s, &p); break;
        case 1: http_parse_cookies(&a, s, &p); break;
        case 2: if (http_decode_path(&a, s, &path) == RC_OK) must(path.p[0] == '/' && utf8_valid(path)); break;
        default: http_parse_multipart(&a, S("multipart/form-data; boundary=b"), s, &p, &f); break;
        }
        for (size_t i = 0; i < p.n; i++) must(utf8_valid(p.v[i].name));
    }
    arena_free(&a);
    return 0;
}
