/* secret_test.c: identity numbers, one-time codes, sealed fields, passwords. */
#include "test/test.h"
#include "web/ids.h"
#include "web/password.h"
#include "web/totp.h"
#include <sys/stat.h>
#include <unistd.h>

static struct arena arena;

static void resident_numbers(void **state)
{
    static const struct { const char *id; enum id_fault fault; } cases[] = {
        { "210299199906300011", ID_FINE }, { "210299200002290020", ID_FINE }, { "210299199512314445", ID_FINE },
        { "21029919990101004X", ID_FINE }, { "21029919990101004x", ID_FINE }, { "21029919851101012X", ID_FINE },
        { "210299199902300011", ID_DATE }, { "210299199906300012", ID_CHECK }, { "21029919990630001", ID_LENGTH },
        { "", ID_LENGTH }, { "2102991999O6300011", ID_LETTER }, { "010299199906300011", ID_LETTER }, { "210299199913300011", ID_DATE },
        { "21029919990630001Y", ID_LETTER },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        enum id_fault got = resident_check(str_from(cases[i].id), NULL);
        if (got != cases[i].fault) print_error("%s: %d\n", cases[i].id, (int)got);
        assert_int_equal(got, cases[i].fault);
    }
    struct resident who;
    assert_int_equal(resident_check(S("210299200002290020"), &who), ID_FINE);
    assert_int_equal(who.born, date_days(2000, 2, 29));
    assert_false(who.male);
    assert_true(str_eq(who.area, S("210299")));
    (void)state;
}

/* Every single changed digit must be seen: that is what the check is for. */
static void resident_any_slip_is_seen(void **state)
{
    char id[] = "210299199906300011";
    for (size_t i = 0; i < 18; i++)
        for (char c = '0'; c <= '9'; c++) {
            char old = id[i];
            id[i] = c;
            if (c != old) assert_int_not_equal(resident_check(str_from(id), NULL), ID_FINE);
            id[i] = old;
        }
    (void)state;
}

static void credit_codes(void **state)
{
    static const struct { const char *code; enum id_fault fault; } cases[] = {
        { "91210299MA0BA11T8A", ID_FINE }, { "12210299MA0BA11T8F", ID_FINE }, { "51210299MA0BA11T8E", ID_FINE },
        { "52210299MA0BA11T8B", ID_FINE }, { "92210299MA0BA11T87", ID_FINE }, { "93210299MA0BA11T84", ID_FINE },
        { "91210299MA0BA11T8B", ID_CHECK }, { "91210299MA0BA11T9A", ID_CHECK }, { "91210299MAOBA11T8A", ID_LETTER },
        { "91210299MA0BA11T8", ID_LENGTH }, { "91210299ma0ba11t8a", ID_LETTER }, { "9121O299MA0BA11T8A", ID_LETTER },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        enum id_fault got = uscc_check(str_from(cases[i].code));
        if (got != cases[i].fault) print_error("%s: %d\n", cases[i].code, (int)got);
        assert_int_equal(got, cases[i].fault);
    }
    assert_true(str_eq(id_normal(&arena, S(" ２1029919990101004ｘ　")), S("21029919990101004X")));
    assert_true(str_eq(resident_mask(&arena, S("210299199906300011")), S("210***********0011")));
    assert_true(str_eq(resident_mask(&arena, S("123")), S("***")));
    (void)state;
}

static void one_time_codes(void **state)
{
    static const struct {
        uint64_t t;
        uint32_t sha1, sha256, sha512;
    } rfc[] = {
        /* RFC 6238, appendix B */
        { 59, 94287082, 46119246, 90693936 },
        { 1111111109, 7081804, 68084774, 25091201 },
        { 1111111111, 14050471, 67062674, 99943326 },
        { 1234567890, 89005924, 91819424, 93441116 },
        { 2000000000, 69279037, 90698825, 38618901 },
        { 20000000000, 65353130, 77737706, 47863826 },
    };
    struct str k1 = S("12345678901234567890"), k2 = S("12345678901234567890123456789012"),
        k3 = S("1234567890123456789012345678901234567890123456789012345678901234");
    for (size_t i = 0; i < LEN(rfc); i++) {
        assert_int_equal(totp_code(k1, rfc[i].t / 30, 8, TOTP_SHA1), rfc[i].sha1);
        assert_int_equal(totp_code(k2, rfc[i].t / 30, 8, TOTP_SHA256), rfc[i].sha256);
        assert_int_equal(totp_code(k3, rfc[i].t / 30, 8, TOTP_SHA512), rfc[i].sha512);
    }
    assert_int_equal(totp_check(k1, S("287082"), 59000, -1), 1);
    assert_int_equal(totp_check(k1, S("287082"), 89000, -1), 1);            /* one step late is still good */
    assert_int_equal(totp_check(k1, S("287082"), 59000, 1), -1);            /* used once */
    assert_int_equal(totp_check(k1, S("287082"), 120000, -1), -1);          /* too late */
    assert_int_equal(totp_check(k1, S("287083"), 59000, -1), -1);
    assert_int_equal(totp_check(k1, S("-87082"), 59000, -1), -1);
    assert_true(str_eq(totp_base32(&arena, k1), S("GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ")));
    assert_true(str_eq(totp_base32(&arena, S("foobar")), S("MZXW6YTBOI"))); /* RFC 4648, without padding */
    (void)state;
}

