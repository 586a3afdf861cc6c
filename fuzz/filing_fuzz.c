/* filing_fuzz.c: a table somebody sends as a return: sheets assigned, headings matched, cells read; and each cell's text alone, as
** every kind of field. What was understood reads the same a second time. */
#include "app/filings/upload.h"
#include "test/test.h"

static const struct ret_unit kyuan = { "kyuan", 5, T_filing_u_kyuan }, persons = { "persons", 0, T_filing_u_persons };
static struct str standing[] = { SI("operating"), SI("closed") };
static struct ret_field summary[] = {
    { .code = SI("employees"), .zh = SI("从业人员"), .en = SI("People employed"), .type = RET_NUMBER, .unit = &persons, .need = true },
    { .code = SI("revenue"), .zh = SI("营业收入"), .en = SI("Revenue"), .type = RET_NUMBER, .unit = &kyuan, .below_zero = true },
    { .code = SI("remark"), .zh = SI("情况说明"), .en = SI("Remarks"), .type = RET_TEXT },
}, firms[] = {
    { .code = SI("uscc"), .zh = SI("统一社会信用代码"), .en = SI("Code"), .type = RET_USCC },
    { .code = SI("name"), .zh = SI("企业名称"), .en = SI("Name"), .type = RET_TEXT, .need = true },
    { .code = SI("standing"), .zh = SI("经营状态"), .en = SI("Standing"), .type = RET_CHOICE, .list = { standing, 2, 2 } },
    { .code = SI("revenue"), .zh = SI("营业收入"), .en = SI("Revenue"), .type = RET_NUMBER, .unit = &kyuan },
}, people[] = {
    { .code = SI("name"), .zh = SI("姓名"), .en = SI("Name"), .type = RET_TEXT },
    { .code = SI("id"), .zh = SI("身份证件号码"), .en = SI("ID number"), .type = RET_ID },
    { .code = SI("start"), .zh = SI("入职日期"), .en = SI("First day"), .type = RET_DATE },
};
static const struct ret_form form = { .code = SI("x"),
    .version = 1,
    .sheets = { { summary, LEN(summary), 0 }, { firms, LEN(firms), 0 }, { people, LEN(people), 0 } } };

static void alone(struct arena *a, const struct ret_field *f, struct str text)
{
    struct cell c = cell_read(a, f, text);
    must((c.fault == CELL_OK) || !value_given(&c.value));
    if (c.fault != CELL_OK || !value_given(&c.value)) return;
    struct str shown = value_shown(a, f, &c.value);
    struct cell again = cell_read(a, f, shown);
    must(again.fault == CELL_OK && again.value.num == c.value.num);
    must(str_eq(again.value.text, c.value.text));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t n)
{
    static struct arena a;
    struct str in = { (const char *)data, n };
    arena_init(&a, 256u << 20);
    if (arena_guard(&a) == 0) {
        struct filled with = filled_new(&a, &form);
        struct upload *u = NEW(&a, struct upload);
        if (n < 400)
            for (int s = 0; s < SHEETS; s++) for (size_t i = 0; i < form.sheets[s].n; i++) alone(&a, &form.sheets[s].v[i], in);
        must(upload_read(&a, &form, in, NULL, &with, u) == RC_OK);
        for (int s = FIRMS; s < SHEETS && !u->problem; s++) {       /* packed and unpacked it is the same */
            struct filled back = filled_new(&a, &form);
            filled_unpack(&a, &back, (enum sheet_no)s, filled_pack(&a, &u->x, (enum sheet_no)s));
            must(str_eq(filled_pack(&a, &back, (enum sheet_no)s), filled_pack(&a, &u->x, (enum sheet_no)s)));
        }
    }
    arena_unguard(&a);
    arena_free(&a);
    return 0;
}
