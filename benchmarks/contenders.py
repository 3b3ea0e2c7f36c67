"""Decision engines of other makers on the same pairs of incident and norm: all facts given, they only decide.

Run as ``python contenders.py ENGINE PAIRS``; prints how many verdicts were told, all of them equal to those of the query
by hand. Rules are the CASE of ``byhand.BY_HAND``: the first that holds.
"""

from __future__ import annotations

import json
import pickle
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

FACTS = (
    "directed", "act_sure", "a_may", "a_bound", "b_may", "b_bound", "t_sure", "t_may", "p_sure", "p_may",
    "xb_sure", "xb_may", "xa_sure", "xa_may",
)  # fmt: skip
A_LIVE = "a_may && t_may && p_may && !xb_sure"
B_LIVE = "!directed && b_may && t_may && p_may && !xa_sure"
RULES = [
    (
        f"act_sure && t_sure && p_sure && {A_LIVE} && a_bound && !xb_may && (directed || ({B_LIVE} && b_bound && !xa_may))",
        "violation",
    ),
    (f"({A_LIVE}) || ({B_LIVE})", "possible"),
    ("!a_may && (directed || !b_may)", "not-bound"),
    ("!t_may", "not-in-force"),
    ("!p_may", "outside"),
    ("true", "exempt"),
]
OTHERS = {  # engine → the two numbers of pairs between which its slope is taken
    "plain": (3_000, 300_000), "polars": (300_000, 3_000_000), "common-expression-language": (3_000, 60_000),
    "clingo": (3_000, 30_000), "zen-engine": (1_000, 6_000), "clipspy": (1_000, 4_000),
}  # fmt: skip


def pairs_of(folder: Path, count: int) -> Path:
    """The first pairs of the made incidents with their facts and verdicts, from the query by hand, written once."""
    path = folder / f"pairs-{count}.pickle"
    if path.exists():
        return path
    import duckdb

    from byhand import BY_HAND, places_by_hand, tables_by_hand
    from made import made_case, made_incidents

    case, con = made_case(), duckdb.connect()
    con.execute("SET TimeZone = 'UTC'")
    con.read_parquet(str(made_incidents(case, count, folder / "for-pairs.parquet"))).create_view("incidents")
    tables_by_hand(case, con)
    places_by_hand(case, con)
    query = BY_HAND.replace("SELECT incident_id, norm_id, CASE", f"SELECT {', '.join(FACTS)}, CASE")
    rows = con.execute(f"{query} LIMIT {count}").fetchall()
    path.write_bytes(pickle.dumps([(tuple(bool(x) for x in r[:-1]), r[-1]) for r in rows]))
    return path


Pairs = list[tuple[tuple[bool, ...], str]]


def python_of(rule: str) -> str:
    return rule.replace("&&", "and").replace("||", "or").replace("!", "not ").replace("true", "True")


def plain(pairs: Pairs) -> list[str]:
    lines = [f"    if {python_of(rule)}: return {verdict!r}" for rule, verdict in RULES]
    space: dict[str, Any] = {}
    exec("\n".join([f"def decide({', '.join(FACTS)}):", *lines]), space)
    decide = space["decide"]
    return [decide(*facts) for facts, _ in pairs]


def polars(pairs: Pairs) -> list[str]:
    import polars as pl

    table = pl.DataFrame([p[0] for p in pairs], schema=dict.fromkeys(FACTS, pl.Boolean), orient="row")
    columns = {name: pl.col(name) for name in FACTS} | {"true": pl.lit(True)}
    of = [eval(r.replace("&&", "&").replace("||", "|").replace("!", "~"), {}, columns) for r, _ in RULES]
    told = pl.lit(RULES[-1][1])
    for rule, (_, verdict) in reversed(list(zip(of, RULES, strict=True))[:-1]):
        told = pl.when(rule).then(pl.lit(verdict)).otherwise(told)
    return table.lazy().select(told.alias("verdict")).collect()["verdict"].to_list()


def cel(pairs: Pairs) -> list[str]:
    import cel as engine

    text = repr(RULES[-1][1])
    for rule, verdict in reversed(RULES[:-1]):
        text = f"({rule}) ? {verdict!r} : ({text})"
    program = engine.compile(text)
    return [program.execute(dict(zip(FACTS, facts, strict=True))) for facts, _ in pairs]


