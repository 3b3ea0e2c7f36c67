"""The plan: incidents joined with the compiled tables and decided in Kleene's order.

Written in Ibis, so that one expression runs on every engine. All readings are decided at once, as bits of integers; the
last steps spread them into one row per reading and put words to the codes. The plan knows no accord: every number that
differs between accords stands in the tables. So its SQL is always the same, and ``plan.sql`` keeps what Ibis makes of it
for DuckDB: starting the judge then needs no Ibis, and anyone can read and run the judgement as SQL. ``make plan`` renews
the file; a test fails if it is not current.
"""

from __future__ import annotations

from functools import reduce
from typing import Any

import ibis

from servanda.incidents.model import AND
from servanda.judge.model import VERDICTS
from servanda.judge.tables import DEED, KINDS, PLACE, SCHEMAS, UNKNOWNS
from servanda.terms import BearerMode, Unknown, VerdictKind


def unbound() -> dict[str, Any]:
    """The plan's tables by name, not bound to any engine."""
    return {name: ibis.table(schema, name=f"servanda_{name}") for name, schema in SCHEMAS.items()}


def keyed(tables: dict[str, Any]) -> Any:
    """One row per incident: its id, claimant, direction and the keys of its deed, moment, stances and spot."""
    t = tables["timed"].join(tables["deed_of"], list(DEED))
    for which in "ab":
        side = tables["stance_of"].rename(f"{{name}}_{which}")
        t = t.join(side, [(f"side_{which}", f"side_{which}"), ("moment", f"of_moment_{which}")])
    t = t.join(tables["era_of"], "moment").join(tables["spot_of"], [*PLACE, "era"])
    return t.select("incident_id", "claimant", "directed", "deed", "moment", "stance_a", "stance_b", "spot")


def decided(keys: Any, tables: dict[str, Any]) -> Any:
    """Masks of each outcome per incident × norm.

    Args:
        keys: as ``keyed`` gives them.
        tables: ``deeds``, ``moments``, ``stances`` and ``spots``, as in ``SCHEMAS``.

    Returns:
        One row per incident × norm whose act it may be, and one with a null norm where there is none: the keys, the masks
        ``violation``, ``live`` (possible or violation), ``exempt``, ``away``, ``late``, ``unbound``, ``live_a``,
        ``live_b`` (side a, or b, is the doer in a live course), and ``u_*``, where a condition is unknown.
    """
    t = keys.left_join(tables["deeds"], "deed")
    t = t.mutate(**{f"of_{k}": t[k] * t.stride + t.norm for k in ("moment", "spot", "stance_a", "stance_b")})
    t = t.left_join(tables["moments"], [("of_moment", "moment_norm")])
    t = t.left_join(tables["spots"], [("of_spot", "spot_norm")])
    for which in "ab":
        side = tables["stances"].rename(f"{{name}}_{which}")
        t = t.left_join(side, [(f"of_stance_{which}", f"stance_norm_{which}")])

    def m(column: str) -> Any:
        return t[column].coalesce(0)

    t = t.mutate(
        every=m("every"), a_must=m("act_must"), a_may=m("act_may"), k_must=m("kind_must"), k_may=m("kind_may"),
        t_must=m("t_must"), t_may=m("t_may"),
        p_must=m("p_must") | m("p_default"), p_may=m("p_may") | m("p_default"),
        both=ibis.ifelse(t.directed, 0, m("every")),
        **{f"{c}_{b}_{w}": m(f"{c}_{b}_{w}") for c in ("b", "xi", "x", "tp") for b in ("must", "may") for w in "ab"},
        dx_must=m("dx_must") | m("zx_must"), dx_may=m("dx_may") | m("zx_may"), g_must=m("grade_must"),
    )  # fmt: skip
    for doer, target in ("ab", "ba"):
        d = doer
        t = t.mutate(
            **{
                f"meant_{d}": t.k_must | t[f"tp_must_{target}"],
                f"x_{d}": t.dx_must | t[f"x_must_{target}"] | t[f"xi_must_{doer}"],
                f"xm_{d}": t.dx_may | t[f"x_may_{target}"] | t[f"xi_may_{doer}"],
                f"covered_{d}": t.a_may & (t.k_may | t[f"tp_may_{target}"]) & (t.every if d == "a" else t.both),
            }
        )
        t = t.mutate(**{f"bound_{d}": t[f"covered_{d}"] & t[f"b_may_{d}"]})
        t = t.mutate(**{f"there_{d}": t[f"bound_{d}"] & t.t_may & t.p_may})
        t = t.mutate(**{f"live_{d}": t[f"there_{d}"] & (t.every ^ t[f"x_{d}"])})
        t = t.mutate(
            **{
                f"sure_{d}": t[f"live_{d}"] & t.a_must & t[f"meant_{d}"] & t[f"b_must_{d}"]
                & t.t_must & t.p_must & t.g_must & (t.every ^ t[f"xm_{d}"]),
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
        "incident_id", "claimant", "directed", "norm", "stride", "stance_a", "stance_b", "spot", "live_a", "live_b",
        violation=violation, live=live,
        exempt=(t.there_a | t.there_b) & (t.every ^ live),
        away=bound & t.t_may & (t.every ^ t.p_may),
        late=bound & (t.every ^ t.t_may),
        unbound=covered & (t.every ^ bound),
        u_act=open_ & (t.every ^ t.a_must), u_actor=open_ & unsure("b_must"), u_target=open_ & unsure("meant"),
        u_time=open_ & (t.every ^ t.t_must), u_place=open_ & (t.every ^ t.p_must), u_exception=open_ & unsure("xm", when=True),
        u_direction=open_ & t.both & (t.live_a ^ t.live_b), u_grade=open_ & (t.every ^ t.g_must),
    )  # fmt: skip


def spread(masks: Any, readings: Any) -> Any:
    """One row per incident × norm × reading from masks: the code of the verdict, of what is unknown, and who is charged.

    Args:
        masks: as ``decided`` gives them.
        readings: the table of that name.
    """
    t = masks.cross_join(readings)

    def on(mask: Any) -> Any:
        return ((mask >> t.bit) & 1) == 1

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
        [((t[f"u_{u.value}"] >> t.bit) & 1) << i for i, u in enumerate(UNKNOWNS)],
    )
    return t.select(
        "incident_id", "claimant", "directed", "norm", "stride", "bit", "many", "reading", "accord_hash",
        "stance_a", "stance_b", "spot",
        verdict=verdict.cast("int8"), unknown=unknown.cast("int16"),
        charged_a=on(t.live_a), charged_b=on(t.live_b),
    )  # fmt: skip


