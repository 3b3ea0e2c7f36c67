"""The plan: incidents joined with the compiled tables and decided in Kleene's order.

Written in Ibis, so that one expression runs on every engine. All readings are decided at once, as bits of integers; the
last step spreads them into one row per reading. The plan knows no accord: every number that
differs between accords stands in the tables. So its SQL is always the same, and ``plan.sql`` keeps what Ibis makes of it
for DuckDB: starting the judge then needs no Ibis, and anyone can read and run the judgement as SQL. ``make plan`` renews
the file; a test fails if it is not current.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis

from servanda.judge.tables import DEED, KINDS, PLACE, SCHEMAS, UNKNOWNS
from servanda.terms import VerdictKind


def unbound() -> dict[str, Any]:
    """The plan's tables by name, not bound to any engine."""
    return {name: ibis.table(schema, name=f"servanda_{name}") for name, schema in SCHEMAS.items()}


def keyed(tables: dict[str, Any]) -> Any:
    """One row per incident: its id, claimant, direction and the keys of its deed, moment, stances and spot."""
    # every key is there, so a left join gives what an inner join would; it keeps engines from joining the tables of
    # keys with each other first
    t = tables["timed"].left_join(tables["deed_of"], list(DEED))
    for which in "ab":
        side = tables["stance_of"].rename(f"{{name}}_{which}")
        t = t.left_join(side, [(f"side_{which}", f"side_{which}"), ("moment", f"of_moment_{which}")])
    t = t.left_join(tables["era_of"], "moment").left_join(tables["spot_of"], [*PLACE, "era"])
    return t.select("pos", "incident_id", "directed", "deed", "moment", "stance_a", "stance_b", "spot")


def decided(keys: Any, tables: dict[str, Any]) -> Any:
    """Masks of each outcome per incident × norm.

    Args:
        keys: as ``keyed`` gives them.
        tables: ``deeds``, ``moments``, ``stances`` and ``spots``, as in ``SCHEMAS``.

    Returns:
        One row per incident × norm whose act it may be, and one with the norm after the last where there is none: the masks
        ``violation``, ``live`` (possible or violation), ``exempt``, ``away``, ``late``, ``unbound``, ``live_a``,
        ``live_b`` (side a, or b, is the doer in a live course), and ``u_*``, where a condition is unknown.
    """
    t = keys.join(tables["deeds"], "deed")
    t = t.mutate(**{f"of_{k}": t[k] * t.stride + t.norm for k in ("moment", "spot", "stance_a", "stance_b")})
    t = t.join(tables["moments"], [("of_moment", "moment_norm")])
    t = t.join(tables["spots"], [("of_spot", "spot_norm")])
    for which in "ab":
        side = tables["stances"].rename(f"{{name}}_{which}")
        t = t.join(side, [(f"of_stance_{which}", f"stance_norm_{which}")])
    t = t.mutate(
        both=ibis.ifelse(t.directed, 0, t.every),
        p_must=t.p_must | t.p_default, p_may=t.p_may | t.p_default,
        dx_must=t.dx_must | t.zx_must, dx_may=t.dx_may | t.zx_may,
    )  # fmt: skip
    for doer, target in ("ab", "ba"):
        d = doer
        t = t.mutate(
            **{
                f"meant_{d}": t.kind_must | t[f"tp_must_{target}"],
                f"x_{d}": t.dx_must | t[f"x_must_{target}"] | t[f"xi_must_{doer}"],
                f"xm_{d}": t.dx_may | t[f"x_may_{target}"] | t[f"xi_may_{doer}"],
                f"covered_{d}": t.act_may & (t.kind_may | t[f"tp_may_{target}"]) & (t.every if d == "a" else t.both),
            }
        )
        t = t.mutate(**{f"bound_{d}": t[f"covered_{d}"] & t[f"b_may_{d}"]})
        t = t.mutate(**{f"there_{d}": t[f"bound_{d}"] & t.t_may & t.p_may})
        t = t.mutate(**{f"live_{d}": t[f"there_{d}"] & (t.every ^ t[f"x_{d}"])})
        t = t.mutate(
            **{
                f"sure_{d}": t[f"live_{d}"] & t.act_must & t[f"meant_{d}"] & t[f"b_must_{d}"]
                & t.t_must & t.p_must & t.grade_must & (t.every ^ t[f"xm_{d}"]),
            }
        )  # fmt: skip
    live = t.live_a | t.live_b
    violation = t.sure_a & (t.sure_b | (t.every ^ t.both))
    open_ = live & (t.every ^ violation)
    covered, bound = t.covered_a | t.covered_b, t.bound_a | t.bound_b

    def unsure(per_side: str, *, when: bool = False) -> Any:
        """Where a live direction's condition is not sure (``when`` False) or may hold (True)."""
        a, b = t[f"{per_side}_a"], t[f"{per_side}_b"]
        return (t.live_a & (a if when else t.every ^ a)) | (t.live_b & (b if when else t.every ^ b))

    return t.select(
        "pos", "incident_id", "directed", "norm", "stride", "stance_a", "stance_b", "spot", "live_a", "live_b",
        violation=violation, live=live,
        exempt=(t.there_a | t.there_b) & (t.every ^ live),
        away=bound & t.t_may & (t.every ^ t.p_may),
        late=bound & (t.every ^ t.t_may),
        unbound=covered & (t.every ^ bound),
        u_act=open_ & (t.every ^ t.act_must), u_actor=open_ & unsure("b_must"), u_target=open_ & unsure("meant"),
        u_time=open_ & (t.every ^ t.t_must), u_place=open_ & (t.every ^ t.p_must), u_exception=open_ & unsure("xm", when=True),
        u_direction=open_ & t.both & (t.live_a ^ t.live_b), u_grade=open_ & (t.every ^ t.grade_must),
    )  # fmt: skip


