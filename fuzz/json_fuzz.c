/* json_fuzz.c: outside bytes into the JSON parser; what it takes is UTF-8 throughout and no larger than what was sent. */
#include "base/json.h"

static size_t looked(const struct json_node *n, int depth)
{
    size_t bytes = n->text.n;
    must(depth <= LIMIT_JSON_DEPTH && utf8_valid(n->text) && utf8_valid(n->name));
    must(!memchr(n->text.p ? n->text.p : "", 0, n->text.n));
    for (const struct json_node *m = n->first; m; m = m->next) bytes += m->name.n + looked(m, depth + 1);
    return bytes;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    struct arena a;
    struct json_node *top;
    struct err e;
    arena_init(&a, 8 << 20);
    if (arena_guard(&a) == 0 && json_parse(&a, (struct str){ (const char *)data, n }, &top, &e) == RC_OK) must(looked(top, 1) <= n);
    arena_free(&a);
    return 0;
}
