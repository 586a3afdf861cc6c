#!/usr/bin/env python3
"""Random expressions and random boxed models, right in their types, asked of Ballast and of Drools (see drools.py).

    test/drools_feel.py BALLAST JITEXECUTOR [MODELS]

Every expression has a value by the standard, so the two may not differ; where Drools gives up (null) it is not asked."""
import json
import random
import subprocess
import sys
import tempfile
from xml.sax.saxutils import escape

import drools

roll = random.Random(7)
pick = roll.choice
EXPRESSIONS = 40                              # a model
HITS = ["'FIRST'", "'COLLECT' aggregation='SUM'", "'COLLECT' aggregation='MAX'"]
PIECES = ['"o"', '"ba"', '"z"']


# ---------------------------------------------------------------- expressions, by type; d: how deep they may still go

def number(d, names=()):
    if d <= 0 or roll.random() < 0.2:
        return pick(list(names) or ["0", "1", "2", "10", "-4", "2.5", "-0.5", "0.1", "7"])
    return pick([
        lambda: f"({number(d - 1, names)} {pick('+-*')} {number(d - 1, names)})",
        lambda: f"({number(d - 1, names)} / {pick(['2', '4', '-5', '0.5'])})",
        lambda: f"({pick(['2', '-2', '1.5'])} ** {pick(['2', '3', '0', '-1'])})",
        lambda: f"-({number(d - 1, names)})",
        lambda: f"(if {truth(d - 1, names)} then {number(d - 1, names)} else {number(d - 1, names)})",
        lambda: f"{pick(['sum', 'count', 'min', 'max', 'mean', 'median', 'product'])}({numbers(d - 1)})",
        lambda: f"string length({text(d - 1)})",
        lambda: f"{day(d - 1)}.{pick(['year', 'month', 'day', 'weekday'])}",
        lambda: f"{pick(['floor', 'ceiling', 'decimal', 'round up', 'round down', 'round half up', 'round half down'])}({number(d - 1, names)}, {pick('012')})",
        lambda: f"modulo({number(d - 1, names)}, {pick(['3', '-3', '2.5'])})",
        lambda: f"{{a: {number(d - 1, names)}, b c: a + {number(d - 1)}}}.b c",
        lambda: f"(function(p, q) p * 2 - q)({number(d - 1, names)}, {number(d - 1)})",
        lambda: f"{numbers(d - 1)}[{pick(['1', '-1'])}]",
        lambda: f"({span(d - 1)} / @\"PT30M\")",
        lambda: f"day of year({day(d - 1)})",
    ])()


def numbers(d):
    if d <= 0 or roll.random() < 0.3:
        return "[" + ", ".join(number(0) for _ in range(roll.randint(1, 4))) + "]"
    return pick([
        lambda: f"(for x in {numbers(d - 1)} return x * {number(0)})",
        lambda: f"append({numbers(d - 1)}, {number(d - 1)})",
        lambda: f"concatenate({numbers(d - 1)}, {numbers(d - 1)}[item {pick(['>', '<=', '!='])} {number(0)}])",
        lambda: f"reverse({numbers(d - 1)})",
        lambda: f"sort({numbers(d - 1)}, function(x, y) x {pick('<>')} y)",
        lambda: f"distinct values({numbers(0)})",     # of literals: 0 and 0.0 are two to Drools
        lambda: f"sublist({numbers(d - 1)}, {pick(['1', '-1'])})",
        lambda: f"[{{v: {number(d - 1)}}}, {{v: {number(d - 1)}}}].v",
        lambda: f"insert before({numbers(d - 1)}, 1, {number(0)})",
        lambda: f"(for i in {pick(['1', '3', '-1'])}..{pick('123')} return i)",
    ])()