def spread(masks: Any, tables: dict[str, Any]) -> Any:
    """One row per incident × norm × reading from masks: the code of the verdict, of what is unknown, and who is charged.

    Args:
        masks: as ``decided`` gives them.
        tables: ``bits``, as in ``SCHEMAS``.
    """
    t = masks.cross_join(tables["bits"])

    def on(mask: Any) -> Any:
        return (mask & t.one) != 0

    code = {k: i for i, k in enumerate(KINDS)}
    verdict = ibis.cases(
        (on(t.violation), code[VerdictKind.VIOLATION]),
        (on(t.live), code[VerdictKind.POSSIBLE]),
        (on(t.exempt), code[VerdictKind.EXEMPT]),
        (on(t.away), code[VerdictKind.OUTSIDE]),
        (on(t.late), code[VerdictKind.NOT_IN_FORCE]),
        (on(t.unbound), code[VerdictKind.NOT_BOUND]),
        else_=code[VerdictKind.NOT_COVERED],
    )
    unknown = reduce(
        lambda a, b: a | b,
        [ibis.ifelse(on(t[f"u_{u.value}"]), 1 << i, 0) for i, u in enumerate(UNKNOWNS)],
    )
    return t.select(
        "pos", "incident_id", "directed", "norm", "bit",
        "stance_a", "stance_b", "spot",
        verdict=verdict.cast("int8"), unknown=unknown.cast("int16"),
        charged_a=on(t.live_a), charged_b=on(t.live_b),
    )  # fmt: skip


def codes(tables: dict[str, Any]) -> Any:
    """The whole plan: from the tables to the codes of the verdicts, in the order of the incidents, norms and readings."""
    return spread(decided(keyed(tables), tables), tables).drop("incident_id").order_by("pos", "norm", "bit")


def sql() -> str:
    """The plan as DuckDB's SQL, as ``plan.sql`` keeps it."""
    return str(ibis.to_sql(codes(unbound()), dialect="duckdb")) + "\n"


if __name__ == "__main__":
    print(sql(), end="")
