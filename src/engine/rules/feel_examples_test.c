/* feel_examples_test.c: the examples in the standard's own tables (72 to 81 of DMN 1.5), each of which is true. */
#include "test/feel_rows.h"

static void examples_of_the_standard(void **state) {
    static const char *const examples[] = {
        "before(1, 10) = true", "before(10, 1) = false", "before(1, [1..10]) = false", "before(1, (1..10]) = true",
        "before(1, [5..10]) = true", "before([1..10], 10) = false", "before([1..10), 10) = true", "before([1..10], 15) = true",
        "before([1..10], [15..20]) = true", "before([1..10], [10..20]) = false", "before([1..10), [10..20]) = true",
        "before([1..10], (10..20]) = true", "after(10, 5) = true", "after(5, 10) = false", "after(12, [1..10]) = true",
        "after(10, [1..10)) = true", "after(10, [1..10]) = false", "after([11..20], 12) = false", "after([11..20], 10) = true",
        "after((11..20], 11) = true", "after([11..20], 11) = false", "after([11..20], [1..10]) = true",
        "after([1..10], [11..20]) = false", "after([11..20], [1..11)) = true", "after((11..20], [1..11]) = true",
        "meets([1..5], [5..10]) = true", "meets([1..5), [5..10]) = false", "meets([1..5], (5..10]) = false",
        "meets([1..5], [6..10]) = false", "met by([5..10], [1..5]) = true", "met by([5..10], [1..5)) = false",
        "met by((5..10], [1..5]) = false", "met by([6..10], [1..5]) = false", "overlaps([1..5], [3..8]) = true",
        "overlaps([3..8], [1..5]) = true", "overlaps([1..8], [3..5]) = true", "overlaps([3..5], [1..8]) = true",
        "overlaps([1..5], [6..8]) = false", "overlaps([6..8], [1..5]) = false", "overlaps([1..5], [5..8]) = true",
        "overlaps([1..5], (5..8]) = false", "overlaps([1..5), [5..8]) = false", "overlaps([1..5), (5..8]) = false",
        "overlaps([5..8], [1..5]) = true", "overlaps((5..8], [1..5]) = false", "overlaps([5..8], [1..5)) = false",
        "overlaps((5..8], [1..5)) = false", "overlaps before([1..5], [3..8]) = true", "overlaps before([1..5], [6..8]) = false",
        "overlaps before([1..5], [5..8]) = true", "overlaps before([1..5], (5..8]) = false", "overlaps before([1..5), [5..8]) = false",
        "overlaps before([1..5), (1..5]) = true", "overlaps before([1..5], (1..5]) = true", "overlaps before([1..5), [1..5]) = false",
        "overlaps before([1..5], [1..5]) = false", "overlaps after([3..8], [1..5]) = true", "overlaps after([6..8], [1..5]) = false",
        "overlaps after([5..8], [1..5]) = true", "overlaps after((5..8], [1..5]) = false", "overlaps after([5..8], [1..5)) = false",
        "overlaps after((1..5], [1..5)) = true", "overlaps after((1..5], [1..5]) = true", "overlaps after([1..5], [1..5)) = false",
        "overlaps after([1..5], [1..5]) = false", "finishes(10, [1..10]) = true", "finishes(10, [1..10)) = false",
        "finishes([5..10], [1..10]) = true", "finishes([5..10), [1..10]) = false", "finishes([5..10), [1..10)) = true",
        "finishes([1..10], [1..10]) = true", "finishes((1..10], [1..10]) = true", "finished by([1..10], 10) = true",
        "finished by([1..10), 10) = false", "finished by([1..10], [5..10]) = true", "finished by([1..10], [5..10)) = false",
        "finished by([1..10), [5..10)) = true", "finished by([1..10], [1..10]) = true", "finished by([1..10], (1..10]) = true",
        "includes([1..10], 5) = true", "includes([1..10], 12) = false", "includes([1..10], 1) = true", "includes([1..10], 10) = true",
        "includes((1..10], 1) = false", "includes([1..10), 10) = false", "includes([1..10], [4..6]) = true",
        "includes([1..10], [1..5]) = true", "includes((1..10], (1..5]) = true", "includes([1..10], (1..10)) = true",
        "includes([1..10), [5..10)) = true", "includes([1..10], [1..10)) = true", "includes([1..10], (1..10]) = true",
        "includes([1..10], [1..10]) = true", "during(5, [1..10]) = true", "during(12, [1..10]) = false", "during(1, [1..10]) = true",
        "during(10, [1..10]) = true", "during(1, (1..10]) = false", "during(10, [1..10)) = false", "during([4..6], [1..10]) = true",
        "during([1..5], [1..10]) = true", "during((1..5], (1..10]) = true", "during((1..10), [1..10]) = true",
        "during([5..10), [1..10)) = true", "during([1..10), [1..10]) = true", "during((1..10], [1..10]) = true",
        "during([1..10], [1..10]) = true", "starts(1, [1..10]) = true", "starts(1, (1..10]) = false", "starts(2, [1..10]) = false",
        "starts([1..5], [1..10]) = true", "starts((1..5], (1..10]) = true", "starts((1..5], [1..10]) = false",
        "starts([1..5], (1..10]) = false", "starts([1..10], [1..10]) = true", "starts([1..10), [1..10]) = true",
        "starts((1..10), (1..10)) = true", "started by([1..10], 1) = true", "started by((1..10], 1) = false",
        "started by([1..10], 2) = false", "started by([1..10], [1..5]) = true", "started by((1..10], (1..5]) = true",
        "started by([1..10], (1..5]) = false", "started by((1..10], [1..5]) = false", "started by([1..10], [1..10]) = true",
        "started by([1..10], [1..10)) = true", "started by((1..10), (1..10)) = true", "coincides(5, 5) = true", "coincides(3, 4) = false",
        "coincides([1..5], [1..5]) = true", "coincides((1..5), [1..5]) = false", "coincides([1..5], [2..6]) = false",
        "date(\"2012-12-25\") - date(\"2012-12-24\") = duration(\"P1D\")",
        "date(date and time(\"2012-12-25T11:00:00Z\")) = date(\"2012-12-25\")", "date(2012, 12, 25) = date(\"2012-12-25\")",
        "date and time(\"2012-12-24T23:59:00\") = date and time(date(\"2012-12-24\"), time(\"23:59:00\"))",
        "date and time(\"2012-12-24T23:59:00\") + duration(\"PT1M\") = date and time(\"2012-12-25T00:00:00\")",
        "time(\"23:59:00z\") + duration(\"PT2M\") = time(\"00:01:00@Etc/UTC\")",
        "time(date and time(\"2012-12-25T11:00:00Z\")) = time(\"11:00:00Z\")",
        "time(\"23:59:00z\") = time(23, 59, 0, duration(\"PT0H\"))",
        "number(\"1 000,0\", \" \", \",\") = number(\"1,000.0\", \",\", \".\")", "string(1.1) = \"1.1\"", "string(null) = null",
        "date and time(\"2012-12-24T23:59:00\") - date and time(\"2012-12-22T03:45:00\") = duration(\"P2DT20H14M\")",
        "duration(\"P2Y2M\") = duration(\"P26M\")",
        "years and months duration(date(\"2011-12-22\"), date(\"2013-08-24\")) = duration(\"P1Y8M\")", "not(null) = null",
        "substring(\"foobar\",3) = \"obar\"", "substring(\"foobar\",3,3) = \"oba\"", "substring(\"foobar\", -2, 1) = \"a\"",
        "substring(\"\\U01F40Eab\", 2) = \"ab\"", "string length(\"\\U01F40Eab\") = 3", "upper case(\"aBc4\") = \"ABC4\"",
        "substring before(\"foobar\",\"xyz\") = \"\"", "substring after(\"\", \"a\") = \"\"",
        "replace(\"abcd\", \"(ab)|(a)\", \"[1=$1][2=$2]\") = \"[1=ab][2=]cd\"", "matches(\"foobar\", \"^fo*b\") = true",
        "split(\"John Doe\", \"\\\\s\") = [\"John\", \"Doe\"]", "split(\"a;b;c;;\", \";\") = [\"a\",\"b\",\"c\",\"\",\"\"]",
        "stddev(2, 4, 7, 5) = 2.081665999466132735282297706979931", "decimal(1/3, 2) = .33", "week of year(date(2005, 1, 9)) = 1",
        "is(time(\"23:00:50z\"), time(\"23:00:50+00:00\")) = true", "context([{key:\"a\", value:1}, {key:\"b\"}]) = null",
        "date and time(\"2012-03-07T00:00:00Z\").year = 2012", "-4 ** 2 = 16",
    };
    (void)state;
    for (size_t i = 0; i < LEN(examples); i++) run(&(struct example){ examples[i], "true" }, 1);
}

int main(void) {
    const struct CMUnitTest tests[] = { cmocka_unit_test(examples_of_the_standard) };
    return cmocka_run_group_tests(tests, feel_open, feel_close);
}
