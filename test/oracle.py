#!/usr/bin/env python3
# Judges what the engine computed (lines "operation operands = result") by Python's decimal (libmpdec) and datetime.
# Prints each line that differs; the last line tells how many were judged, and in how many transcendental results the last
# of the 34 digits differs (they may be off by one unit there; everything else must be equal).
import sys
from datetime import date, timedelta
from decimal import Context, Decimal, ROUND_CEILING, ROUND_DOWN, ROUND_FLOOR, ROUND_HALF_DOWN, ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_UP, DecimalException

D128 = Context(prec=34, Emin=-6143, Emax=6144, rounding=ROUND_HALF_EVEN, clamp=1, traps=[])
WIDE = Context(prec=120, Emin=-999999, Emax=999999, rounding=ROUND_HALF_EVEN, traps=[])
HUGE = Context(prec=13000, Emin=-999999, Emax=999999, traps=[])
ROUNDINGS = [ROUND_HALF_EVEN, ROUND_HALF_UP, ROUND_HALF_DOWN, ROUND_UP, ROUND_DOWN, ROUND_FLOOR, ROUND_CEILING]


def mod(x, y):
    if not y:
        return None
    q = HUGE.divide_int(x, y)
    r = HUGE.subtract(x, HUGE.multiply(y, q))
    if r and (r < 0) != (y < 0):
        r = HUGE.add(r, y)
    return D128.plus(r)


def rounded(x, scale, how):
    return D128.plus(x.quantize(Decimal((0, (1,), -int(scale))), rounding=ROUNDINGS[int(how)], context=HUGE))


def power(x, y):
    if not x and y < 0:
        return None
    if not x and not y:
        return Decimal(1)
    return D128.plus(WIDE.power(x, y))


LOOSE = {"exp": lambda x: D128.plus(WIDE.exp(x)), "log": lambda x: D128.plus(WIDE.ln(x)) if x > 0 else None, "pow": power}
EXACT = {"add": D128.add, "sub": D128.subtract, "mul": D128.multiply, "div": lambda x, y: D128.divide(x, y) if y else None,
         "mod": mod, "sqrt": lambda x: D128.sqrt(x) if x >= 0 else None, "round": rounded}


def numbers(op, args, said):
    try:
        want = (LOOSE.get(op) or EXACT[op])(*args)
    except DecimalException:
        want = None
    if want is not None and not want.is_finite():
        want = None
    if said == "none" or want is None:
        return (said == "none") == (want is None), False, want
    got = Decimal(said)
    if got == want:
        return True, False, want
    ulp = Decimal((0, (1,), max(want.adjusted() - 33, -6176)))
    if op == "pow":                              # whole exponents are exact to the last digit, others to two units in it
        return args[1] != int(args[1]) and abs(got - want) <= 2 * ulp, True, want
    return op in LOOSE and abs(got - want) <= ulp, True, want


def add_months(d, n):
    m = d.year * 12 + d.month - 1 + n
    y, m = divmod(m, 12)
    last = [31, 29 if y % 4 == 0 and (y % 100 != 0 or y % 400 == 0) else 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31][m]
    return date(y, m + 1, min(d.day, last))


def months_between(x, y):                        # whole months, towards zero
    n = (y.year - x.year) * 12 + y.month - x.month
    if n > 0 and y.day < x.day:
        n -= 1
    if n < 0 and y.day > x.day:
        n += 1
    return n


def dates(op, args, said):
    d = date.fromisoformat(args[0])
    want = {"date+days": lambda: (d + timedelta(days=int(args[1]))).isoformat(), "date+months": lambda: add_months(d, int(args[1])).isoformat(),
            "weekday": lambda: str(d.isoweekday()), "week": lambda: str(d.isocalendar()[1]), "yearday": lambda: str(d.timetuple().tm_yday),
            "daynumber": lambda: str((d - date(1970, 1, 1)).days), "months": lambda: str(months_between(d, date.fromisoformat(args[1])))}[op]()
    return said == want, False, want


judged = wrong = loose = 0
for line in open(sys.argv[1], encoding="ascii"):
    left, said = line.rstrip("\n").split(" = ")
    op, *args = left.split(" ")
    known = op in LOOSE or op in EXACT
    fine, off, want = numbers(op, [Decimal(a) for a in args], said) if known else dates(op, args, said)
    judged += 1
    loose += off and fine
    if not fine:
        wrong += 1
        if wrong <= 20:
            print(f"{left}: engine {said}, python {want}")
print(f"{judged} judged, {wrong} wrong, {loose} off by one in the last of 34 digits")
sys.exit(1 if wrong else 0)
