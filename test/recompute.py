#!/usr/bin/env python3
"""recompute.py DB BASE: every indicator again, by other means, from the rows.

Counts the rows of the demo's database itself (tenancies, returns and what stands in them, needs, dockings, spells and their
claims), evaluates each formula of data/indicators.tsv with its own small reader over exact fractions, and compares with what
/api/v1/indicators/CODE says, for every indicator, period and cut. Measures it has no reading of its own for are taken from the
table cell; how many values rest on rows and how many on cells is printed. The reader is a leader's: nothing is hidden from it."""
import json, re, sqlite3, sys, urllib.request
from collections import defaultdict
from datetime import date, datetime, timedelta, timezone
from fractions import Fraction
from http.cookiejar import CookieJar
from urllib.parse import urlencode
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
base = sys.argv[2].rstrip("/")
CITY = timezone(timedelta(hours=8))

def tsv(name):
    lines = (ROOT / "data" / name).read_text(encoding="utf-8").rstrip("\n").split("\n")
    head = lines[0].split("\t")
    return [dict(zip(head, line.split("\t"))) for line in lines[1:]]

def month(day): return int(day[:4]) * 100 + int(day[5:7])
def plus(m, n):
    k = m // 100 * 12 + m % 100 - 1 + n
    return k // 12 * 100 + k % 12 + 1
def day_of(ms): return datetime.fromtimestamp(ms / 1000, CITY).date()

measures = {m["code"]: m for m in tsv("measures.tsv")}
own = defaultdict(lambda: defaultdict(int))                       # measure -> (cut, code, group, month) -> value
counted = set()                                                   # measures this script counts itself

def put(measure, cut, code, m, value, group=""):
    counted.add(measure)
    if value: own[measure][cut, code, group, m] += value

def add(measure, m, at, value, groups=()):
    division, zone, carrier = at
    for g in ("", *groups):
        put(measure, "city", "", m, value, g)
        if division: put(measure, "division", division, m, value, g)
        if zone: put(measure, "zone", zone, m, value, g)
        if carrier: put(measure, "carrier", str(carrier), m, value, g)

# ---- incubation: what an agreement says, from its first day to its end

# where a carrier lay on a month's last day: [(the first day elsewhere, place)], the last one until further notice
places = {i: [("9999", (d, z, i))] for i, d, z in db.execute("SELECT organisation, division, zone FROM carrier")}
for i, until, d, z in db.execute("SELECT carrier, until_day, division, zone FROM carrier_was ORDER BY until_day DESC"): places[i].insert(0, (until, (d, z, i)))
def place(carrier, m): return next(at for until, at in places[carrier] if until > f"{m // 100}-{m % 100:02}-31")
def stands(measure, m, carrier, value, groups=()):
    add(measure, m, place(carrier, m), value, groups)
    for k in range(1, len(places[carrier])):                       # what stands goes along
        moved = month(places[carrier][k - 1][0])
        if moved > m:
            add(measure, moved, places[carrier][k - 1][1], -value, groups)
            add(measure, moved, places[carrier][k][1], value, groups)
def stay(measure, first, end, carrier):
    stands(measure, month(first), carrier, 1)
    if end: stands(measure, month(end), carrier, -1)

for carrier, entry, due, end, kind, firm_day, returnee, student in db.execute(
        "SELECT t.carrier, t.entry_day, t.due_day, t.exit_day, t.exit_kind, v.firm_day, v.returnee, v.student FROM tenancy t JOIN venture v ON v.id = t.venture"):
    firm = max(firm_day, entry) if firm_day else None
    if firm and end and firm >= end: firm = None
    if not firm or firm > entry: stay("teams", entry, firm or end, carrier)
    if firm:
        stay("incubatees", firm, end, carrier)
        if returnee: stay("returnee_firms", firm, end, carrier)
        if student: stay("student_firms", firm, end, carrier)
        if end and kind == "graduated": add("graduates", month(end), place(carrier, month(end)), 1)
    if kind != "moved":
        add("exits_due", month(due), place(carrier, month(due)), 1)
        if end and date.fromisoformat(end) <= date.fromisoformat(due) + timedelta(days=1): add("exits_on_time", month(due), place(carrier, month(due)), 1)

# ---- carriers: on each month's last day, by the best certification an officer has confirmed; a closed one has none

RANK = ["national", "provincial", "city", "district"]
granted = defaultdict(list)
for carrier, level, begin, until, closed in db.execute(
        "SELECT k.carrier, k.level, k.from_day, k.until_day, c.closed_day FROM certification k JOIN carrier c ON c.organisation = k.carrier WHERE k.state = 'confirmed'"):
    granted[carrier].append((RANK.index(level), begin, min(until or "9999", (date.fromisoformat(closed) - timedelta(days=1)).isoformat() if closed else "9999")))
