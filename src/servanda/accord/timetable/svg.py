"""The timetable as a chart: due against reached, one row per step, in one self-contained SVG.

Nothing is fetched. Colours follow the reader's light or dark scheme, favour no side (no red, no green), and never carry
a meaning alone: each mark has its own shape or pattern, and each row says its standing in words.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape
from textwrap import wrap

from . import words
from .model import Item, Standing, Timetable, Window

# Plain colours first and the dark scheme over them, without variables, so that any viewer of SVG shows the chart.
_LIGHT = {
    "ink": "#1d2330",
    "soft": "#5b6475",
    "line": "#d9dee6",
    "band": "#f4f6f9",
    "back": "#ffffff",
    "met": "#1f5fbf",
    "late": "#a85a00",
    "open": "#0b7a82",
}
_DARK = {
    "ink": "#e8ebf1",
    "soft": "#a4adbd",
    "line": "#343c49",
    "band": "#1a2029",
    "back": "#12161d",
    "met": "#7db2ff",
    "late": "#ffb357",
    "open": "#5fd0d6",
}
_SHAPES = """text {font-size:13px} .head {font-size:17px;font-weight:600} .name {font-weight:600}
.small {font-size:11.5px} .is-late, .is-met, .is-open, .is-other {font-weight:600}
.grid, .year, .late, .doubt {stroke-width:1} .now {stroke-width:1.5;stroke-dasharray:5 3}
.allowed, .soon, .planned {stroke-width:2} .soon {stroke-dasharray:1 4} .target, .binding {stroke-width:1.8}
.reached {stroke-width:1.2} .planned {stroke-dasharray:2.5 2} .hatch {stroke-width:2.4}
.open {fill:none;stroke-width:1.6} .year {stroke-opacity:.5}"""
_FILLS = {
    "ink": "text .binding",
    "soft": ".small .is-other .dot",
    "back": ".back .target .planned",
    "band": ".band",
    "met": ".reached .is-met",
    "late": ".is-late",
    "open": ".is-open",
}
_STROKES = {
    "ink": ".now .target .binding",
    "soft": ".year .allowed .soon .doubt",
    "line": ".grid",
    "back": ".reached",
    "met": ".planned",
    "late": ".late .hatch",
    "open": ".open",
}
_FONTS = 'system-ui,"Noto Sans","Noto Sans Arabic","Noto Naskh Arabic","DejaVu Sans",sans-serif'

_TONES = {
    Standing.MET: "met",
    Standing.REACHED: "met",
    Standing.MISSED: "late",
    Standing.VIOLATED: "late",
    Standing.IMPOSSIBLE: "late",
    Standing.OPEN: "open",
}

_AROUND = "around: "
_LINE = 16  # height of a line of text, in px
_NARROW = 640  # below this width, labels stand above the bars


@dataclass(frozen=True)
class _Scale:
    """Where a day lies on the page: days ``first`` to ``last`` between ``left`` and ``right``, in px."""

    first: date
    last: date
    left: float
    right: float

    def x(self, day: date) -> float:
        day = min(max(day, self.first), self.last)
        part = (day - self.first).days / max(1, (self.last - self.first).days)
        return round(self.left + part * (self.right - self.left), 1)


@dataclass(frozen=True)
class _Page:
    """The sizes of one chart, in px."""

    width: int
    narrow: bool
    labels: int  # width of the column of names
    standings: int  # width of the column of standings
    prefix: str

    def chars(self, px: int, size: float = 6.6) -> int:
        return max(10, int(px / size))


def gantt_svg(timetables: Sequence[Timetable], width: int = 960) -> str:
    """A chart of one accord's timetable under one or more readings; rows on which readings agree are drawn once.

    Args:
        timetables: at least one, of the same accord, as known at the same moment.
        width: px of the drawing; below 640 the names stand above the bars, for a telephone.

    Returns:
        One ``<svg>`` element as text. It scales to its container and can stand alone or inside HTML.
    """
    first = timetables[0]
    narrow = width < _NARROW
    prefix = f"gantt-{'n' if narrow else 'w'}-" + "".join(c for c in first.accord if c.isalnum() or c == "-")
    page = _Page(width, narrow, 12 if narrow else 330, 12 if narrow else 176, prefix)
    every = words.rows(timetables)
    rows = [r for r in every if _drawable(r.item)]
    scale = _scale(first, [r.item for r in rows], page)
    top = 64 if not narrow else 78
    bands: list[str] = []
    marks: list[str] = []
    strips: list[tuple[float, float]] = []  # where the grid is drawn: behind the bars, never behind the words
    y, shown, dark = top, "", False
    for row in rows:
        repeated = row.item.id == shown
        drawn, height, bars = _row(row, page, scale, y, first.day, repeated)
        dark = dark if repeated else not dark
        if dark:
            bands.append(f'<rect class="band" x="0" y="{y}" width="{width}" height="{height}"/>')
        marks.append(f"<g><title>{escape(_tip(row))}</title>{drawn}</g>")
        strips.append((bars - 14, bars + 14) if narrow else (y, y + height))
        shown = row.item.id
        y += height
    left_out = list(dict.fromkeys(words.name_of(r.item.name, r.item.id) for r in every if r not in rows))
    notes = [*first.notes(), *([f"No date set and not reached: {'; '.join(left_out)}."] if left_out else [])]
    below, foot = _legend(notes, page, y + 14)
    grid = _grid(scale, top, strips if narrow else [(top, y)], first.day)
    title = f"{words.name_of(first.title, first.accord)}: due against reached, as of {first.day}"
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" class="{prefix}" viewBox="0 0 {width} {foot}" '
        f'role="img" style="width:100%;max-width:{width}px;height:auto" '
        f'aria-labelledby="{prefix}-t {prefix}-d"><title id="{prefix}-t">{escape(title)}</title>'
        f'<desc id="{prefix}-d">{escape(_described(timetables))}</desc>'
        f"<style>{_style(prefix)}</style>{_patterns(prefix)}"
        f'<rect class="back" width="{width}" height="{foot}"/>{_head(title, page)}'
        f"{''.join(bands)}{grid}{''.join(marks)}{below}</svg>"
    )


def _drawable(item: Item) -> bool:
    """Whether a row has any day to show; the others are named below the chart."""
    return item.standing is not Standing.UNDATED or bool(item.elapsed_days or item.reached)


def _scale(t: Timetable, items: Sequence[Item], page: _Page) -> _Scale:
    days = {t.day}
    for i in items:
        windows = [i.begins, i.due, i.reached or Window(), Window(i.earliest, i.latest)]
        days |= {d for w in windows for d in (w.earliest, w.latest) if d is not None}
    first, last = min(days), max(days)
    pad = timedelta(days=max(10, (last - first).days // 25))
    first = first - pad if first.toordinal() > pad.days else first
    last = last + pad if date.max - last > pad else last
    right = page.width - page.standings - (0 if page.narrow else 18)
    return _Scale(first, last, page.labels + (0 if page.narrow else 14), right)


def _head(title: str, page: _Page) -> str:
    lines = wrap(title, page.chars(page.width - 24, 8.6))[:2]
    return "".join(f'<text class="head" x="12" y="{24 + 20 * n}">{escape(x)}</text>' for n, x in enumerate(lines))


def _grid(scale: _Scale, top: int, strips: Sequence[tuple[float, float]], today: date) -> str:
    out = []
    for day, text in _ticks(scale):
        x = scale.x(day)
        style = "year" if day.month == 1 else "grid"
        out += [_upright(style, x, y1, y2) for y1, y2 in strips]
        if x < scale.right - 14:
            out.append(f'<text class="small" x="{x + 3:g}" y="{top - 6}">{text}</text>')
    now = scale.x(today)
    out += [_upright("now", now, y1, y2) for y1, y2 in [(top - 4, top), *strips]]
    end = now > (scale.left + scale.right) / 2
    out.append(
        f'<text class="small" x="{now - 5 if end else now + 5:g}" y="{top - 21}" '
        f'text-anchor="{"end" if end else "start"}">as of {today}</text>'
    )
    return "".join(out)


def _upright(style: str, x: float, y1: float, y2: float) -> str:
    return f'<line class="{style}" x1="{x:g}" x2="{x:g}" y1="{y1:g}" y2="{y2:g}"/>'


def _ticks(scale: _Scale) -> Iterator[tuple[date, str]]:
    """First days of months, quarters or years, as many as have room."""
    months = (scale.last.year - scale.first.year) * 12 + scale.last.month - scale.first.month + 1
    most = max(3, (scale.right - scale.left) / 44)
    step = next((s for s in (1, 2, 3, 6, 12, 24, 60, 120, 240, 600, 1200, 6000, 24000) if months / s <= most), 60000)
    index = scale.first.year * 12 + scale.first.month - 1
    index += -index % step
    named = False
    while index // 12 <= min(9999, scale.last.year):
        day = date(max(1, index // 12), index % 12 + 1, 1)
        if scale.first <= day <= scale.last:
            year = str(day.year) if day.month == 1 or not named else ""
            month = "" if day.month == 1 else day.strftime("%b")
            yield day, f"{month} {year}".strip()
            named = True
        index += step


def _row(row: words.Row, page: _Page, scale: _Scale, y: int, today: date, repeated: bool) -> tuple[str, int, float]:
    """The drawing of a row that begins at ``y``, its height, and the height at which its bars lie."""
    texts = list(_label(row, page, repeated))
    standing = _standing(row.item, page)
    sign = words.SIGNS[row.item.standing]
    if page.narrow:
        left, line = 12, float(y + 18 + _LINE * len(texts))
        bars = line + _LINE * len(standing) + 2
        height = round(bars - y) + 20
    else:
        height = max(_LINE * max(len(texts), len(standing)) + 16, 38)
        bars = y + height / 2
        left, line = page.width - page.standings, bars + 5 - _LINE * (len(standing) - 1) / 2
    label = _texts(texts, 12, y + (18 if page.narrow else 20))
    said = _texts([(standing[0][0], "en", sign)], left, line) + _texts(standing, left + 18, line)
    return label + said + _bars(row.item, scale, bars, today, page.prefix), height, bars


def _label(row: words.Row, page: _Page, repeated: bool) -> Iterator[tuple[str, str, str]]:
    """(class, language, text) of the lines that name a row: its names, its date, what was reached, its reading."""
    item = row.item
    room = page.labels - 16 if not page.narrow else page.width - 24
    if not repeated:
        for language, text in words.all_names(item)[:3]:
            for line in _wrapped(text, page.chars(room, 7.2), 3):
                yield ("name" if language == "en" else "small", language, line)
    facts = [_AROUND * item.about + item.limit + (" · binding" if item.binding and item.limit else "")]
    if item.due.earliest and item.begins != Window():
        facts.append(f"last day {words.span(item.due)}")
    if item.reached:
        facts.append(f"{_reached_word(item)} {words.span(item.reached)}")
    for line in _wrapped(" · ".join(f for f in facts if f), page.chars(room, 6.0), 3):
        yield ("small", "en", line)
    if not row.everyone:
        yield ("small", "en", f"reading: {', '.join(row.readings)}")


def _reached_word(item: Item) -> str:
    return "reached" if not item.planned else "supposed" if item.supposed else "set for"


def _standing(item: Item, page: _Page) -> list[tuple[str, str, str]]:
    tone = f"is-{_TONES.get(item.standing, 'other')}"
    room = page.standings - 26 if not page.narrow else page.width - 42
    return [(tone, "en", line) for line in _wrapped(words.standing(item), page.chars(room, 7.3), 3)]


def _wrapped(text: str, chars: int, most: int) -> list[str]:
    lines = wrap(text, chars)
    return lines if len(lines) <= most else [*lines[: most - 1], lines[most - 1][: chars - 1] + "…"]


def _texts(lines: Sequence[tuple[str, str, str]], x: float, y: float) -> str:
    out = []
    for n, (style, language, text) in enumerate(lines):
        if any("\u0590" <= c <= "\u08ff" for c in text):  # a right-to-left passage, kept apart from what is around it
            text = f"\u2067{text}\u2069"
        spoken = f' lang="{escape(language)}"' if language != "en" else ""
        out.append(f'<text class="{style}" x="{x}" y="{y + n * _LINE:g}"{spoken}>{escape(text)}</text>')
    return "".join(out)


def _bars(item: Item, scale: _Scale, y: float, today: date, prefix: str) -> str:
    """The marks of one row, from the back to the front: time allowed, still possible, late, due, reached."""
    out = []
    start, due, reached = item.begins.earliest, item.due, item.reached
    end_of_due = due.latest or due.earliest
    if start and end_of_due:
        out.append(_line("allowed", scale.x(start), scale.x(end_of_due), y))
    elif start and item.elapsed_days:
        end = reached.latest or today if reached and not item.planned else today
        out.append(_line("soon", scale.x(start), scale.x(end), y))
    if reached is None and item.earliest and item.standing is not Standing.UNDATED:
        out.append(_possible(scale, item.earliest, item.latest, y))
    late = item.standing in {Standing.MISSED, Standing.VIOLATED, Standing.IMPOSSIBLE}
    if late and end_of_due:
        until = today if item.overdue else ((reached.latest or today) if reached else None)
        if until and until > end_of_due:
            out.append(_block(f"url(#{prefix}-hatch)", "late", scale.x(end_of_due), scale.x(until), y, 5))
    if due.earliest and due.latest and due.earliest != due.latest:
        out.append(_block(f"url(#{prefix}-dots)", "doubt", scale.x(due.earliest), scale.x(due.latest), y, 6))
    style = "binding" if item.binding else "target"
    out += [_diamond(style, scale.x(d), y) for d in sorted({d for d in (due.earliest, due.latest) if d})]
    if reached:
        low, high = reached.earliest, reached.latest
        mark = "planned" if item.planned else "reached"
        if not reached.certain:
            out.append(
                _block(f"url(#{prefix}-dots)", "doubt", scale.x(low or scale.first), scale.x(high or today), y, 4)
            )
        out += [
            f'<circle class="{mark}" cx="{scale.x(d)}" cy="{y:g}" r="5.5"/>'
            for d in sorted({d for d in (low, high) if d})
        ]
    return "".join(out)


def _line(style: str, x1: float, x2: float, y: float) -> str:
    return f'<line class="{style}" x1="{x1}" x2="{x2}" y1="{y:g}" y2="{y:g}"/>'


def _block(fill: str, style: str, x1: float, x2: float, y: float, half: int) -> str:
    width = max(1.0, round(x2 - x1, 1))
    return f'<rect class="{style}" fill="{fill}" x="{x1}" y="{y - half:g}" width="{width}" height="{2 * half}"/>'


def _diamond(style: str, x: float, y: float) -> str:
    return f'<path class="{style}" d="M{x} {y - 7:g}l7 7l-7 7l-7-7z"/>'


def _possible(scale: _Scale, earliest: date, latest: date | None, y: float) -> str:
    x1 = scale.x(earliest)
    if latest is not None:
        width = max(2.0, round(scale.x(latest) - x1, 1))
        return f'<rect class="open" x="{x1}" y="{y - 4:g}" width="{width}" height="8" rx="3"/>'
    x2 = scale.right
    return f'<path class="open" d="M{x2} {y - 4:g}H{x1}v8H{x2}m-7-9l7 5l-7 5"/>' if x2 - x1 > 16 else ""


def _style(prefix: str) -> str:
    """The style sheet, in force inside this chart only; on paper the light colours hold."""

    def paint(colours: dict[str, str]) -> str:
        rules = []
        for what, uses in (("fill", _FILLS), ("stroke", _STROKES)):
            for colour, places in uses.items():
                where = ",".join(f".{prefix} {x}" for x in places.split())
                rules.append(f"{where}{{{what}:{colours[colour]}}}")
        return "".join(rules)

    shapes = []
    for rule in _SHAPES.replace("\n", " ").split("} "):
        places, values = rule.rstrip("}").split(" {")
        shapes.append(",".join(f".{prefix} {x.strip()}" for x in places.split(",")) + "{" + values + "}")
    dark = f"@media screen and (prefers-color-scheme:dark){{{paint(_DARK)}}}"
    return f".{prefix}{{font-family:{_FONTS}}}{''.join(shapes)}{paint(_LIGHT)}{dark}"


def _patterns(prefix: str) -> str:
    return (
        f'<defs><pattern id="{prefix}-hatch" width="6" height="6" patternUnits="userSpaceOnUse" '
        f'patternTransform="rotate(45)"><line class="hatch" x1="0" y1="0" x2="0" y2="6"/></pattern>'
        f'<pattern id="{prefix}-dots" width="5" height="5" patternUnits="userSpaceOnUse">'
        f'<circle class="dot" cx="2.5" cy="2.5" r="1.1"/></pattern></defs>'
    )


def _legend(notes: Sequence[str], page: _Page, y: int) -> tuple[str, int]:
    """What each mark means, and the notes; gives the height of the page."""
    p = page.prefix
    entries = [
        (_diamond("target", 9, 0), "target"),
        (_diamond("binding", 9, 0), "binding date"),
        ('<circle class="reached" cx="9" cy="0" r="5.5"/>', "reached"),
        ('<circle class="planned" cx="9" cy="0" r="5.5"/>', "set for, or supposed"),
        (_block(f"url(#{p}-hatch)", "late", 0, 22, 0, 5), "late or overdue"),
        (_block(f"url(#{p}-dots)", "doubt", 0, 22, 0, 5), "day not certain"),
        ('<rect class="open" x="0" y="-4" width="22" height="8" rx="3"/>', "still possible"),
        (_line("allowed", 0, 22, 0), "time allowed"),
        (_line("soon", 0, 22, 0), "as soon as: days so far"),
    ]
    out, x, line = [], 12.0, y + 8
    for mark, text in entries:
        wide = 28 + 6.4 * len(text) + 16
        if x + wide > page.width - 8:
            x, line = 12.0, line + 22
        out.append(f'<g transform="translate({x:g} {line})">{mark}<text class="small" x="28" y="4">{text}</text></g>')
        x += wide
    line += 24
    for note in notes:
        for text in wrap(
            note.removeprefix(words.ABOUT).replace("the text says", "The text says"), page.chars(page.width - 24, 5.9)
        ):
            out.append(f'<text class="small" x="12" y="{line}">{escape(text)}</text>')
            line += 15
    return "".join(out), line


def _tip(row: words.Row) -> str:
    item = row.item
    parts = [words.name_of(item.name, item.id), words.limit(item), words.standing(item), item.reason]
    if item.cites:
        parts.append("rests on " + ", ".join(map(str, item.cites)))
    return "; ".join(p for p in parts if p)


def _described(timetables: Sequence[Timetable]) -> str:
    return "; ".join(f"{words.reading_name(t)}: {words.summary(t.items)}" for t in timetables)