static void sealed_fields(void **state)
{
    struct keys k = { .n = 2, .v = { { 7, { 1, 2, 3 } }, { 3, { 9, 9 } } } }, old = { .n = 1, .v = { { 3, { 9, 9 } } } },
                other = { .n = 1, .v = { { 7, { 1, 2, 4 } } } };
    struct str where = S("person|17|id"), plain = S("210299199906300011"), got;
    struct err e;
    struct str x = secret_seal(&arena, &k, "person", where, plain), y = secret_seal(&arena, &k, "person", where, plain);
    assert_false(str_eq(x, y));                                             /* a nonce of its own each time */
    assert_int_equal(str_find(x, S("2102991999")), -1);
    assert_int_equal(secret_open(&arena, &k, "person", where, x, &got, &e), RC_OK);
    assert_true(str_eq(got, plain));
    assert_int_equal(secret_open(&arena, &k, "person", S("person|18|id"), x, &got, &e), RC_REFUSED);
    assert_int_equal(secret_open(&arena, &k, "phone", where, x, &got, &e), RC_REFUSED);
    assert_int_equal(secret_open(&arena, &other, "person", where, x, &got, &e), RC_REFUSED);
    assert_int_equal(secret_open(&arena, &old, "person", where, x, &got, &e), RC_NONE);
    for (size_t i = 0; i < x.n; i++) {                                      /* any flipped bit is seen, any cut too */
        struct str bad = str_copy(&arena, x);
        ((char *)(uintptr_t)bad.p)[i] ^= 1;
        assert_int_not_equal(secret_open(&arena, &k, "person", where, bad, &got, &e), RC_OK);
        assert_int_not_equal(secret_open(&arena, &k, "person", where, str_sub(x, 0, i), &got, &e), RC_OK);
    }
    struct str z = secret_seal(&arena, &old, "person", where, STR_NONE);
    assert_int_equal(secret_open(&arena, &k, "person", where, z, &got, &e), RC_OK);   /* an old key still opens */
    assert_int_equal(got.n, 0);
    assert_true(str_eq(secret_index(&arena, &k, "id", plain), secret_index(&arena, &old, "id", plain)));
    assert_false(str_eq(secret_index(&arena, &k, "id", plain), secret_index(&arena, &k, "phone", plain)));
    (void)state;
}

static void key_file(void **state)
{
    char path[] = "/tmp/ballast_keys_XXXXXX";
    struct keys k;
    struct err e;
    int fd = mkstemp(path);
    assert_true(fd >= 0);
    assert_int_equal(write(fd, "1 zz\n", 5), 5);
    close(fd);
    assert_int_equal(keys_load(&k, path, &e), RC_INPUT);
    assert_int_equal(e.line, 1);
    assert_int_equal(keys_create(path, &e), RC_DUPLICATE);                  /* never over an old key */
    unlink(path);
    assert_int_equal(keys_load(&k, path, &e), RC_NONE);
    assert_int_equal(keys_create(path, &e), RC_OK);
    assert_int_equal(keys_load(&k, path, &e), RC_OK);
    assert_int_equal(k.n, 1);
    assert_int_equal(chmod(path, 0644), 0);
    assert_int_equal(keys_load(&k, path, &e), RC_DENIED);
    unlink(path);
    (void)state;
}

static void passwords(void **state)
{
    struct keys k = { .n = 1, .v = { { 1, { 5 } } } }, other = { .n = 1, .v = { { 1, { 6 } } } };
    char h[PASSWORD_HASH];
    assert_int_equal(password_hash(&k, S("正确的马电池订书钉"), h), RC_OK);
    assert_true(str_starts(str_from(h), S("$argon2id$v=19$m=19456,t=2,p=1$")));
    assert_int_equal(password_check(&k, S("正确的马电池订书钉"), h), RC_OK);
    assert_int_equal(password_check(&k, S("正确的马电池订书针"), h), RC_DENIED);
    assert_int_equal(password_check(&other, S("正确的马电池订书钉"), h), RC_DENIED);
    assert_int_equal(password_check(&k, S("x"), NULL), RC_DENIED);
    assert_true(password_common(S("aaaaaaaaaaaa"), S("")));
    assert_true(password_common(S("Password123"), S("")));
    assert_true(password_common(S("wang.fang.99"), S("wang.fang.99")));
    assert_false(password_common(S("blue horse eats"), S("wang")));
    (void)state;
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(resident_numbers), cmocka_unit_test(resident_any_slip_is_seen), cmocka_unit_test(credit_codes),
        cmocka_unit_test(one_time_codes), cmocka_unit_test(sealed_fields), cmocka_unit_test(key_file), cmocka_unit_test(passwords),
    };
    arena_init(&arena, LIMIT_REQUEST_ARENA);
    int bad = cmocka_run_group_tests(tests, NULL, NULL);
    arena_free(&arena);
    return bad;
}