for carrier, rows in granted.items():
    m, was = min(month(begin) for _, begin, _ in rows), None
    while m <= 204012:
        last = (date(plus(m, 1) // 100, plus(m, 1) % 100, 1) - timedelta(days=1)).isoformat()
        now = min((rank for rank, begin, until in rows if begin <= last <= until), default=None)
        if now != was:
            if was is not None: stands("carriers", m, carrier, -1, (RANK[was],))
            if now is not None: stands("carriers", m, carrier, 1, (RANK[now],))
        m, was = plus(m, 1), now

# ---- returns: states, and the numbers of the version that counts

fields = defaultdict(list)                                        # (form, version) -> [(field, measure)]
for f in tsv("returns/fields.tsv"):
    if f["sheet"] == "summary" and f["measure"]: fields[f["form"], int(f["version"])].append((f["code"], f["measure"]))
for filing, form, version, division, zone, carrier, m, live, on_time, first_time in db.execute(
        "SELECT id, form, form_version, division, zone, carrier, period, live, on_time, first_time FROM filing"):
    at = (division, zone, carrier)
    add("filings_due", m, at, 1)
    if live: add("filings_filed", m, at, 1)
    if live and on_time: add("filings_on_time", m, at, 1)
    if first_time: add("filings_first_time", m, at, 1)
    if live:
        for version_id, zero in db.execute("SELECT id, zero FROM filing_version WHERE filing = ? AND number = ?", (filing, live)).fetchall():
            if zero: add("filings_zero", m, at, 1)
            values = dict(db.execute("SELECT field, value FROM filing_value WHERE filing_version = ? AND value IS NOT NULL", (version_id,)))
            for field, measure in fields[form, version]:
                add(measure, m, at, values.get(field, 0))
                if zero or field in values: add(measure + " filed", m, at, 1)

# ---- needs and dockings

for need, division, zone, ms in db.execute("SELECT id, division, zone, published_ms FROM listing WHERE side = 'need' AND published_ms > 0"):
    at = ("" if division == "210200" else division, zone, 0)
    add("needs_posted", month(day_of(ms).isoformat()), at, 1)
    for i, (ended,) in enumerate(db.execute("SELECT ended_ms FROM docking_case WHERE need = ? AND state = 'done' AND ended_ms IS NOT NULL ORDER BY ended_ms, id", (need,))):
        m = month(day_of(ended).isoformat())
        add("cases_done", m, at, 1)
        add("docked_days", m, at, 1, ("d%d" % min(max((day_of(ended) - day_of(ms)).days, 0), 400),))
        if i == 0: add("needs_docked", m, at, 1)

# ---- people: once a calendar year in each place, in the month of the first spell begun there that year

people = defaultdict(lambda: defaultdict(list))                   # person -> spell -> [(division, zone, carrier, groups, relation)]
start = {}
for who, spell, begin, division, zone, carrier, groups, relation in db.execute(
        "SELECT c.who, c.spell, s.start_day, c.division, c.zone, c.carrier, c.groups, c.relation FROM job_claim c JOIN job_spell s ON s.id = c.spell WHERE c.state = 'live'"):
    people[who][spell].append((division, zone, carrier, groups, relation))
    start[spell] = begin
for who, spells in people.items():
    first = {}
    for spell, claims in spells.items():
        if any(c[4] == "founder" for c in claims): continue
        for division, zone, carrier, groups, _ in claims:
            for key in (("city", ""), ("division", division), ("zone", zone), ("carrier", str(carrier) if carrier else "")):
                if key[0] != "city" and not key[1]: continue
                year = start[spell][:4]
                if (key, year) not in first or start[spell] < first[key, year]: first[key, year] = start[spell]
    for ((cut, code), year), begin in first.items(): put("jobs_new", cut, code, month(begin), 1)

# ---- everything else as the table has it

cells = defaultdict(lambda: defaultdict(int))
for measure, cut, code, grp, m, value in db.execute("SELECT measure, cut, code, grp, month, value FROM cell WHERE value <> 0"):
    cells[measure][cut, code, grp, m] += value

wrong = good = 0
def check(what, expected, got):
    global wrong, good
    if expected == got: good += 1; return
    wrong += 1
    if wrong <= 20: print(f"{what}: rows say {expected}, the program {got}")

for measure in sorted(counted):
    grouped = any(k[2] for k in own[measure])
    base_measure, _, filed = measure.partition(" ")                # who filed it is a group of it
    theirs = {(*k[:2], "", k[3]): v for k, v in cells[base_measure].items() if k[2] == "filed"} if filed else {k: v for k, v in cells[measure].items() if k[2] != "filed" and (grouped or not k[2])}
    mine = {k: v for k, v in own[measure].items() if v}
    for key in mine.keys() | theirs.keys(): check(f"{measure} {key}", mine.get(key, 0), theirs.get(key, 0))
print(f"measures counted from rows: {len(counted)}; cells compared: {good + wrong}")

# ---- formulas

series = defaultdict(lambda: defaultdict(list))                   # measure -> (cut, code, group) -> [(month, value)]
begins = {}
for measure in [*measures, *(m for m in own if m.endswith(" filed"))]:
    source = own[measure] if measure in counted and not (measure == "jobs_new") else cells[measure]
    for (cut, code, grp, m), value in source.items():
        if value:
            series[measure][cut, code, grp].append((m, value))
            if cut == "city" and not grp: begins[measure.split()[0]] = min(begins.get(measure.split()[0], m), m)

def reading(measure, key, first, last):
    if begins.get(measure, 10 ** 9) > last: return None
    rows, kind = series[measure][key], measures[measure]["kind"]
    if kind == "flow": return Fraction(sum(v for m, v in rows if first <= m <= last))
    if kind == "stock": return Fraction(sum(v for m, v in rows if m <= last))
    filed = [m for m, v in series[measure + " filed"][key] if first <= m <= last]
    return Fraction(dict(rows).get(max(filed), 0)) if filed else None

def name_value(name, key, first, last):
    word, _, measure = name.rpartition(" ")
    if word == "mean":
        values, m = [], first
        while m <= last: values.append(reading(measure, key, m, m)); m = plus(m, 1)
        values = [v for v in values if v is not None]
        return sum(values) / len(values) if values else None
    if word == "all":
        return None if begins.get(measure, 10 ** 9) > last else Fraction(sum(v for m, v in series[measure][key] if m <= last))
    if word == "median":
        days = sorted(d for (cut, code, g), rows in series[measure].items() if (cut, code) == key[:2] and re.fullmatch(r"d\d+", g)
                      for m, v in rows if first <= m <= last for d in [int(g[1:])] * v)
        return Fraction(days[(len(days) - 1) // 2] + days[len(days) // 2], 2) if days else None
    return reading(measure, key, first, last)

TOKEN = re.compile(r"\s*((?:mean |all |median )?[a-z_][a-z_0-9]*|\d+|[()+\-*/])")
def evaluate(formula, value):
    """A sum of products over names and whole numbers; None spreads."""
    tokens, at = TOKEN.findall(formula), 0
    def factor():
        nonlocal at
        t = tokens[at]; at += 1
        if t == "(":
            v = total(); at += 1
            return v
        return Fraction(t) if t.isdigit() else value(t)
    def product():
        nonlocal at
        v = factor()
        while at < len(tokens) and tokens[at] in "*/":
            op = tokens[at]; at += 1
            w = factor()
            v = None if v is None or w is None or (op == "/" and w == 0) else v * w if op == "*" else v / w
        return v
    def total():
        nonlocal at
        v = product()
        while at < len(tokens) and tokens[at] in "+-":
            op = tokens[at]; at += 1
            w = product()
            v = None if v is None or w is None else v + w if op == "+" else v - w
        return v
    return total()

def rounded(v, places):
    if v is None: return None
    scaled = abs(v) * 10 ** places
    n = (scaled.numerator * 2 + scaled.denominator) // (2 * scaled.denominator)
    return Fraction(n if v >= 0 else -n, 10 ** places)

# ---- the program's answers, as a leader has them

jar = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
password = re.search(r'DEMO_PASSWORD "([^"]+)"', (ROOT / "src/web/demo.h").read_text()).group(1)
page = jar.open(base + "/login").read().decode()
key = re.search(r'name="form_key" value="([0-9a-f]+)"', page).group(1)
jar.open(base + "/login", urlencode({"login": "leader", "password": password, "form_key": key}).encode())

today = datetime.now(CITY).date()
running = today.year * 100 + today.month
periods = []
for y in (2020, today.year - 1, today.year):
    periods += [(f"{y}", y * 100 + 1, y * 100 + 12), (f"{y}-Q2", y * 100 + 4, y * 100 + 6), (f"{y}-09-ytd", y * 100 + 1, y * 100 + 9)]
    periods += [(f"{y}-{m:02d}", y * 100 + m, y * 100 + m) for m in range(1, 13)]
periods = [p for p in periods if p[1] <= running]
from_rows = 0
for x in tsv("indicators.tsv"):
    names = [n for n in TOKEN.findall(x["formula"]) if not n.isdigit() and n not in "()+-*/"]
    if any(n.rpartition(" ")[2] not in measures for n in names): continue
    for code, first, last in periods:
        answer = json.load(jar.open(f"{base}/api/v1/indicators/{x['code']}?period={code}"))
        assert answer["computed"] and (answer["from"], answer["until"]) == (first, last)
        for v in answer["values"]:
            cube = (v["cut"], v["code"], v["group"])
            expected = rounded(evaluate(x["formula"], lambda n: name_value(n, cube, first, last)), int(x["places"]))
            check(f"{x['code']} {code} {cube}", expected, None if v["value"] is None else Fraction(str(v["value"])))
        if all(n.rpartition(" ")[2] in counted for n in names): from_rows += len(answer["values"])
print(f"recompute: {good} equal, {wrong} differ; {from_rows} indicator values rest on rows alone")
sys.exit(wrong > 0)