def text(d):
    if d <= 0 or roll.random() < 0.3:
        return pick(['"foo"', '"barbaz"', '"a,b;c"', '""', '"Héllo"', '"人民"'])
    return pick([
        lambda: f"({text(d - 1)} + {text(d - 1)})",
        lambda: f"substring(\"foobar\", {pick(['1', '2', '-3', '3, 2', '-2, 1'])})",
        lambda: f"{pick(['upper', 'lower'])} case({text(d - 1)})",
        lambda: f"substring {pick(['before', 'after'])}({text(d - 1)}, {pick(PIECES)})",
        lambda: f"replace({text(d - 1)}, \"[a-c]+\", \"X\")",
        lambda: f"string join([{text(d - 1)}, {text(d - 1)}], \"-\")",
        lambda: f"(if {truth(d - 1)} then {text(d - 1)} else {text(d - 1)})",
        lambda: f"string({day(d - 1)})",
        lambda: f"day of week({day(d - 1)})",
    ])()


def day(d):
    if d <= 0 or roll.random() < 0.4:
        return pick(['@"2020-02-29"', '@"2021-12-31"', '@"2019-01-31"', "date(2024, 3, 1)", 'date("1999-06-15")'])
    step = pick(["P1D", "P40D", "P1M", "P13M", "P1Y", "-P2M"])
    return pick([f"({day(d - 1)} {pick('+-')} @\"{step}\")", f"{pick(['min', 'max'])}([{day(d - 1)}, {day(d - 1)}])"])


def span(d):
    if d <= 0 or roll.random() < 0.4:
        return pick(['@"PT1H"', '@"P1DT2H"', '@"-PT90M"', 'duration("P2D")'])
    return pick([f"({span(d - 1)} {pick('+-')} {span(d - 1)})", f"({span(d - 1)} * {pick('23')})", f"({day(d - 1)} - {day(d - 1)})"])


def truth(d, names=()):
    if d <= 0:
        return pick(["true", "false", "1 < 2"])
    return pick([
        lambda: f"({number(d - 1, names)} {pick(['<', '<=', '>', '>=', '=', '!='])} {number(d - 1, names)})",
        lambda: f"({truth(d - 1, names)} {pick(['and', 'or'])} {truth(d - 1, names)})",
        lambda: f"not({truth(d - 1, names)})",
        lambda: f"({number(d - 1, names)} between {number(0)} and {number(0)})",
        lambda: f"({number(d - 1, names)} in [{number(0)}, {number(0)}])",
        lambda: f"({number(d - 1, names)} in {pick('[(')}{pick(['0', '1', '-3'])}..{pick(['3', '5', '10'])}{pick('])')})",
        lambda: f"({pick(['some', 'every'])} x in {numbers(d - 1)} satisfies x > {number(0)})",
        lambda: f"({day(d - 1)} {pick(['<', '>', '=', '>='])} {day(d - 1)})",
        lambda: f"({span(d - 1)} < {span(d - 1)})",
        lambda: f"{pick(['contains', 'starts with', 'ends with'])}({text(d - 1)}, \"o\")",
        lambda: f"list contains({numbers(d - 1)}, {number(0)})",
    ])()


# ---------------------------------------------------------------- boxes: every element of a model needs an id of its own

serial = [0]


def tag(name, inside, attributes=""):
    serial[0] += 1
    return f"<{name} id='_{serial[0]}'{attributes}>{inside}</{name}>"


def named(element, name, kind=""):
    return tag(element, "", f" name='{name}'" + (f" typeRef='{kind}'" if kind else ""))


def written(s):
    return tag("literalExpression", f"<text>{escape(s)}</text>")


def table(names):
    cells = ["-", "> 0", "<= 2", "[0..5]", "not(1)", "1, 2, > 7", "? * 2 > 3", "-3", "(-4..0)"]
    rules = [(pick(cells), number(1, names)) for _ in range(roll.randint(1, 4))] + [("-", "0")]
    return tag("decisionTable", tag("input", tag("inputExpression", f"<text>{escape(number(1, names))}</text>", " typeRef='number'"))
               + tag("output", "", " typeRef='number'")
               + "".join(tag("rule", tag("inputEntry", f"<text>{escape(x)}</text>") + tag("outputEntry", f"<text>{escape(y)}</text>")) for x, y in rules),
               f" hitPolicy={pick(HITS)}")