def rendered(codes: Any, tables: dict[str, Any]) -> Any:
    """The verdicts as people and other tools read them: the columns of ``model.VERDICTS``.

    Args:
        codes: as ``spread`` gives them.
        tables: those of words, as in ``SCHEMAS``.
    """
    t = codes.mutate(
        of_norm=codes.norm * codes.many + codes.bit,
        **{
            f"of_{k}": (codes[k] * codes.stride + codes.norm) * codes.many + codes.bit
            for k in ("spot", "stance_a", "stance_b")
        },
    )
    t = t.left_join(tables["unknown_texts"], "unknown").left_join(tables["norm_texts"], [("of_norm", "norm_text")])
    t = t.left_join(tables["spot_texts"], [("of_spot", "spot_text")])
    for which in "ab":
        side = tables["stance_texts"].rename(f"{{name}}_{which}")
        t = t.left_join(side, [(f"of_stance_{which}", f"stance_text_{which}")])

    def either(column: str, a: Any, b: Any) -> Any:
        """The texts of the sides that count, joined and sorted, each name once."""
        left = ibis.ifelse(a, t[f"{column}_a"].coalesce(""), "")
        right = ibis.ifelse(b, t[f"{column}_b"].coalesce(""), "")
        return ibis.cases(
            ((left == right) | (right == ""), left),
            (left == "", right),
            else_=(left + AND + right).split(AND).unique().sort().join(AND),
        )

    code = {k: i for i, k in enumerate(KINDS)}
    on_list = (t.verdict == code[VerdictKind.EXEMPT]) | (
        (t.verdict == code[VerdictKind.POSSIBLE]) & t.unknowns.contains(Unknown.EXCEPTION.value)
    )
    kind = ibis.cases(*((t.verdict == i, k.value) for i, k in enumerate(KINDS)))
    bearers = either("bearers", t.charged_a, t.charged_b)
    several = bearers.contains(AND)
    mode = ibis.cases(
        (bearers == "", ""),
        (t.claimant.notnull(), BearerMode.ALLEGED.value),
        (several & t.charged_a & t.charged_b, BearerMode.ONE_OF.value),
        (several, BearerMode.JOINT.value),
        else_=BearerMode.CERTAIN.value,
    )
    words = t.select(
        "incident_id", "norm", "bit", "norm_id", "reading", "unknowns", "accord_hash", verdict=kind,
        bearers=bearers, bearer_mode=mode,
        list_entry=either("entries", on_list & ~t.directed, on_list),
        zone=t.zone.coalesce(""), from_milestone=t.from_milestone.coalesce(""),
        guarantors=either("guarantors", t.charged_a, t.charged_b),
    )  # fmt: skip
    return words.order_by("incident_id", "norm", "bit").select(VERDICTS.names)


def verdicts(tables: dict[str, Any]) -> Any:
    """The whole plan: from the tables to the columns of ``model.VERDICTS``."""
    return rendered(spread(decided(keyed(tables), tables), tables["readings"]), tables)


def sql() -> str:
    """The plan as DuckDB's SQL, as ``plan.sql`` keeps it."""
    return str(ibis.to_sql(verdicts(unbound()), dialect="duckdb")) + "\n"


if __name__ == "__main__":
    print(sql(), end="")
