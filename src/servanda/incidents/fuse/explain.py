"""Why pairs of reports were or were not joined, as a table and in words."""

from __future__ import annotations

import numpy as np
import pyarrow as pa

from servanda.incidents.fuse.engine import Fused
from servanda.incidents.fuse.features import RELATIONS, in_words
from servanda.parties.review import Doubt

UNSURE = (0.25, 0.55)  # shares in which a person should look


def pairs_table(fused: Fused) -> pa.Table:
    """Each compared pair: the reports, gaps, how each attribute compares, every term of its log odds, share, joined."""
    e = fused.evidence
    ids = np.array(fused.reports.ids, dtype=object)
    columns: dict[str, object] = {
        "report_a": pa.array(ids[e.i], pa.string()) if len(e) else pa.array([], pa.string()),
        "report_b": pa.array(ids[e.j], pa.string()) if len(e) else pa.array([], pa.string()),
        "hours_apart": np.abs(e.hours).round(2),
        "km_apart": e.km.round(3),
    }
    for attribute, count in RELATIONS.items():
        words = pa.array([in_words(attribute, r) for r in range(count)])
        columns[f"{attribute}_compared"] = words.take(pa.array(e.cells[attribute].relation))
    for name, term in fused.model.terms(fused.columns, e).items():
        columns[f"odds: {name}"] = np.asarray(term, dtype=np.float32)
    columns["share"] = fused.shares
    columns["joined"] = fused.groups[e.i] == fused.groups[e.j]
    return pa.table(columns)


def why(fused: Fused, pair: int) -> str:
    """One pair in a sentence for each term that matters, strongest first."""
    e, ids = fused.evidence, fused.reports.ids
    i, j = int(e.i[pair]), int(e.j[pair])
    terms = {name: float(term[pair]) for name, term in fused.model.terms(fused.columns, e).items()}
    near = terms.pop("time") + terms.pop("place") + terms.pop("crowd")
    learned = sum(terms.pop(name) for name in list(terms) if name.startswith("learned"))
    said = [f"{abs(e.hours[pair]):.1f} h and {e.km[pair]:.1f} km apart {near:+.1f}"]
    said += [
        f"{name} {in_words(name, int(e.cells[name].relation[pair]))} {term:+.1f}"
        for name, term in sorted(terms.items(), key=lambda item: -abs(item[1]))
        if abs(term) >= 0.05
    ]
    if fused.model.trained:
        said.append(f"learned from labels {learned:+.1f}")
    verdict = "one incident" if fused.groups[i] == fused.groups[j] else "two incidents"
    return f"{ids[i]} and {ids[j]}: {verdict}, share {fused.shares[pair]:.2f} ({'; '.join(said)})"


def unsure(fused: Fused, limit: int = 10) -> list[int]:
    """The pairs that a person should look at first: nearest to the middle of the unsure range."""
    low, high = UNSURE
    middle = np.abs(fused.shares - (low + high) / 2)
    rows = np.flatnonzero((fused.shares >= low) & (fused.shares <= high))
    return [int(r) for r in rows[np.argsort(middle[rows], kind="stable")[:limit]]]


def doubts(fused: Fused, limit: int = 200) -> list[Doubt]:
    """The most unsure pairs as a queue for ``servanda review``."""
    e, ids = fused.evidence, fused.reports.ids
    out = []
    for pair in unsure(fused, limit):
        i, j = int(e.i[pair]), int(e.j[pair])
        share = round(float(fused.shares[pair]), 4)
        out.append(Doubt(ids[i], ids[j], (telling(fused, i),), (telling(fused, j),), share, why(fused, pair)))
    return out


def telling(fused: Fused, row: int) -> str:
    """A report in one line: when, where, what, by whom, how many, says who."""
    r = fused.reports.table.slice(row, 1).to_pylist()[0]
    when = f"{r['happened_at']:%Y-%m-%d %H:%M}" if r["happened_at"] else "no time"
    where = r["place"] or f"{r['lon']:.3f}, {r['lat']:.3f}"
    killed = "" if r["killed_low"] is None else f"{r['killed_low']:.0f} killed"
    words = fused.reports.time_words[row], fused.reports.place_words[row]
    parts = (f"{when} ({words[0]})", f"{where} ({words[1]})", r["act"], r["actor"], killed, r["source"], r["text"])
    return " · ".join(str(p) for p in parts if p)


def likely_aliases(fused: Fused, least: float = 1.0, limit: int = 20) -> list[tuple[str, str, float]]:
    """Spellings that meet in one incident far beyond chance: likely one actor, for a person to confirm in the accord.

    Never merged by itself. Each with its log odds, strongest first.
    """
    codes, weights = fused.model.weights.met.get("actor", (np.empty(0, dtype=np.int64), np.empty(0)))
    names = fused.words.actor
    found = []
    for code, weight in zip(codes.tolist(), weights.tolist(), strict=True):
        a, b = code >> 31, code & (2**31 - 1)
        if weight >= least and names.stands_for[a] != names.stands_for[b]:
            found.append((names.names[a], names.names[b], weight))
    return sorted(found, key=lambda item: (-item[2], item[0], item[1]))[:limit]
