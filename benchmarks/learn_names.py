"""Learn the costs of `letters.csv` from pairs of spellings, by expectation maximisation over all alignments.

    python benchmarks/learn_names.py letters TRAIN.csv[.gz] [PAIRS.csv[.gz]]
    python benchmarks/learn_names.py weights PAIRS.csv[.gz] [MORE.csv]

TRAIN has columns latin, arabic, count (one word each); PAIRS has name1, name2, is_match: only its seeded 30 % part
(`training_part` below) is used, so that the rest stays unseen. Sounds and costs are those of `servanda.parties`.
"""

from __future__ import annotations

import csv
import gzip
import json
import random
import sys
from collections import defaultdict
from pathlib import Path
from typing import Any

import numpy as np

from servanda.parties import letters
from servanda.parties.fold import script_of
from servanda.parties.sounds import ARABIC_SYMBOLS, CODE, LATIN_SYMBOLS, SYMBOLS, codes, sounds
from servanda.parties.tokens import tokens_of

PAD = len(SYMBOLS)
# what grammars of Arabic say; a start for the learning and a few pseudo-counts afterwards
KNOWN = dict(
    zip(
        "ابتثجحخدذرزسشصضطظعغفقكلمنهويڭپچژ",
        ["aeiuIEOU", "b", "t", "Ts", "jgZ", "hH", "XH", "d", "Ddz", "r", "z", "sc", "SC", "s", "dD", "t", "zD", "aei",
         "Gg", "f", "qkg", "kcq", "l", "m", "n", "ha", "wuUoOv", "yiIEe", "g", "p", "C", "Zj"],
        strict=True,
    )
)  # fmt: skip
Pairs = list[tuple[str, str, float]]
Counts = tuple[Any, Any, Any]


def rows_of(path: Path) -> list[dict[str, str]]:
    """The rows of a CSV file, gzipped or not."""
    data = path.read_bytes()
    text = (gzip.decompress(data) if path.suffix == ".gz" else data).decode("utf-8-sig")
    return list(csv.DictReader(text.splitlines()))


def training_part(rows: list[dict[str, str]], share: float = 0.3, seed: int = 5) -> tuple[list[Any], list[Any]]:
    """A seeded part to learn from and the rest; neighbouring rows (same entity) stay together."""
    blocks = [rows[i : i + 2] for i in range(0, len(rows), 2)]
    random.Random(seed).shuffle(blocks)
    k = int(len(blocks) * share)
    return [r for b in blocks[:k] for r in b], [r for b in blocks[k:] for r in b]


def word_pairs(rows: list[dict[str, str]]) -> tuple[Pairs, Pairs]:
    """Arabic-Latin and Latin-Latin spellings of the same word, with weights."""
    cross: Pairs = []
    by_arabic: dict[str, list[str]] = defaultdict(list)
    for r in rows:
        a, b = tokens_of(r["arabic"]), tokens_of(r["latin"])
        if len(a) != 1 or len(b) != 1:
            continue
        sa, sb = sounds(a[0].text), sounds(b[0].text)
        if 0 < len(sa) <= 14 and 0 < len(sb) <= 16:
            cross.append((sa, sb, float(min(int(r["count"]), 5))))
            by_arabic[sa].append(sb)
    latin = [(v[i], v[j], min(1.0, 4 / len(v))) for v in by_arabic.values() for i in range(len(v)) for j in range(i)]
    return cross, latin


def met_words(rows: list[dict[str, str]]) -> tuple[Pairs, Pairs]:
    """Word pairs from whole names that match: those that are each other's nearest."""
    cross: Pairs = []
    latin: Pairs = []
    for r in rows:
        if r["is_match"] != "true":
            continue
        left, right = tokens_of(r["name1"]), tokens_of(r["name2"])
        like = [[letters.likeness(letters.word(a.text), letters.word(b.text)) for b in right] for a in left]
        for i, a in enumerate(left):
            for j, b in enumerate(right):
                v = like[i][j]
                if v > 0.35 and v == max(like[i]) and v == max(x[j] for x in like):
                    pair = (sounds(a.text), sounds(b.text), 1.0)
                    if max(len(pair[0]), len(pair[1])) > 16:
                        continue
                    scripts = (script_of(a.text), script_of(b.text))
                    if scripts == ("arabic", "latin"):
                        cross.append(pair)
                    elif scripts == ("latin", "latin"):
                        latin.append(pair)
    return cross, latin


