"""The plan: incidents, given as five small keys, joined with the compiled tables and decided in Kleene's order.

Written in Ibis, so that one expression runs on every engine. All readings are decided at once, as bits of integers; the
last step spreads them into one row per reading. Nothing here knows an accord, only the tables of ``compile``.
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import reduce
from typing import Any

import ibis

from servanda.incidents.model import AND
from servanda.terms import BearerMode, Unknown, VerdictKind

KINDS = tuple(VerdictKind)  # a verdict's code is its place here
UNKNOWNS = tuple(u for u in Unknown if u is not Unknown.CLAIM)  # an unknown's code is its bit here


def bisect(value: Any, cuts: Sequence[Any], *, side: str) -> Any:
    """The number of cuts that lie before a value (``side="left"``) or at or before it (``"right"``), as nested cases.

    A balanced tree of comparisons: each row takes the logarithm of the number of cuts.
    """

    def tree(low: int, high: int) -> Any:
        if low == high:
            return ibis.literal(low, "int64")
        middle = (low + high) // 2
        cut = ibis.literal(cuts[middle])
        before = value < cut if side == "right" else value <= cut
        return ibis.cases((before, tree(low, middle)), else_=tree(middle + 1, high))

    return tree(0, len(cuts))


def decided(keyed: Any, tables: dict[str, Any], every: int, norms: int) -> Any:
    """Masks of each outcome per incident × norm.

    Args:
        keyed: one row per incident: incident_id, claimant, deed, moment, stance_a, stance_b,
            spot (int64), directed (bool).
        tables: the compiled tables ``deeds``, ``moments``, ``stances``, ``spots``.
        every: the mask of all readings.
        norms: how many norms there are: the factor of the composite keys.

    Returns:
        One row per incident × norm whose act it may be, and one with norm -1 where there is none: row, norm, the keys,
        the masks ``violation``, ``live``, ``exempt``, ``late``, ``away``, ``unbound``, ``live_a``, ``live_b`` and ``u_*``.
    """
    t = keyed.left_join(tables["deeds"], "deed")
    t = t.mutate(**{f"of_{k}": t[k] * norms + t.norm for k in ("moment", "spot", "stance_a", "stance_b")})
    t = t.left_join(tables["moments"], [("of_moment", "moment_norm")])
    t = t.left_join(tables["spots"], [("of_spot", "spot_norm")])
    for which in "ab":
        side = tables["stances"].rename(f"{{name}}_{which}")
        t = t.left_join(side, [(f"of_stance_{which}", f"stance_norm_{which}")])

    def m(column: str) -> Any:
        return t[column].coalesce(0)

    t = t.mutate(
        a_must=m("act_must"), a_may=m("act_may"), k_must=m("kind_must"), k_may=m("kind_may"),
        t_must=m("t_must"), t_may=m("t_may"),
        p_must=m("p_must") | m("p_default"), p_may=m("p_may") | m("p_default"),
        both=ibis.ifelse(t.directed, 0, every),
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
                f"covered_{d}": t.a_may & (t.k_may | t[f"tp_may_{target}"]) & (every if d == "a" else t.both),
            }
        )
        t = t.mutate(**{f"bound_{d}": t[f"covered_{d}"] & t[f"b_may_{d}"]})
        t = t.mutate(**{f"there_{d}": t[f"bound_{d}"] & t.t_may & t.p_may})
        t = t.mutate(**{f"live_{d}": t[f"there_{d}"] & (every ^ t[f"x_{d}"])})
        t = t.mutate(
            **{
                f"sure_{d}": t[f"live_{d}"] & t.a_must & t[f"meant_{d}"] & t[f"b_must_{d}"]
                & t.t_must & t.p_must & t.g_must & (every ^ t[f"xm_{d}"]),
            }
        )  # fmt: skip
    live = t.live_a | t.live_b
    violation = t.sure_a & (t.sure_b | (every ^ t.both))
    open_ = live & (every ^ violation)
    covered, bound = t.covered_a | t.covered_b, t.bound_a | t.bound_b

    def unsure(per_side: str, *, when: bool = False) -> Any:
        """Where a live direction's condition is not sure (``when`` False) or may hold (True)."""
        a, b = t[f"{per_side}_a"], t[f"{per_side}_b"]
        return (t.live_a & (a if when else every ^ a)) | (t.live_b & (b if when else every ^ b))

    return t.select(
        "incident_id", "claimant", "directed", "norm", "moment", "stance_a", "stance_b", "spot", "live_a", "live_b",
        violation=violation, live=live,
        exempt=(t.there_a | t.there_b) & (every ^ live),
        away=bound & t.t_may & (every ^ t.p_may),
        late=bound & (every ^ t.t_may),
        unbound=covered & (every ^ bound),
        u_act=open_ & (every ^ t.a_must), u_actor=open_ & unsure("b_must"), u_target=open_ & unsure("meant"),
        u_time=open_ & (every ^ t.t_must), u_place=open_ & (every ^ t.p_must), u_exception=open_ & unsure("xm", when=True),
        u_direction=open_ & t.both & (t.live_a ^ t.live_b), u_grade=open_ & (every ^ t.g_must),
    )  # fmt: skip


