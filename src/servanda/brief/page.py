"""The brief as one page that needs nothing else: HTML with its styles, plots and maps inside."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import replace
from functools import partial
from importlib.resources import files
from typing import Any
from urllib.parse import urlencode

from markupsafe import Markup

from servanda.accord.timetable import Timetable, gantt_svg, words

from .annex import shown
from .maps import MARKS, is_gathered, map_svg
from .model import KINDS, Case, Figures, Sighting, Table
from .phrases import QUESTIONS, SAID, joined

_MOST_LISTED = 200  # incidents told one by one on the page; the files have them all
_MOST_PATTERNS = 15
_WIDE = 760  # px of the large map
_NARROW = 380  # px of the small maps and of the chart for a telephone


def page(
    case: Case,
    figures: Figures,
    force: Table,
    timetables: Sequence[Timetable],
    about: Sequence[tuple[str, str]],
    plot: str,
    annexes: Sequence[Table] = (),
) -> str:
    """Fill the template. Every number comes from ``figures``; ``plot`` is the SVG of the days, or empty."""
    from jinja2 import Environment, PackageLoader, StrictUndefined

    env = Environment(
        loader=PackageLoader("servanda.brief", ""),
        autoescape=True,
        trim_blocks=True,
        lstrip_blocks=True,
        undefined=StrictUndefined,
    )
    env.filters["n"] = lambda value: f"{value:,}"
    env.globals |= {
        "bound": bound,
        "fig": _figure,
        "said": SAID,
        "who": partial(_who, case),
        "norm_name": partial(_norm_name, case),
    }
    readings = [(r.id, _english(r.name, r.id)) for r in case.facts.readings]
    template = env.get_template("brief.html")
    dated = [replace(t, items=tuple(i for i in t.items if i.limit)) for t in timetables]
    dated = dated if any(t.items for t in dated) else list(timetables)
    css = files("servanda.brief").joinpath("brief.css").read_text("utf-8")
    return template.render(
        case=case,
        accord=case.accord,
        f=figures,
        css=Markup(css),
        readings=readings,
        reading_names=dict(readings),
        force=force,
        lead=_lead(figures),
        widest=max([1, *(r["high"] for r in figures["totals"].dicts())]),
        patterns=_patterns(figures),
        parties=_rows(case, figures["parties"]),
        guarantors=_rows(case, figures["guarantors"]),
        divisions=_divisions(figures["divisions"]),
        silent_norms={r["norm"] for r in figures["norms"].dicts() if r["untold"]},
        untold_only=any(r["untold"] for r in figures["totals"].dicts()),
        plot=Markup(plot),
        annexes=[shown(t) for t in annexes],
        most_listed=_MOST_LISTED,
        days=_days(figures),
        maps=_maps(case, figures),
        legend=_legend(is_gathered(figures.sightings), len(readings) > 1),
        gathered=is_gathered(figures.sightings),
        gantt=Markup(_once(gantt_svg(dated))),
        gantt_narrow=Markup(_once(gantt_svg(dated, _NARROW))),
        steps=_steps(timetables),
        notes=timetables[0].notes() if timetables else (),
        undetermined=_undetermined(figures),
        silent=[figures["undetermined"].at("act", r) for r in figures.readings],
        questions=QUESTIONS,
        grades=_grades(figures),
        listed=[_told(s) for s in figures.sightings if _counts(s)][:_MOST_LISTED],
        behind=sum(_counts(s) for s in figures.sightings),
        examples=_examples(figures),
        about=about,
        judged=dict(about).get("command to judge", ""),
        made=dict(about).get("command for this brief", ""),
    )


def bound(low: int, high: int) -> str:
    """``134 to 3,279``, or one number where the two are the same."""
    return f"{low:,}" if low == high else f"{low:,} to {high:,}"


def _figure(table: str, columns: str, **keys: str) -> Markup:
    """The attribute that says where else a number is: ``totals.csv?reading=un#low,high``."""
    return Markup(' data-figure="{}"').format(f"{table}.csv?{urlencode(keys)}#{columns}")