def _array(words: list[str]) -> tuple[Any, Any]:
    out = np.full((len(words), max(map(len, words))), PAD, np.int16)
    for i, w in enumerate(words):
        out[i, : len(w)] = codes(w)
    return out, np.array([len(w) for w in words])


def learn(data: Pairs, start: Any, rounds: int, symmetric: bool = False, at_once: int = 8000) -> Counts:
    """Expected counts of sounds aligned, and left out on either side, over all alignments of all pairs."""
    a_all, la = _array([d[0] for d in data])
    b_all, lb = _array([d[1] for d in data])
    weight = np.array([d[2] for d in data])
    swap, gone, come = start.copy(), np.full(PAD + 1, 0.2 / PAD), np.full(PAD + 1, 0.2 / PAD)
    chance = [
        np.log(np.bincount(x.ravel(), minlength=PAD + 1)[: PAD + 1] / (x < PAD).sum() + 1e-9) for x in (a_all, b_all)
    ]
    counts: Counts = (None, None, None)
    for turn in range(rounds):
        c_swap, c_gone, c_come = np.zeros((PAD + 1, PAD + 1)), np.zeros(PAD + 1), np.zeros(PAD + 1)
        for s in range(0, len(data), at_once):
            a, b, w = a_all[s : s + at_once], b_all[s : s + at_once], weight[s : s + at_once]
            n, m, size = a.shape[1], b.shape[1], len(a)
            sub, out, inn = swap[a[:, :, None], b[:, None, :]], gone[a], come[b]
            fore = np.zeros((size, n + 1, m + 1))
            fore[:, 0, 0] = 1
            for i in range(n + 1):
                for j in range(m + 1):
                    if i and j:
                        fore[:, i, j] += fore[:, i - 1, j - 1] * sub[:, i - 1, j - 1]
                    if i:
                        fore[:, i, j] += fore[:, i - 1, j] * out[:, i - 1]
                    if j:
                        fore[:, i, j] += fore[:, i, j - 1] * inn[:, j - 1]
            every = np.arange(size)
            whole = fore[every, la[s : s + at_once], lb[s : s + at_once]] + 1e-300
            back = np.zeros((size, n + 2, m + 2))
            back[every, la[s : s + at_once], lb[s : s + at_once]] = 1
            for i in range(n, -1, -1):
                for j in range(m, -1, -1):
                    x = back[:, i, j]
                    if i < n and j < m:
                        x = x + back[:, i + 1, j + 1] * sub[:, i, j]
                    if i < n:
                        x = x + back[:, i + 1, j] * out[:, i]
                    if j < m:
                        x = x + back[:, i, j + 1] * inn[:, j]
                    back[:, i, j] = x
            by_chance = np.exp(
                np.where(a < PAD, chance[0][a], 0).sum(1) + np.where(b < PAD, chance[1][b], 0).sum(1) - 6.0
            )
            trust = whole / (whole + by_chance) if turn else np.ones(size)
            r = (w * trust / whole)[:, None, None]
            p = fore[:, :-1, :-1] * sub * back[:, 1:-1, 1:-1] * r
            at = (np.broadcast_to(a[:, :, None], p.shape).ravel(), np.broadcast_to(b[:, None, :], p.shape).ravel())
            np.add.at(c_swap, at, p.ravel())
            np.add.at(c_gone, a.ravel(), (fore[:, :-1, :] * out[:, :, None] * back[:, 1:-1, :-1] * r).sum(2).ravel())
            np.add.at(c_come, b.ravel(), (fore[:, :, :-1] * inn[:, None, :] * back[:, :-1, 1:-1] * r).sum(1).ravel())
        if symmetric:
            c_swap = c_swap + c_swap.T
            c_gone = c_come = c_gone + c_come
        c_swap, c_gone, c_come = c_swap + 0.05, c_gone + 0.05, c_come + 0.05
        c_swap[PAD] = c_gone[PAD] = c_come[PAD] = 0
        c_swap[:, PAD] = 0
        total = c_swap.sum() + c_gone.sum() + c_come.sum()
        swap, gone, come = c_swap / total, c_gone / total, c_come / total
        counts = (c_swap, c_gone, c_come)
    return counts