def zen(pairs: Pairs) -> list[str]:
    import zen as engine

    def words(rule: str) -> str:
        return rule.replace("&&", "and").replace("||", "or").replace("!", "not ")

    table = {
        "hitPolicy": "first",
        "inputs": [{"id": "if", "name": "if", "type": "expression"}],
        "outputs": [{"id": "then", "name": "then", "type": "expression", "field": "verdict"}],
        "rules": [{"_id": str(i), "if": words(r), "then": json.dumps(v)} for i, (r, v) in enumerate(RULES)],
    }
    at = {"position": {"x": 0, "y": 0}}
    graph = {
        "contentType": "application/vnd.gorules.decision",
        "nodes": [
            {"id": "a", "type": "inputNode", "name": "in", **at},
            {"id": "b", "type": "decisionTableNode", "name": "table", "content": table, **at},
            {"id": "c", "type": "outputNode", "name": "out", **at},
        ],
        "edges": [
            {"id": "1", "type": "edge", "sourceId": "a", "targetId": "b"},
            {"id": "2", "type": "edge", "sourceId": "b", "targetId": "c"},
        ],
    }
    decision = engine.ZenEngine().create_decision(json.dumps(graph))
    return [decision.evaluate(dict(zip(FACTS, f, strict=True)))["result"]["verdict"] for f, _ in pairs]


def clingo(pairs: Pairs) -> list[str]:
    import clingo as engine

    def cases(rule: str) -> list[list[str]]:
        """The rule in disjunctive form: lists of literals."""
        import ast

        def of(node: ast.expr, positive: bool) -> list[list[str]]:
            if isinstance(node, ast.UnaryOp):
                return of(node.operand, not positive)
            if isinstance(node, ast.BoolOp):
                each = [of(v, positive) for v in node.values]
                if isinstance(node.op, ast.Or) == positive:
                    return [c for e in each for c in e]
                out: list[list[str]] = [[]]
                for e in each:
                    out = [a + b for a in out for b in e]
                return out
            if isinstance(node, ast.Constant):
                return [[]] if positive else []
            assert isinstance(node, ast.Name)
            return [[f"{'' if positive else 'not '}{node.id}(I)"]]

        return of(ast.parse(python_of(rule).strip(), mode="eval").body, True)

    text = [f"r{i}(I) :- {', '.join(['pair(I)', *body])}." for i, (r, _) in enumerate(RULES) for body in cases(r)]
    text += [
        f"told(I,{i}) :- r{i}(I){''.join(f', not r{j}(I)' for j in range(i))}." for i in range(len(RULES))
    ] + ["#show told/2."] + [f"#defined {f}/1." for f in FACTS]  # fmt: skip
    told = [""] * len(pairs)
    step = 3_000
    for first in range(0, len(pairs), step):
        part = pairs[first : first + step]
        facts = [
            f"pair({i})." + "".join(f"{n}({i})." for n, v in zip(FACTS, p[0], strict=True) if v)
            for i, p in enumerate(part)
        ]
        control = engine.Control(["--warn=none"])
        control.add("base", [], "\n".join([*facts, *text]))
        control.ground([("base", [])])
        with control.solve(yield_=True) as models:
            for model in models:
                for symbol in model.symbols(shown=True):
                    told[first + symbol.arguments[0].number] = RULES[symbol.arguments[1].number][1]
    return told


def clips(pairs: Pairs) -> list[str]:
    import ast

    import clips as engine

    def test(node: ast.expr) -> str:
        if isinstance(node, ast.UnaryOp):
            return f"(not {test(node.operand)})"
        if isinstance(node, ast.BoolOp):
            return f"({'or' if isinstance(node.op, ast.Or) else 'and'} {' '.join(map(test, node.values))})"
        return f"?{node.id}" if isinstance(node, ast.Name) else "(eq 1 1)"

    told = [""] * len(pairs)
    environment = engine.Environment()
    environment.build(f"(deftemplate pair (slot i) {' '.join(f'(slot {n})' for n in FACTS)})")
    environment.define_function(lambda i, rule: told.__setitem__(int(i), RULES[int(rule)][1]), "say-verdict")
    slots = " ".join(f"({n} ?{n})" for n in FACTS)
    for i, (rule, _) in enumerate(RULES):
        condition = test(ast.parse(python_of(rule).strip(), mode="eval").body)
        environment.build(
            f"(defrule r{i} (declare (salience {-i})) ?p <- (pair (i ?i) {slots}) (test {condition})"
            f" => (say-verdict ?i {i}) (retract ?p))"
        )
    template = environment.find_template("pair")
    symbols = {True: engine.Symbol("TRUE"), False: engine.Symbol("FALSE")}
    for first in range(0, len(pairs), 500):
        for i, (facts, _) in enumerate(pairs[first : first + 500], first):
            template.assert_fact(i=i, **{n: symbols[v] for n, v in zip(FACTS, facts, strict=True)})
        environment.run()
    return told


ENGINES: dict[str, Callable[[Pairs], list[str]]] = {
    "plain": plain, "polars": polars, "common-expression-language": cel, "clingo": clingo, "zen-engine": zen,
    "clipspy": clips,
}  # fmt: skip


def main(engine: str, path: Path) -> None:
    pairs: Pairs = pickle.loads(path.read_bytes())
    told = ENGINES[engine](pairs)
    wrong = sum(a != b for a, (_, b) in zip(told, pairs, strict=True))
    if wrong:
        raise SystemExit(f"{engine}: {wrong} of {len(pairs)} verdicts differ")
    print(json.dumps({"told": f"{len(told):,} equal"}))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