def _english(names: Any, id: str) -> str:
    return str(names.get("en") or next(iter(names.values()), id))


def _who(case: Case, id: str) -> Markup:
    """A party's name, with the name in Arabic where there is one; a name that no party has, as it was reported."""
    party = case.accord.parties.get(id)
    if party is None:
        return Markup("<bdi>{}</bdi>").format(SAID.get(id, id))
    out = Markup("<bdi>{}</bdi>").format(_english(party.name, id))
    if arabic := party.name.get("ar"):
        out += Markup(' <bdi class="also" lang="ar" dir="rtl">{}</bdi>').format(arabic)
    return out


def _norm_name(case: Case, id: str) -> Markup:
    norm = case.accord.norms[id]
    cites = ", ".join(map(str, norm.cites[:2]))
    return Markup('{} <span class="also cite"><code>{}</code>{}</span>').format(
        _english(norm.name, id), id, f" [{cites}]" if cites else ""
    )


def _lead(figures: Figures) -> list[tuple[str, str, int]]:
    """What the readings make of the incidents together, as (class, phrase, count), none left out."""
    phrases = {
        "violation under all": "a violation under every reading",
        "violation under some": "a violation under some readings, not under all",
        "possible": "possibly a violation under at least one reading, certainly under none",
        "reports do not tell": "no violation as far as the reports tell, but they do not tell enough to test every provision",
        "no violation": "no violation under any reading",
    }
    if len(figures.readings) == 1:
        phrases |= {
            "violation under all": "a violation",
            "possible": "possibly a violation",
            "no violation": "no violation",
        }
    found = figures["agreement"]
    return [(k, text, found.at(k)["incidents"]) for k, text in phrases.items() if found.at(k)["incidents"]]


def _patterns(figures: Figures) -> list[dict[str, Any]]:
    return [
        row
        | {
            "verdicts": row["verdicts"].split(" | "),
            "ground_keys": row["grounds"],
            "grounds": joined(SAID[g] for g in row["grounds"].split("; ") if g),
        }
        for row in figures["differences"].dicts()[:_MOST_PATTERNS]
    ]


def _rows(case: Case, table: Table) -> list[dict[str, Any]]:
    """One row per party that is or may be charged under some reading, in alphabetical order of its English name."""
    ids = sorted(
        {row[0] for row in table.rows if table.at(row[0], row[1])["high"]}, key=lambda i: _sort_name(case, str(i))
    )
    readings = list(dict.fromkeys(row[1] for row in table.rows))
    return [{"id": i, "by": {r: table.at(i, r) for r in readings}} for i in ids]


def _sort_name(case: Case, id: str) -> tuple[bool, str, str]:
    party = case.accord.parties.get(id)
    return id == "unknown", (_english(party.name, id) if party else id).casefold(), id


def _divisions(table: Table) -> list[str]:
    return list(dict.fromkeys(str(row[0]) for row in table.rows))


def _days(figures: Figures) -> list[str]:
    return list(dict.fromkeys(str(row[0]) for row in figures["days"].rows))


def _maps(case: Case, figures: Figures) -> list[tuple[str, Markup]]:
    """The map of what readings share, then a small one per reading, all of the same frame."""
    zones = [z for z in case.accord.zones if not z.readings]
    together = [_class(s) for s in figures.sightings]
    out = []
    alone = len(figures.readings) == 1
    if not alone:
        title = f"Incidents, {case.window}, by what all readings make of them"
        out.append(("All readings together", Markup(map_svg(zones, figures.sightings, together, title, width=_WIDE))))
    for bit, reading in enumerate(case.facts.readings):
        name = _english(reading.name, reading.id)
        theirs = [z for z in case.accord.zones if not z.readings or reading.id in z.readings]
        classes = [_class_under(s, bit) for s in figures.sightings]
        title = f"Incidents, {case.window}, under the reading {name}"
        drawn = map_svg(theirs, figures.sightings, classes, title, width=_WIDE if alone else _NARROW, labels=alone)
        out.append((name, Markup(drawn)))
    return out