def add(new: Counts, old: Counts, share: float) -> Counts:
    """New counts plus the old ones, scaled to ``share`` of the new ones' total."""
    scale = share * sum(x.sum() for x in new) / sum(x.sum() for x in old)
    return tuple(x + scale * y for x, y in zip(new, old, strict=True))  # type: ignore[return-value]


def to_costs(cross: Counts, latin: Counts, pseudo: float = 60) -> tuple[Any, Any, Any]:
    """Costs from counts: how much rarer a sound stands here than the commonest one does, as a negative logarithm."""
    top = letters.DEAREST
    arabic = [CODE[c] for c in ARABIC_SYMBOLS]
    roman = [CODE[c] for c in LATIN_SYMBOLS]
    cost = np.full((PAD + 1, PAD + 1), top)
    swap, gone, come = (x.copy() for x in cross)
    for letter, said in KNOWN.items():
        for c in said:
            swap[CODE[letter], CODE[c]] += pseudo * (1 if len(said) == 1 else 0.7)
    within = latin[0].copy()
    for i in roman:
        within[i, i] += 30
    for table, rows, columns in ((swap, arabic, roman), (within, roman, roman)):
        for i in rows:
            for j in columns:
                if table[i, j] > 0:
                    rare = -0.5 * np.log(table[i, j] / table[i].max()) - 0.5 * np.log(table[i, j] / table[:, j].max())
                    cost[i, j] = cost[j, i] = min(top, max(0.0, rare))
    np.fill_diagonal(cost, 0)
    same, between = np.full(PAD + 1, top), np.full(PAD + 1, top)
    for i in arabic:
        same[i] = between[i] = -np.log((gone[i] + 0.5) / (gone[i] + swap[i].max() + 1))
    for j in roman:
        between[j] = -np.log((come[j] + 0.5) / (come[j] + swap[:, j].max() + 1))
        same[j] = -np.log((latin[1][j] + 0.5) / (latin[1][j] + within[j].max() + 1))
    for i in arabic:
        for k in arabic:
            if i != k:  # two Arabic letters meet in the Latin letter that both are written as
                cost[i, k] = min(top, min(cost[i, b] + cost[k, b] for b in roman) + 0.5)
    kh = CODE["H"]  # Cyrillic х stands for kh and for h
    for j in range(PAD):
        cost[kh, j] = cost[j, kh] = min(cost[CODE["X"], j], cost[CODE["h"], j] + 0.2)
    cost[kh, kh] = 0
    same[kh] = between[kh] = 1.5
    return cost, np.clip(same, letters.LEAST_GAP, top), np.clip(between, letters.LEAST_GAP, top)


def write(cost: Any, same: Any, between: Any, path: Path) -> None:
    """`letters.csv`: sound, for (another sound, or a gap), cost; what costs the most is left out."""
    lines = ["# learnt by benchmarks/learn_names.py from Merhav and Ash (COLING 2018, CC0) and labelled pairs"]
    lines += ["sound,for,cost"]
    dear = letters.DEAREST - 0.005
    for i, a in enumerate(SYMBOLS[:-1]):
        lines += [f"{a},gap,{same[i]:.2f}", f"{a},gap-between-scripts,{between[i]:.2f}"]
        lines += [f"{a},{SYMBOLS[j]},{cost[i, j]:.2f}" for j in range(i + 1, PAD - 1) if cost[i, j] < dear]
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")


