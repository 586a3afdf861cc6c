#!/usr/bin/env python3
"""recount_jobs.py DB: counts jobs anew from the raw claims and compares with what the program keeps.

Reads job_claim (what sources say, and what officers decided) of an SQLite file, by the rules of src/engine/link/link.h and the
definitions of src/app/jobs/count.c, read plainly: every pair, every month end. Compares spells with job_spell, and figures with
the table cell: every measure of the slice, every cut, group and month. Prints what differs; exit code 1 then.
"""
import calendar, datetime, itertools, sqlite3, sys

FAR = datetime.date(9999, 12, 31).toordinal()
GROUPS = ["graduate", "migrant", "veteran", "hardship"]
MEASURES = ["jobs", "founders", "jobs_new", "jobs_key_groups", "retained_6_due", "retained_6", "retained_12_due", "retained_12",
            "jobs_new_twice", "jobs_new_outside", "jobs_new_pair"]


def day(text):
    return datetime.date.fromisoformat(text).toordinal() if text else FAR


def month_of(n):
    d = datetime.date.fromordinal(n)
    return d.year * 100 + d.month


def plus_months(n, months):
    d = datetime.date.fromordinal(n)
    y, m = divmod(d.year * 12 + d.month - 1 + months, 12)
    return datetime.date(y, m + 1, min(d.day, calendar.monthrange(y, m + 1)[1])).toordinal()


def month_ends(first, last):
    """The days on which months from first's to last's end."""
    y, m = datetime.date.fromordinal(first).year, datetime.date.fromordinal(first).month
    while True:
        end = datetime.date(y, m, calendar.monthrange(y, m)[1]).toordinal()
        yield y * 100 + m, end
        if end >= last:
            return
        y, m = (y + 1, 1) if m == 12 else (y, m + 1)


class Claim:
    def __init__(self, row):
        (self.id, self.firm, self.number, self.phone, self.name, start, end, seen, self.decided, groups, relation, self.carrier,
         self.zone, self.division, self.claimant) = row
        self.start, self.end, self.seen = day(start), day(end), day(seen)
        self.groups = set(g for g in groups.split(",") if g)
        self.founder = relation == "founder"
        self.sure = bool(self.number) or self.decided != 0


# ---- identities and spells of one firm, by the rules of link.h ----

def components(items, joined):
    """Sets of items connected by the relation."""
    left, out = list(items), []
    while left:
        group, todo = [], [left.pop()]
        while todo:
            x = todo.pop()
            group.append(x)
            near = [y for y in left if joined(x, y)]
            left = [y for y in left if y not in near]
            todo += near
        out.append(group)
    return out


def sure_identities(claims):
    two = {}
    for c in claims:
        if c.decided and c.number:
            two.setdefault(c.decided, set()).add(c.number)

    def joined(x, y):
        if x.number and x.number == y.number:
            return True
        if not x.decided or x.decided != y.decided:
            return False
        return len(two.get(x.decided, ())) < 2 or not (x.number or y.number)
    return components([c for c in claims if c.sure], joined)


def attach(clump, identities, fits):
    """The identity in which a claim fits one of the clump: None when there is none, False when there are several."""
    found = [i for i in identities if any(fits(x, y) for x in clump for y in i)]
    return None if not found else found[0] if len(found) == 1 else False


def identities_of(claims):
    sure = sure_identities(claims)
    silent = [i for i in sure if not any(c.phone for c in i)]
    near = lambda x, y: x.name == y.name and abs(x.start - y.start) <= 31
    same_phone = lambda x, y: x.name == y.name and x.phone == y.phone
    grown, alone = [list(i) for i in sure], []
    for clump in components([c for c in claims if not c.sure and c.phone], same_phone):
        to = attach(clump, sure, same_phone)
        if to is None:
            to = attach(clump, silent, near)
        if to:
            grown[sure.index(to)] += clump
        else:
            alone.append(clump)
    known = grown + alone
    more, left = [list(i) for i in known], []
    for clump in components([c for c in claims if not c.sure and not c.phone], near):
        to = attach(clump, known, near)
        if to:
            more[known.index(to)] += clump
        else:
            left.append(clump)
    return more + left


def spells_of(identity):
    ends = [c.end for c in identity if c.end != FAR]
    for c in identity:
        later = [e for e in ends if e >= max(c.seen, c.start)]
        c.until = c.end if c.end != FAR else min(later, default=FAR)

    def joined(x, y):
        a, b = (x, y) if x.start <= y.start else (y, x)
        meet = a.until == FAR or b.start <= a.until + 1
        meet = meet or (x.start == y.start)
        near = abs(x.start - y.start) <= 31 and not (x.number and y.number)
        return meet or near or (x.decided != 0 and x.decided == y.decided)
    return components(identity, joined)


class Spell:
    def __init__(self, claims):
        self.claims = claims
        self.id = min(c.id for c in claims)
        self.start = min(c.start for c in claims)
        self.until = max(c.until for c in claims)
        self.groups = set().union(*(c.groups for c in claims))
        self.founder = any(c.founder for c in claims)
        self.month = month_of(self.start)


# ---- what a person counts for ----

def count(cells, measure, cut, code, group, month, value):
    key = (measure, cut, code, group, month)
    cells[key] = cells.get(key, 0) + value


