/* xlsx_fuzz.c: any bytes as a workbook. An even first byte: the rest is the file. An odd one: the rest is the parts of a
** workbook, cut at "\n--\n", in an honest zip, so that what stands behind the checksums is reached too. Whatever comes, the
** reader answers with rows or with a reason, and keeps its limits; leaks are libFuzzer's to find. */
#include "test/zip_made.h"
#include "web/sheet.h"

static struct str parts_zipped(struct arena *a, struct str in)
{
    static const struct str names[] = { SI("xl/worksheets/sheet1.xml"), SI("xl/sharedStrings.xml"), SI("xl/styles.xml"),
        SI("xl/workbook.xml"), SI("xl/_rels/workbook.xml.rels"), SI("_rels/.rels") };
    static const struct str usual[] = { SI("<worksheet/>"), SI(""), SI(""),
        SI("<workbook xmlns='http://schemas.openxmlformats.org/spreadsheetml/2006/main' xmlns:r='http://schemas.openxmlformats.org/officeDocument/2006/relationships'><sheets><sheet r:id='r1'/></sheets></workbook>"),
        SI("<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='r1' Type='x/worksheet' Target='worksheets/sheet1.xml'/>"
           "<Relationship Id='r2' Type='x/sharedStrings' Target='sharedStrings.xml'/><Relationship Id='r3' Type='x/styles' Target='styles.xml'/></Relationships>"),
        SI("<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'><Relationship Id='a' Type='x/officeDocument' Target='xl/workbook.xml'/></Relationships>") };
    struct zip_entry v[LEN(names)];
    for (size_t i = 0; i < LEN(names); i++) {
        ptrdiff_t cut = str_find(in, S("\n--\n"));
        struct str part = cut < 0 ? in : str_sub(in, 0, (size_t)cut);
        v[i] = (struct zip_entry){ .name = names[i], .bytes = part.n ? part : usual[i] };
        in = cut < 0 ? S("") : str_sub(in, (size_t)cut + 4, in.n);
    }
    return zip_made(a, v, LEN(names));
}

static void keeps_limits(const struct sheet *s)
{
    must(s->n > 0 && s->n <= 1000);
    for (size_t i = 0; i < s->n; i++) {
        must(s->v[i].n <= LIMIT_TABLE_COLUMNS && s->v[i].line > (i ? s->v[i - 1].line : 0));
        for (size_t k = 0; k < s->v[i].n; k++) must(utf8_valid(s->v[i].v[k]) && s->v[i].v[k].n <= LIMIT_CSV_FIELD);
    }
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena a;
    struct sheet s = { .max_rows = 1000 };
    struct err e = { 0 };
    arena_init(&a, 64 * 1024 * 1024);
    if (size && arena_guard(&a) == 0) {
        struct str in = { (const char *)data + 1, size - 1 };
        enum rc rc = sheet_read_xlsx(&a, data[0] % 2 ? parts_zipped(&a, in) : in, &s, &e);
        if (rc == RC_OK && s.n) keeps_limits(&s);
        else if (rc != RC_OK) must(e.rc == rc && e.text[0]);
    }
    arena_free(&a);
    return 0;
}