def box(names, d):
    """A boxed expression that is a number."""
    if d <= 0:
        return written(number(2, names))
    inner = tuple(names) + ("q one",)
    return pick([
        lambda: tag("context", tag("contextEntry", named("variable", "q one") + box(names, d - 1)) + tag("contextEntry", box(inner, d - 1))),
        lambda: tag("conditional", tag("if", written(truth(2, names))) + tag("then", box(names, d - 1)) + tag("else", box(names, d - 1))),
        lambda: tag("invocation", written("f") + "".join(f"<binding>{named('parameter', x)}{box(names, d - 1)}</binding>" for x in ("x", "y z"))),
        lambda: table(names),
    ])()


def lists(names, d):
    """A boxed expression that is a list of numbers."""
    return pick([
        lambda: tag("for", tag("in", written(numbers(2))) + tag("return", box(tuple(names) + ("it",), d - 1)), " iteratorVariable='it'"),
        lambda: tag("filter", tag("in", tag("list", box(names, d - 1) + box(names, d - 1))) + tag("match", written(f"item {pick(['>', '<=', '!='])} {number(1, names)}"))),
        lambda: tag("list", box(names, d - 1) + box(names, d - 1)),
    ])()


def decision(n, inside, names):
    needs = "".join(tag("informationRequirement", f"<requiredInput href='#{x}'/>") for x in names)
    knows = tag("knowledgeRequirement", "<requiredKnowledge href='#f'/>") if names else ""
    return f"<decision id='d{n}' name='d{n}'>{named('variable', f'd{n}')}{needs}{knows}{inside}</decision>"


def model(m, boxed):
    names = ("a", "b") if boxed else ()
    body = "".join(f"<inputData id='{x}' name='{x}'>{named('variable', x, 'number')}</inputData>" for x in names)
    if boxed:
        body += "<businessKnowledgeModel id='f' name='f'>" + named("variable", "f") + tag("encapsulatedLogic",
                named("formalParameter", "x", "number") + named("formalParameter", "y z", "number") + written(number(2, ("x", "y z")))) + "</businessKnowledgeModel>"
        body += "".join(decision(n, box(names, 3) if n % 2 else lists(names, 3), names) for n in range(4))
    else:
        body += "".join(decision(n, written(pick([number, number, numbers, text, truth])(3)), ()) for n in range(EXPRESSIONS))
    return f"<definitions xmlns='https://www.omg.org/spec/DMN/20211108/MODEL/' id='m{m}' name='m{m}' namespace='urn:m{m}'>{body}</definitions>"


def same(x, y):
    if isinstance(x, list) and isinstance(y, list):
        return len(x) == len(y) and all(same(p, q) for p, q in zip(x, y))
    if isinstance(x, (int, float)) and isinstance(y, (int, float)) and not isinstance(x, bool) and not isinstance(y, bool):
        return abs(x - y) <= 1e-9 * max(1, abs(x))
    return x == y


def main():
    ballast, engine, models = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 8
    running = drools.start(engine)
    if not running:
        return 0
    server, port = running
    asked = wrong = without = 0
    try:
        for m in range(2 * models):
            xml, who = model(m, m % 2), {"a": pick([0, 1, 2.5, -3]), "b": pick([4, -2, 0])} if m % 2 else {}
            with tempfile.NamedTemporaryFile("w", suffix=".dmn") as f:
                f.write(xml)
                f.flush()
                mine, theirs = drools.ask_ballast(ballast, f.name, who), drools.ask_drools(port, xml, who)
            for name, y in theirs.items():
                without += y is None
                asked += y is not None
                if y is None or same(mine.get(name), y):
                    continue
                wrong += 1
                at = xml.index(f"<decision id='{name}'")
                print(f"drools: {who}: Ballast {mine.get(name)}, Drools {y}\n{xml[at:xml.index('</decision>', at)]}")
    finally:
        server.terminate()
        server.wait()
    print(f"drools: {without} of {asked + without} were no value to Drools and were not compared")
    print(f"drools: {asked - wrong} passed, {wrong} failed")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