def fit(sets: list[tuple[list[Any], float]]) -> dict[str, float]:
    """Weights of the measures by logistic regression, none below zero, over sets of rows with their importance."""
    from scipy.optimize import minimize

    from servanda.parties import match

    xs, ys, ws = [], [], []
    for rows, importance in sets:
        for r in rows:
            schema = r.get("schema") or None
            a, b = match.form_of(r["name1"], schema), match.form_of(r["name2"], schema)
            if a.parts and b.parts:
                xs.append([1.0, *match.measures(a, b, match.align(a, b))])
                ys.append(r["is_match"] == "true")
                ws.append(importance / len(rows))
    x, y, w = np.array(xs), np.array(ys, float), np.array(ws)

    def loss(v: Any) -> tuple[float, Any]:
        z = x @ v
        p = 1 / (1 + np.exp(-z))
        value = -(w * (y * np.log(p + 1e-12) + (1 - y) * np.log(1 - p + 1e-12))).sum() + 1e-4 * (v[1:] ** 2).sum()
        slope = x.T @ (w * (p - y))
        slope[1:] += 2e-4 * v[1:]
        return value, slope

    found = minimize(
        loss, np.zeros(x.shape[1]), jac=True, method="L-BFGS-B", bounds=[(None, None)] + [(0, None)] * (x.shape[1] - 1)
    )
    return dict(zip(("bias", *match.MEASURES), (round(float(v), 3) for v in found.x), strict=True))


def scores(rows: list[Any]) -> tuple[Any, Any]:
    """The scores of pairs, and which of them match."""
    from servanda.parties import compare

    s = np.array([compare(r["name1"], r["name2"], schema=r.get("schema") or None).score for r in rows])
    return s, np.array([r["is_match"] == "true" for r in rows])


def table(s: Any, y: Any) -> list[dict[str, float]]:
    """Precision, recall and F1 at thresholds."""
    out = []
    for t in (0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9, 0.95):
        hit = s >= t
        right = float((hit & y).sum())
        p, r = right / max(1.0, hit.sum()), right / max(1.0, y.sum())
        out.append(
            {
                "threshold": t,
                "precision": round(p, 3),
                "recall": round(r, 3),
                "f1": round(2 * p * r / max(1e-9, p + r), 3),
            }
        )
    return out


def weigh(paths: list[str]) -> None:
    """Fit the weights on the 30 % parts, write `match.json` with the table of thresholds on the rest."""
    from servanda.parties import match

    parts = [training_part(rows_of(Path(p))) for p in paths]
    weights = fit([(part[0], 1.0 if i == 0 else 0.5) for i, part in enumerate(parts)])
    out = Path(match.__file__).parent / "match.json"
    data: dict[str, Any] = {"threshold": 0.5, "weights": weights, "thresholds": []}
    out.write_text(json.dumps(data), encoding="utf-8")
    match.model.cache_clear()
    for path, (_, rest) in zip(paths, parts, strict=True):
        name = Path(path).name.removesuffix(".gz").removesuffix(".csv")
        data["thresholds"].append({"set": name, "pairs": len(rest), "rows": table(*scores(rest))})
    out.write_text(json.dumps(data, indent=1) + "\n", encoding="utf-8")


def main() -> None:
    """Learn from the words, then from the words of whole names, and write the costs."""
    if sys.argv[1] == "weights":
        weigh(sys.argv[2:])
        return
    start = np.full((PAD + 1, PAD + 1), 0.2 / (len(LATIN_SYMBOLS) * len(ARABIC_SYMBOLS)))
    for letter, said in KNOWN.items():
        for c in said:
            start[CODE[letter], CODE[c]] = 0.8 / 60
    start_latin = np.full((PAD + 1, PAD + 1), 0.1 / len(LATIN_SYMBOLS) ** 2)
    np.fill_diagonal(start_latin, 0.7 / len(LATIN_SYMBOLS))
    cross_pairs, latin_pairs = word_pairs(rows_of(Path(sys.argv[2])))
    cross, latin = learn(cross_pairs, start, 6), learn(latin_pairs, start_latin, 5, symmetric=True)
    out = Path(letters.__file__).parent / "letters.csv"
    write(*to_costs(cross, latin), out)
    if len(sys.argv) > 3:
        letters.forget()
        met = met_words(training_part(rows_of(Path(sys.argv[3])))[0])
        new = []
        for old, pairs, symmetric in ((cross, met[0], False), (latin, met[1], True)):
            total = sum(x.sum() for x in old)
            new.append(add(learn(pairs, old[0] / total, 4, symmetric), old, 0.15))
        write(*to_costs(new[0], new[1]), out)


if __name__ == "__main__":
    main()