def codes(claim):
    return {"city": "", "division": claim.division, "zone": claim.zone, "carrier": str(claim.carrier) if claim.carrier else ""}


def count_stock(cells, measure, spells, place, group, last):
    """Employed at a month's end: some claim of this place covers that day."""
    cut, code = place
    spans = [c for s in spells for c in s.claims if codes(c)[cut] == code and (not group or group in s.groups)]
    if not spans:
        return
    was = 0
    for month, end in month_ends(min(c.start for c in spans), last):
        now = int(any(c.start <= end <= c.until for c in spans))
        count(cells, measure, cut, code, group, month, now - was)
        was = now


def count_year(cells, spells, place, year):
    cut, code = place
    here = [s for s in spells if s.month // 100 == year and any(codes(c)[cut] == code for c in s.claims)]
    if not here:
        return
    first = min(here, key=lambda s: (s.start, s.id))
    groups = set().union(*(s.groups for s in here))
    for g in [""] + sorted(groups):
        count(cells, "jobs_new", cut, code, g, first.month, 1)
        for months in (6, 12):
            until = plus_months(first.start, months)
            count(cells, f"retained_{months}_due", cut, code, g, month_of(until), 1)
            if first.until >= until:
                count(cells, f"retained_{months}", cut, code, g, month_of(until), 1)
    if groups:
        count(cells, "jobs_key_groups", cut, code, "", first.month, 1)


def count_joins(cells, spells, year):
    mine = [s for s in spells if s.month // 100 == year]
    month = min(mine, key=lambda s: (s.start, s.id)).month
    for cut in ("division", "zone", "carrier"):
        places = {codes(c)[cut] for s in mine for c in s.claims} - {""}
        count(cells, "jobs_new_twice", cut, "", "", month, max(0, len(places) - 1))
        count(cells, "jobs_new_outside", cut, "", "", month, int(not places))
    claimants = [{c.claimant for c in s.claims} for s in mine]
    pairs = {p for names in claimants if len(names) <= 40 for p in itertools.combinations(sorted(names), 2)}
    for a, b in pairs:
        count(cells, "jobs_new_pair", "city", a + "|" + b, "", month, 1)


def count_person(cells, spells, last):
    places = {("city", "")} | {(cut, code) for s in spells for c in s.claims for cut, code in codes(c).items() if code}
    jobs, founders = [s for s in spells if not s.founder], [s for s in spells if s.founder]
    for place in places:
        for g in [""] + GROUPS:
            count_stock(cells, "jobs", jobs, place, g, last)
            count_stock(cells, "founders", founders, place, g, last)
        for year in {s.month // 100 for s in jobs}:
            count_year(cells, jobs, place, year)
    for year in {s.month // 100 for s in jobs}:
        count_joins(cells, jobs, year)


def main():
    db = sqlite3.connect(f"file:{sys.argv[1]}?mode=ro", uri=True)
    rows = db.execute("SELECT id, firm, id_index, phone_index, name_key, start_day, end_day, seen_day, decided, groups, relation, carrier, zone,"
                      " division, claimant FROM job_claim WHERE state = 'live' ORDER BY firm")
    claims = [Claim(r) for r in rows]
    last = max([c.start for c in claims] + [c.end for c in claims if c.end != FAR] + [c.seen for c in claims], default=0) + 62
    persons, spells = {}, {}
    for firm, group in itertools.groupby(claims, lambda c: c.firm):
        for identity in identities_of(list(group)):
            numbers = {c.number for c in identity if c.number}
            assert len(numbers) < 2
            who = numbers.pop() if numbers else min(c.id for c in identity)
            for s in map(Spell, spells_of(identity)):
                spells[s.id] = s
                persons.setdefault(who, []).append(s)
    wrong = []
    kept = {r[0]: r for r in db.execute("SELECT id, start_day, until_day, claims, claimants, relation, groups FROM job_spell")}
    for i in spells.keys() | kept.keys():
        s, k = spells.get(i), kept.get(i)
        mine = s and (s.start, s.until, len(s.claims), len({c.claimant for c in s.claims}), s.founder, s.groups)
        theirs = k and (day(k[1]), day(k[2]), k[3], k[4], k[5] == "founder", set(g for g in k[6].split(",") if g))
        if mine != theirs:
            wrong.append(f"spell {i}: counted {mine}, kept {theirs}")
    cells = {}
    for mine in persons.values():
        count_person(cells, mine, last)
    marks = ",".join("?" * len(MEASURES))
    held = {(m, cut, code, g, month): v for m, cut, code, g, month, v in
            db.execute(f"SELECT measure, cut, code, grp, month, value FROM cell WHERE measure IN ({marks}) AND value <> 0", MEASURES)}
    cells = {k: v for k, v in cells.items() if v}
    for key in cells.keys() | held.keys():
        if cells.get(key, 0) != held.get(key, 0):
            wrong.append(f"{key}: counted {cells.get(key, 0)}, kept {held.get(key, 0)}")
    for line in sorted(wrong)[:40]:
        print(line)
    print(f"{len(claims)} claims, {len(spells)} spells, {len(persons)} persons, {len(cells)} figures: {len(wrong)} differ")
    sys.exit(1 if wrong else 0)


main()
