"""The days of a window as a plot: per reading, a band from what is certain to what is possible. Text becomes paths."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from datetime import date, timedelta
from html import escape
from typing import Any

from .model import Table, Window

# Colours that stand for the page's own, so that the plot follows light and dark: put in place after drawing.
_INK, _SOFT, _LINE, _SURE, _MAY = "#010101", "#020202", "#030303", "#040404", "#050505"
_PAGE = {_INK: "--ink", _SOFT: "--soft", _LINE: "--line", _SURE: "--sure", _MAY: "--may"}


def days_svg(days: Table, readings: Sequence[tuple[str, str]], window: Window) -> str:
    """One panel per reading, all on one scale.

    Args:
        days: columns day, reading, low, high.
        readings: (id, name) in the accord's order.
        window: the days that the axis covers.

    Returns:
        One ``<svg>`` element; the same figures give the same bytes.
    """
    import matplotlib as mpl
    from matplotlib.backends.backend_svg import FigureCanvasSVG
    from matplotlib.figure import Figure

    count = (window.last - window.first).days + 1
    all_days = [window.first + timedelta(days=d) for d in range(count)]
    edges = [*range(count + 1)]
    settings: Any = {"svg.fonttype": "path", "svg.hashsalt": "servanda", "font.family": "DejaVu Sans", "font.size": 9}
    with mpl.rc_context(settings):
        figure = Figure(figsize=(9.4, 1.15 * len(readings) + 0.5), layout="constrained")
        panels = figure.subplots(len(readings), 1, sharex=True, sharey=True, squeeze=False)[:, 0]
        for panel, (reading, name) in zip(panels, readings, strict=True):
            low = [days.at(str(d), reading)["low"] for d in all_days]
            high = [days.at(str(d), reading)["high"] for d in all_days]
            panel.stairs(high, edges, baseline=low, fill=True, facecolor=_MAY, linewidth=0)
            panel.stairs(low, edges, baseline=0, fill=True, facecolor=_SURE, linewidth=0)
            panel.stairs(high, edges, color=_SURE, linewidth=0.7)
            panel.set_title(name, loc="left", fontsize=9.5, color=_INK, pad=3)
            panel.set_ylim(bottom=0)
            panel.margins(x=0)
            panel.yaxis.get_major_locator().set_params(integer=True, nbins=3)
            panel.tick_params(colors=_SOFT, length=3)
            panel.grid(axis="y", color=_LINE, linewidth=0.6)
            panel.set_axisbelow(True)
            panel.patch.set_visible(False)
            for side, spine in panel.spines.items():
                spine.set_visible(side == "bottom")
                spine.set_color(_SOFT)
        ticks = _ticks(all_days)
        panels[-1].set_xticks([t for t, _ in ticks], [label for _, label in ticks])
        figure.patch.set_visible(False)
        out = io.StringIO()
        canvas: Any = FigureCanvasSVG(figure)
        canvas.print_svg(out, metadata={"Date": None, "Creator": None, "Format": None, "Type": None})
    return _inline(out.getvalue(), f"Violations by day, {window}: for each reading a band from certain to possible")


def _ticks(days: Sequence[date]) -> list[tuple[float, str]]:
    """Where the axis names days: each day of a short window, each week, month or quarter of a longer one."""
    n = len(days)
    if n <= 16:
        return [(i + 0.5, f"{d:%d %b}") for i, d in enumerate(days)]
    if n <= 70:
        return [(i, f"{d:%d %b}") for i, d in enumerate(days) if d.weekday() == 0]
    step = max(1, round(n / 30.4 / 14))
    firsts = [(i, d) for i, d in enumerate(days) if d.day == 1 and (d.month - 1) % min(step, 12) == 0]
    return [(i, f"{d:%b %Y}" if d.month == 1 or k == 0 else f"{d:%b}") for k, (i, d) in enumerate(firsts)]


def _inline(svg: str, title: str) -> str:
    svg = svg[svg.index("<svg") :]
    svg = re.sub(r"<metadata>.*?</metadata>\s*", "", svg, flags=re.DOTALL)
    for colour, name in _PAGE.items():
        svg = svg.replace(colour, f"var({name})")
    svg = re.sub(r' id="(?!\w{11,}")(figure|axes|patch|matplotlib|line2d|text|xtick|ytick|StepPatch)[\w.]*"', "", svg)
    head = re.search(r'viewBox="([^"]*)"', svg)
    box = head[1] if head else "0 0 676 400"
    body = svg[svg.index(">") + 1 :]
    return (
        f'<svg class="days" viewBox="{box}" role="img" xmlns:xlink="http://www.w3.org/1999/xlink">'
        f"<title>{escape(title)}</title>{body}"
    )
