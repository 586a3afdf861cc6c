#!/usr/bin/env python3
"""Random decision tables asked of Ballast and of Drools (Apache KIE), a second engine: all hit policies, nulls, ranges,
dates. Drools is the native binary of the npm package @kie-tools/jitexecutor-native, started once on the loopback.

    test/drools.py BALLAST JITEXECUTOR [MODELS]

Where Drools departs from the standard the difference is known and listed here; any other fails."""
import json
import random
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from xml.sax.saxutils import escape

HITS = ["UNIQUE", "ANY", "PRIORITY", "FIRST", "RULE ORDER", "OUTPUT ORDER", "COLLECT", "COLLECT' aggregation='SUM",
        "COLLECT' aggregation='MIN", "COLLECT' aggregation='MAX", "COLLECT' aggregation='COUNT"]
INPUTS = [("months", "number"), ("kind", "string"), ("day", "date"), ("job", "boolean")]
roll = random.Random(42)


def cell(kind):
    x, y = sorted((roll.randint(0, 4), roll.randint(0, 4)))
    if kind == "number":
        return roll.choice(["-", f"< {x}", f">= {x}", f"{roll.choice('[(')}{x}..{y + 1}{roll.choice('])')}", f"not({x})", f"{x}, > {y}", "null", f"not(< {x})"])
    if kind == "string":
        return roll.choice(["-", '"a"', '"a", "b"', 'not("a")', "null"])
    if kind == "boolean":
        return roll.choice(["-", "-", "true", "false", "not(true)"])
    return roll.choice(["-", "-", f'< date("2024-02-2{x + 5}")', f'[date("2024-02-2{x + 4}")..date("2024-03-0{y + 1}")]', 'not(date("2024-02-29"))'])


def table(n, hit):
    rules = "".join(f"<rule id='r{n}_{r}'>" + "".join(f"<inputEntry id='i{n}_{r}_{i}'><text>{escape(cell(t))}</text></inputEntry>" for i, (_, t) in enumerate(INPUTS))
                    + f"<outputEntry id='o{n}_{r}'><text>{roll.randint(1, 3)}</text></outputEntry></rule>" for r in range(roll.randint(1, 6)))
    columns = "".join(f"<input id='c{n}_{i}'><inputExpression id='e{n}_{i}' typeRef='{t}'><text>{name}</text></inputExpression></input>" for i, (name, t) in enumerate(INPUTS))
    needs = "".join(f"<informationRequirement id='q{n}_{name}'><requiredInput href='#{name}'/></informationRequirement>" for name, _ in INPUTS)
    values = "<outputValues id='w%d'><text>2, 3, 1</text></outputValues>" % n if hit in ("PRIORITY", "OUTPUT ORDER") else ""
    return (f"<decision id='d{n}' name='d{n}'><variable id='v{n}' name='d{n}'/>{needs}"
            f"<decisionTable id='t{n}' hitPolicy='{hit}'>{columns}<output id='u{n}'>{values}</output>{rules}</decisionTable></decision>")


def model(m):
    inputs = "".join(f"<inputData id='{name}' name='{name}'><variable id='x_{name}' name='{name}' typeRef='{t}'/></inputData>" for name, t in INPUTS)
    return (f"<definitions xmlns='https://www.omg.org/spec/DMN/20191111/MODEL/' id='m{m}' name='m{m}' namespace='urn:m{m}'>" + inputs
            + "".join(table(n, hit) for n, hit in enumerate(HITS)) + "</definitions>")


def facts():
    return {"months": roll.choice([None, 0, 1, 2, 2.5, 3, 4, 5]), "kind": roll.choice([None, "a", "b", "c"]),
            "day": roll.choice([None, "2024-02-25", "2024-02-28", "2024-02-29", "2024-03-01", "2024-03-05"]), "job": roll.choice([None, True, False])}


def feel(name, v):
    return f'date("{v}")' if name == "day" and v else json.dumps(v)


def ask_ballast(ballast, path, who):
    out = subprocess.run([ballast, "policy", "eval", path] + [f"{k}={feel(k, v)}" for k, v in who.items()], capture_output=True, text=True, timeout=60)
    return {line.split(" = ", 1)[0]: json.loads(line.split(" = ", 1)[1]) for line in out.stdout.splitlines()}


def ask_drools(port, xml, who):
    body = json.dumps({"model": xml, "context": who}).encode()
    request = urllib.request.Request(f"http://127.0.0.1:{port}/jitdmn/dmnresult", data=body, headers={"Content-Type": "application/json"})
    answer = json.loads(urllib.request.urlopen(request, timeout=60).read())
    return {d["decisionName"]: d["result"] for d in answer["decisionResults"]}


# What Drools does otherwise, and what the standard says.
def known(hit, mine, theirs, text, who):
    if who["months"] is None and "not(&lt;" in text:
        return "not(< n) of null: null < n is null and so is its not; Drools takes it for true"
    if hit.endswith("COUNT") and isinstance(mine, int) and 0 < theirs < mine:
        return "COUNT: the standard counts the outputs with count() (10.3.4.4); Drools counts the distinct ones"
    if hit.startswith("COLLECT' ") and mine is None and theirs == 0:
        return "COLLECT with an aggregator and no rule that fires: no default is null (8.2.11); Drools says 0"
    if hit in ("RULE ORDER", "OUTPUT ORDER", "COLLECT") and mine is None and theirs == []:
        return "a list policy and no rule that fires: no default is null (8.2.11); Drools gives an empty list"
    return None


def start(engine):
    """The engine on a port of the loopback: (process, port), or None where it does not start."""
    with socket.socket() as s:
        s.bind(("127.0.0.1", 0))
        port = s.getsockname()[1]
    server = subprocess.Popen([engine, f"-Dquarkus.http.port={port}", "-Dquarkus.http.host=127.0.0.1"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    for _ in range(100):
        time.sleep(0.1)
        with socket.socket() as s:
            if s.connect_ex(("127.0.0.1", port)) == 0:
                return server, port
    server.terminate()
    server.wait()
    print("drools: does not start; SKIPPED")
    return None


def main():
    ballast, engine, models = sys.argv[1], sys.argv[2], int(sys.argv[3]) if len(sys.argv) > 3 else 20
    running = start(engine)
    if not running:
        return 0
    server, port = running
    asked = wrong = 0
    differences = {}
    try:
        for m in range(models):
            xml = model(m)
            with tempfile.NamedTemporaryFile("w", suffix=".dmn") as f:
                f.write(xml)
                f.flush()
                for _ in range(6):
                    who = facts()
                    mine, theirs = ask_ballast(ballast, f.name, who), ask_drools(port, xml, who)
                    for n, hit in enumerate(HITS):
                        x, y = mine[f"d{n}"], theirs[f"d{n}"]
                        asked += 1
                        if x == y:
                            continue
                        why = known(hit, x, y, table_text(xml, n), who)
                        if why:
                            differences[why] = differences.get(why, 0) + 1
                            continue
                        wrong += 1
                        if wrong <= 10:
                            print(f"drools: {hit} for {who}: Ballast {x}, Drools {y}\n{table_text(xml, n)}")
    finally:
        server.terminate()
        server.wait()
    for why, n in differences.items():
        print(f"drools: known difference, {n} times: {why}")
    print(f"drools: {asked - wrong} passed, {wrong} failed")
    return 1 if wrong else 0


def table_text(xml, n):
    start = xml.index(f"<decisionTable id='t{n}'")
    return xml[start:xml.index("</decisionTable>", start)]


if __name__ == "__main__":
    sys.exit(main())
