/* external.c: functions that live elsewhere (10.3.2.13.3). There is neither Java nor PMML here; what a model may name is the
** arithmetic of java.lang.Math, which the C library has, too:
**
**     { java: { class: "java.lang.Math", method signature: "cos(double)" } }
**
** Anything else is null, as a method that is not there is to Java. Doubles may differ in their last digit from machine to
** machine, which receipts may not: a policy (mode POLICY) does without. */
#include "engine/rules/eval.h"
#include <math.h>

enum java_type { JAVA_NONE, JAVA_INT, JAVA_LONG, JAVA_FLOAT, JAVA_DOUBLE };
struct signature { struct str name; enum java_type type; size_t n; };           /* one or two parameters of one type */

static double to_degrees(double x) { return x / 3.14159265358979323846 * 180; }
static double to_radians(double x) { return x / 180 * 3.14159265358979323846; }
static double signum(double x) { return x > 0 ? 1 : x < 0 ? -1 : x; }
static double nearest(double x) { return floor(x + 0.5); }

/* every: there is one for each type, not for double alone. */
static const struct { struct str name; bool every; double (*one)(double); double (*two)(double, double); } methods[] = {
    { SI("abs"), true, fabs, NULL }, { SI("max"), true, NULL, fmax }, { SI("min"), true, NULL, fmin },
    { SI("sin"), false, sin, NULL }, { SI("cos"), false, cos, NULL }, { SI("tan"), false, tan, NULL },
    { SI("asin"), false, asin, NULL }, { SI("acos"), false, acos, NULL }, { SI("atan"), false, atan, NULL },
    { SI("atan2"), false, NULL, atan2 }, { SI("sinh"), false, sinh, NULL }, { SI("cosh"), false, cosh, NULL },
    { SI("tanh"), false, tanh, NULL }, { SI("sqrt"), false, sqrt, NULL },
    { SI("exp"), false, exp, NULL }, { SI("expm1"), false, expm1, NULL }, { SI("log"), false, log, NULL },
    { SI("log10"), false, log10, NULL }, { SI("log1p"), false, log1p, NULL }, { SI("pow"), false, NULL, pow },
    { SI("hypot"), false, NULL, hypot }, { SI("floor"), false, floor, NULL }, { SI("ceil"), false, ceil, NULL },
    { SI("rint"), false, rint, NULL }, { SI("round"), false, nearest, NULL }, { SI("signum"), false, signum, NULL },
    { SI("toDegrees"), false, to_degrees, NULL }, { SI("toRadians"), false, to_radians, NULL },
};

static enum java_type type_of(struct str s) {
    static const struct str names[] = { [JAVA_INT] = SI("int"), [JAVA_LONG] = SI("long"), [JAVA_FLOAT] = SI("float"),
        [JAVA_DOUBLE] = SI("double") };
    for (enum java_type t = JAVA_INT; t <= JAVA_DOUBLE; t++) if (str_eq(names[t], s)) return t;
    return JAVA_NONE;
}

static bool signature(struct str s, struct signature *g) {
    ptrdiff_t open = str_find(s, S("("));
    if (open < 1 || s.p[s.n - 1] != ')') return false;
    struct str types = str_sub(s, (size_t)open + 1, s.n - (size_t)open - 2);
    ptrdiff_t comma = str_find(types, S(","));
    g->name = str_trim(str_sub(s, 0, (size_t)open));
    g->n = comma < 0 ? 1 : 2;
    g->type = type_of(str_trim(str_sub(types, 0, comma < 0 ? types.n : (size_t)comma)));
    return g->type && (comma < 0 || g->type == type_of(str_trim(str_sub(types, (size_t)comma + 1, types.n))));
}

static bool argument(struct value v, enum java_type type, double *x) {
    struct number whole;
    if (v.kind != VALUE_NUMBER) return false;
    *x = number_to_double(v.number);
    if (type == JAVA_FLOAT) *x = (float)*x;
    if (type >= JAVA_FLOAT) return true;
    if (!number_round(v.number, 0, NUMBER_DOWN, &whole)) return false;
    *x = number_to_double(whole);
    return fabs(*x) <= (type == JAVA_INT ? 2147483647.0 : 9007199254740992.0);  /* what a double holds exactly */
}

/* The shortest text that reads as x, as Java writes it. */
static bool shortest(double x, bool single, struct number *n) {
    char text[32] = "";
    for (int digits = 1; digits <= 17; digits++) {
        snprintf(text, sizeof text, "%.*g", digits, x);
        if (single ? strtof(text, NULL) == (float)x : strtod(text, NULL) == x) break;
    }
    return isfinite(x) && number_parse(str_from(text), n);
}

static bool computed(const struct signature *g, const struct value *args, struct number *n) {
    double x, y = 0;
    if (!argument(args[0], g->type, &x) || (g->n == 2 && !argument(args[1], g->type, &y))) return false;
    for (size_t i = 0; i < LEN(methods); i++) {
        if (!str_eq(methods[i].name, g->name) || (!methods[i].every && g->type != JAVA_DOUBLE)) continue;
        if (g->n == 1 ? !methods[i].one : !methods[i].two) return false;
        return shortest(g->n == 1 ? methods[i].one(x) : methods[i].two(x, y), g->type == JAVA_FLOAT, n);
    }
    return false;
}

struct value external_call(struct feel *f, struct value mapping, const struct value *args, size_t n) {
    const struct value *java = value_get(mapping, S("java")), *class, *method;
    struct signature g;
    struct number r;
    if (java) mapping = *java;
    class = value_get(mapping, S("class"));
    method = value_get(mapping, S("method signature"));
    if (f->mode == FEEL_POLICY || !class || class->kind != VALUE_STRING || !str_eq(class->string, S("java.lang.Math"))
        || !method || method->kind != VALUE_STRING || !signature(method->string, &g) || g.n != n || !computed(&g, args, &r))
        return note0(f, "external");
    return value_number(r);
}
