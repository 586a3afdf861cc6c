/* csv_fuzz.c: any bytes as a table. Whatever comes, the reader answers with rows or with a reason, keeps its limits,
** and what it read is valid text that reads the same when written again as CSV.
**     clang -std=c11 -D_GNU_SOURCE -Isrc -g -fsanitize=fuzzer,address,undefined fuzz/csv_fuzz.c src/web/sheet.c
**     src/web/xlsx.c src/base/(all).c */
#include "web/sheet.h"

static void same_again(struct arena *a, const struct sheet *s)
{
    struct out o;
    struct sheet again = { 0 };
    out_init(&o, a);
    for (size_t i = 0; i < s->n; i++) {
        for (size_t k = 0; k < s->v[i].n; k++) {
            struct str day;
            int64_t n;
            must(utf8_valid(s->v[i].v[k]) && s->v[i].v[k].n <= LIMIT_CSV_FIELD);
            must(!sheet_day(a, s->v[i].v[k], &day) || date_parse(day, &n));
            put_c(&o, '"');
            for (size_t c = 0; c < s->v[i].v[k].n; c++) { if (s->v[i].v[k].p[c] == '"') put_c(&o, '"'); put_c(&o, s->v[i].v[k].p[c]); }
            put_z(&o, k + 1 < s->v[i].n ? "\"," : "\"\n");
        }
    }
    if (sheet_read(a, out_str(&o), &again, NULL) != RC_OK) unreachable();
    must(again.n == s->n);
    for (size_t i = 0; i < s->n; i++) {
        must(again.v[i].n == s->v[i].n);
        for (size_t k = 0; k < s->v[i].n; k++) must(str_eq(again.v[i].v[k], s->v[i].v[k]));
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct sheet s = { .max_rows = 1000 };
    struct err e = { 0 };
    if (size >= 2 && data[0] == 'P' && data[1] == 'K') return 0;        /* workbooks have a target of their own */
    arena_init(&a, 64 * 1024 * 1024);
    if (arena_guard(&a) == 0) {
        enum rc rc = sheet_read(&a, (struct str){ (const char *)data, size }, &s, &e);
        if (rc == RC_OK) must(s.n > 0 && s.n <= 1000);
        else must(e.rc == rc && e.text[0]);
        if (rc == RC_OK) same_again(&a, &s);
    }
    arena_free(&a);
    return 0;
}