def _class(s: Sighting) -> str:
    sure = s.kinds.count(0)
    if sure:
        return "all" if sure == len(s.kinds) else "some"
    if 1 in s.kinds:
        return "possible"
    return "silent" if any(s.untold) else "none"


def _class_under(s: Sighting, bit: int) -> str:
    if s.kinds[bit] <= 1:
        return ("violation", "possible")[s.kinds[bit]]
    return "silent" if s.untold[bit] else "none"


def _legend(gathered: bool, many: bool) -> list[tuple[Markup, str]]:
    keys = ("all", "some", "possible", "silent", "none")
    out = [] if gathered else [(Markup(MARKS[k][1]), MARKS[k][0]) for k in (keys if many else ("violation", *keys[2:]))]
    if gathered:
        out.append((Markup('<path class="m-hex" fill-opacity=".6" d="M0 -6L5.2 -3L5.2 3L0 6L-5.2 3L-5.2 -3Z"/>'),
                    "incidents that are or may be violations: the darker, the more"))  # fmt: skip
        out.append(
            (Markup(MARKS["all"][1]), "some of them are certain (under at least one reading): the larger, the more")
        )
    else:
        out.append((Markup('<circle class="m-disc" r="6"/>'), "it lies somewhere in this circle"))
    return out


def _once(svg: str) -> str:
    return svg[svg.index("<svg") :]


def _steps(timetables: Sequence[Timetable]) -> list[dict[str, Any]]:
    return [
        {
            "name": words.name_of(row.item.name, row.item.id),
            "readings": "all" if row.everyone else ", ".join(row.readings),
            "due": words.due(row.item),
            "reached": words.span(row.item.reached),
            "sign": words.SIGNS[row.item.standing],
            "standing": words.standing(row.item),
        }
        for row in words.rows(timetables)
    ]


def _undetermined(figures: Figures) -> list[dict[str, Any]]:
    table = figures["undetermined"]
    unknowns = [u for u in QUESTIONS if u != "act" and any(row[0] == u for row in table.rows)]
    return [
        {
            "id": u,
            "by": {r: table.at(u, r) for r in figures.readings},
            "example": next(row["example"] for row in table.dicts() if row["unknown"] == u),
        }
        for u in unknowns
    ]


def _grades(figures: Figures) -> list[tuple[str, str]]:
    """(grade, what it means) of the grades that occur; empty where no incident is graded."""
    seen = list(dict.fromkeys(str(row[0]) for row in figures["grades"].rows))
    return [] if seen in ([], ["not graded"]) else [(g, SAID.get(f"grade {g}", g)) for g in seen]


def _counts(s: Sighting) -> bool:
    return any(k <= 1 for k in s.kinds)


def _told(s: Sighting) -> dict[str, Any]:
    arrow = "against" if s.directed else "and"
    sides = [x for x in (s.side_a, s.side_b) if x]
    return {
        "s": s,
        "sides": [x.replace("; ", ", ") for x in sides],
        "link": arrow,
        "verdicts": [SAID[KINDS[k]] for k in s.kinds],
        "what": ", ".join(x for x in (s.act, s.weapon, s.target_kind) if x),
    }


def _examples(figures: Figures) -> list[tuple[str, str]]:
    """Incidents to try first: one certain, one that readings differ on, one possible, one not told; none twice."""
    tests: tuple[tuple[str, Callable[[Sighting], bool]], ...] = (
        ("a violation under every reading", lambda s: _class(s) == "all"),
        ("readings differ", lambda s: len(set(s.kinds)) > 1 and 0 in s.kinds),
        ("possible", lambda s: _class(s) == "possible"),
        ("the reports do not tell", lambda s: _class(s) == "silent"),
    )
    out: dict[str, str] = {}
    for text, test in tests:
        found = next((s.id for s in figures.sightings if test(s) and s.id not in out), None)
        if found:
            out[found] = text
    return list(out.items())