def spread(masks: Any, readings: Any) -> Any:
    """One row per incident × norm × reading from masks: verdict code, code of what is unknown, who is live.

    Args:
        masks: as ``decided`` gives them.
        readings: a table of one row per reading: ``bit`` (int64).
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
        "incident_id", "claimant", "directed", "norm", "bit", "moment", "stance_a", "stance_b", "spot",
        verdict=verdict.cast("int8"), unknown=unknown.cast("int16"),
        charged_a=on(t.live_a), charged_b=on(t.live_b),
    )  # fmt: skip


def rendered(codes: Any, texts: dict[str, Any], norms: int, accord_hash: str) -> Any:
    """The verdicts as people and other tools read them: the columns of ``model.VERDICTS``, from codes.

    Args:
        codes: as ``spread`` gives them.
        texts: ``readings``, their ids in the order of bits; the tables of texts ``norms``, ``stances``, ``spots``,
            ``unknowns``.
        norms: how many norms there are.
        accord_hash: the hash of the accord that was judged.
    """
    names = texts["readings"]
    many = len(names)
    t = codes.mutate(
        of_norm=codes.norm * many + codes.bit,
        **{f"of_{k}": (codes[k] * norms + codes.norm) * many + codes.bit for k in ("spot", "stance_a", "stance_b")},
    )
    t = t.left_join(texts["unknowns"], "unknown").left_join(texts["norms"], [("of_norm", "norm_text")])
    t = t.left_join(texts["spots"], [("of_spot", "spot_text")])
    for which in "ab":
        side = texts["stances"].rename(f"{{name}}_{which}")
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
    bearers = either("bearers", t.charged_a, t.charged_b)
    several = bearers.contains(AND)
    mode = ibis.cases(
        (bearers == "", ""),
        (t.claimant.notnull(), BearerMode.ALLEGED.value),
        (several & t.charged_a & t.charged_b, BearerMode.ONE_OF.value),
        (several, BearerMode.JOINT.value),
        else_=BearerMode.CERTAIN.value,
    )
    return t.select(
        "incident_id", "norm_id", reading=_word(t.bit, names), verdict=_word(t.verdict, [k.value for k in KINDS]), unknowns=t.unknowns,
        bearers=bearers, bearer_mode=mode,
        list_entry=either("entries", on_list & ~t.directed, on_list),
        zone=t.zone.coalesce(""), from_milestone=t.from_milestone.coalesce(""),
        guarantors=either("guarantors", t.charged_a, t.charged_b), accord_hash=ibis.literal(accord_hash),
    )  # fmt: skip


def _word(code: Any, words: Sequence[str]) -> Any:
    """The word that a code stands for."""
    return ibis.cases(*((code == i, word) for i, word in enumerate(words)))
