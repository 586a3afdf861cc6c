/* xml_test.c: what the tree holds, and what is refused where. */
#include "test/test.h"
#include "engine/rules/xml.h"

static void reads_a_tree(void **state) {
    (void)state;
    struct arena a; struct err e = { 0 }; struct xml_node *root;
    arena_init(&a, 1 << 22);
    struct str doc = S("<d xmlns='urn:m' xmlns:x='urn:x' id='1' x:id='2'>\n  <i>a<z/>&lt;b</i><x:i/><i x:t='x:q'>\xE4\xB8\xAD</i></d>");
    assert_int_equal(xml_read(&a, doc, &root, &e), RC_OK);
    assert_true(str_eq(root->ns, S("urn:m")) && str_eq(root->name, S("d")));
    assert_true(str_eq(xml_attr_ns(root, "", "id"), S("1")));
    assert_true(str_eq(xml_attr_ns(root, "urn:x", "id"), S("2")));
    struct xml_node *i = xml_child(root, "i");
    assert_true(str_eq(i->text, S("a<b")));
    assert_int_equal(i->line, 2);
    assert_int_equal(i->col, 3);
    struct xml_node *again = xml_again(i);           /* x:i is of another namespace */
    assert_true(str_eq(again->text, S("\xE4\xB8\xAD")));
    assert_null(xml_again(again));
    struct str uri;
    assert_true(str_eq(xml_qname(again, xml_attr(again, "t"), &uri), S("q")) && str_eq(uri, S("urn:x")));
    assert_true(str_eq(xml_qname(again, S("y:q"), &uri), S("y:q")) && uri.n == 0);
    assert_null(xml_attr(root, "none").p);
    arena_free(&a);
}

static void refuses_with_a_place(void **state) {
    (void)state;
    static const struct { struct str doc; enum rc rc; int line; } cases[] = {
        { SI(""), RC_INPUT, 0 },
        { SI("<a>\n<b></a>"), RC_INPUT, 2 },
        { SI("<a/>x"), RC_INPUT, 1 },
        { SI("<p:a/>"), RC_INPUT, 1 },
        { SI("<a>\xFF</a>"), RC_INPUT, 1 },
        { SI("\n<!DOCTYPE a [<!ENTITY e 'x'>]>\n<a>&e;</a>"), RC_INPUT, 2 },
        { SI("<!DOCTYPE a SYSTEM 'file:///etc/passwd'><a/>"), RC_INPUT, 1 },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a; struct err e = { 0 }; struct xml_node *root = NULL;
        arena_init(&a, 1 << 22);
        assert_int_equal(xml_read(&a, cases[i].doc, &root, &e), cases[i].rc);
        assert_int_equal(e.line, cases[i].line);
        assert_null(root);
        arena_free(&a);
    }
}

/* What is wrong, in both languages, with the mend where there is one. */
static void says_what_is_wrong(void **state) {
    (void)state;
    static const struct {
        const char *doc, *zh, *en;
    } cases[] = {
        { "<a x='1' x='2'/>", "同一属性出现两次", "duplicate attribute" },
        { "<a", "标记没有写完", "unclosed token" },
        { "<a>\xE4\xB8", "标记没有写完", "" },
        { "<a></b>", "结束标记与开始标记不符", "mismatched tag" },
        { "<a>&nope;</a>", "实体没有定义", "undefined entity" },
        { "<a/><b/>", "根元素之后还有内容", "junk after document element" },
        { "<?xml version='1.0' encoding='GB18030'?><a/>", "请另存为 UTF-8", "unknown encoding" },
        { "<?xml version='1.0' encoding='UTF-16'?><a/>", "请另存为 UTF-8", "encoding" },
        { "<a>1 < 2</a>", "应写成 &lt; 和 &amp;", "not well-formed" },
        { " ", "没有任何元素", "no element found" },
        { "<p:a/>", "前缀没有声明", "unbound prefix" },
        { "<a><?xml version='1.0'?></a>", "不是规范的 XML", "XML or text declaration not at start" },
        { "<!DOCTYPE a><a/>", "不接受文档类型声明", "is not accepted" },
        { "", "文件是空的", "the document is empty" },
    };
    for (size_t i = 0; i < LEN(cases); i++) {
        struct arena a; struct err e = { 0 }; struct xml_node *root;
        arena_init(&a, 1 << 22);
        if (xml_read(&a, str_from(cases[i].doc), &root, &e) != RC_INPUT || !strstr(e.text, cases[i].zh) || !strstr(e.text, cases[i].en))
            fail_msg("%s: %s", cases[i].doc, e.text);
        arena_free(&a);
    }
}

/* A document of many pieces, a long name, and one beyond all measure, of which no byte is looked at. */
static void long_documents(void **state) {
    (void)state;
    struct arena a; struct err e = { 0 }; struct xml_node *root; struct out o; struct str uri;
    arena_init(&a, 1 << 26);
    out_init(&o, &a);
    put_z(&o, "<a xmlns='urn:a' b='");
    for (int i = 0; i < 100000; i++) put_z(&o, "x");
    put_z(&o, "'>");
    for (int i = 0; i < 50000; i++) put_z(&o, "<b>text</b>");
    put_z(&o, "</a>");
    assert_int_equal(xml_read(&a, out_str(&o), &root, &e), RC_OK);
    assert_int_equal(xml_attr(root, "b").n, 100000);
    assert_true(str_eq(xml_qname(root, S("q"), &uri), S("q")) && str_eq(uri, S("urn:a")));
    assert_int_equal(xml_read(&a, (struct str){ "<a/>", (size_t)LIMIT_XML_BYTES + 1 }, &root, &e), RC_LIMIT);
    assert_non_null(strstr(e.text, "more than"));
    arena_free(&a);
}

static enum rc nested(struct arena *a, int depth) {
    struct out o; struct xml_node *root; struct err e = { 0 };
    out_init(&o, a);
    for (int i = 1; i < depth; i++) put_z(&o, "<a>");
    put_z(&o, "<a/>text");
    for (int i = 1; i < depth; i++) put_z(&o, "</a>");
    return xml_read(a, out_str(&o), &root, &e);
}

static void limits_depth(void **state) {
    (void)state;
    struct arena a;
    arena_init(&a, 1 << 22);
    assert_int_equal(nested(&a, LIMIT_XML_DEPTH), RC_OK);
    assert_int_equal(nested(&a, LIMIT_XML_DEPTH + 1), RC_LIMIT);
    arena_free(&a);
}

/* Each allocation in turn fails; the guard catches it and, with ASan watching, nothing leaks. */
static void survives_each_failed_allocation(void **state) {
    (void)state;
    volatile bool whole = false;
    volatile int64_t n = 0;
    for (; !whole && n < 1000; n++) {
        struct arena a; struct xml_node *root; struct err e = { 0 };
        arena_init(&a, 1 << 22);
        a.fail_after = n;
        if (arena_guard(&a) == 0) {
            assert_int_equal(xml_read(&a, S("<a b='c'><d>e</d></a>"), &root, &e), RC_OK);
            whole = true;
        }
        arena_free(&a);
    }
    assert_true(whole);
    assert_true(n > 5);
}

int main(void) {
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(reads_a_tree),
        cmocka_unit_test(refuses_with_a_place),
        cmocka_unit_test(limits_depth),
        cmocka_unit_test(says_what_is_wrong),
        cmocka_unit_test(long_documents),
        cmocka_unit_test(survives_each_failed_allocation),
    };
    return cmocka_run_group_tests(tests, NULL, NULL);
}
