"""Many reports made into incidents: block, compare, score, group, assemble."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import numpy.typing as npt
import pyarrow as pa

from servanda.accord.model import Accord
from servanda.accord.trees import acts
from servanda.errors import Problem
from servanda.incidents.fuse.actors import ActorNames
from servanda.incidents.fuse.acts import unknown_acts
from servanda.incidents.fuse.assemble import Assembled, assemble
from servanda.incidents.fuse.blocking import candidate_pairs
from servanda.incidents.fuse.cluster import IGNORED_BELOW, JOIN_AT, average_link
from servanda.incidents.fuse.company import SIZES as COMPANY_SIZES
from servanda.incidents.fuse.company import company_codes, company_of
from servanda.incidents.fuse.constraints import Judgement, constraints_of
from servanda.incidents.fuse.features import Columns, Evidence, Words, columns_of, evidence_of
from servanda.incidents.fuse.rules import Weights, learn
from servanda.incidents.fuse.trained import LEAST_PAIRS, SIZES, Trained, codes_of, train
from servanda.incidents.report import Floats, Ints, Reports
from servanda.incidents.report_reader import intake, read_reports

TRAINING_REPORTS = 18_000  # more labelled reports than this teach little more; the first ones in time are used
AT_ONCE = 3_000_000  # pairs compared at once; of more, every second (third, …) is learned from, and chunks are scored


@dataclass(frozen=True)
class Model:
    """How pairs are scored: the rules' weights, and what labels have taught, if there were any."""

    weights: Weights
    trained: Trained | None = None
    company: Trained | None = None

    def terms(self, columns: Columns, evidence: Evidence, alone: bool = False) -> dict[str, Floats]:
        """The terms that add up to the log odds of each pair, by name.

        ``alone``: without what the company of other reports says, as for a new report whose company is not yet known.
        """
        parts = self.weights.parts(evidence)
        if self.trained is None:
            return parts
        rules: Floats = np.sum(list(parts.values()), axis=0)
        learned = self.trained.corrections(codes_of(columns, evidence, rules, parts))
        if self.company is not None and not alone:
            score: Floats = rules + np.sum(list(learned.values()), axis=0)
            codes = company_codes(company_of(columns, evidence, _share(score)), score)
            learned |= self.company.corrections(codes)
        return {**parts, **{f"learned: {name}": term for name, term in learned.items()}}

    def shares(self, columns: Columns, evidence: Evidence, alone: bool = False) -> Floats:
        """How likely each pair tells of one incident, 0 to 1."""
        return _share(np.sum(list(self.terms(columns, evidence, alone).values()), axis=0))


def _share(log_odds: Floats) -> Floats:
    return np.asarray(1 / (1 + np.exp(-np.clip(log_odds, -30.0, 30.0))), dtype=np.float64)


@dataclass(frozen=True)
class Fused:
    """Incidents, with everything that they were made from."""

    reports: Reports
    columns: Columns
    words: Words
    model: Model
    evidence: Evidence
    shares: Floats  # of each pair of the evidence
    groups: Ints  # for each report, a number that names its incident
    tree: Mapping[str, str]
    problems: tuple[Problem, ...]
    names: tuple[str, ...] | None = None  # incident ids by ascending group; None: the first report's id

    @cached_property
    def assembled(self) -> Assembled:
        return assemble(self.reports, self.groups, self.tree, self.words.actor, self.names)

    @property
    def incidents(self) -> pa.Table:
        return self.assembled.incidents

    @property
    def claims(self) -> pa.Table:
        return self.assembled.claims

    @property
    def members(self) -> pa.Table:
        return self.assembled.members


def fuse(
    reports: Reports | pa.Table | str | Path,
    *,
    accord: Accord | None = None,
    labelled: Reports | None = None,
    labels: Mapping[str, str] | None = None,
    judgements: Sequence[Judgement] = (),
    join_at: float = JOIN_AT,
) -> Fused:
    """Make incidents of reports.

    Args:
        reports: what was told: ``Reports``, a file that ``read_reports`` takes, or a table in these columns. Rows that
            were set aside or noticed on the way are among the problems.
        accord: settles which names are one party, and which acts there are.
        labelled: reports that people have grouped; left out, ``labels`` speak of ``reports`` themselves.
        labels: report id → incident id, for some or all of them.
        judgements: pairs that people have joined or parted.
        join_at: the mean share from which two groups of reports are one incident.
    """
    problems: list[Problem] = []
    if not isinstance(reports, Reports):
        taken = intake(reports) if isinstance(reports, pa.Table) else read_reports(Path(reports))
        reports, problems = taken.reports, [*taken.aside, *taken.notices]
    names = ActorNames.of((), accord)
    columns, words = columns_of(reports, names)
    pairs = candidate_pairs(reports)
    some = pairs[:: max(1, -(-len(pairs) // AT_ONCE))]
    evidence = evidence_of(columns, words, some)
    model = Model(learn(evidence, len(reports) * len(some) / max(1, len(pairs))))
    if labels:
        taught, problem = _taught(labelled, labels, reports, columns, evidence, model.weights, names)
        model = replace(model, trained=taught[0], company=taught[1]) if taught else model
        problems += [problem] if problem else []
    if len(some) < len(pairs):
        evidence = evidence_of(columns, words, _likely(model, columns, words, pairs))
    shares = model.shares(columns, evidence)
    links, named = constraints_of(judgements, {i: k for k, i in enumerate(reports.ids)})
    pairs = np.stack([evidence.i, evidence.j], axis=1)
    groups = average_link(len(reports), pairs, shares, join_at, links.must, links.cannot)
    tree = accord.acts if accord else acts()
    if unknown := unknown_acts(reports.texts("act"), tree):
        told = ", ".join(f"{word} ({n})" for word, n in unknown[:10])
        hint = "Add them to the accord's acts, or map them; the incidents' act is unknown until then."
        problems.append(Problem("fuse.unknown-act", f"No act of the tree is called so: {told}.", hint))
    return Fused(reports, columns, words, model, evidence, shares, groups, tree, (*problems, *named))


def _likely(model: Model, columns: Columns, words: Words, pairs: Ints) -> Ints:
    """The pairs that could matter, found chunk by chunk: in very crowded data most pairs do not, and all do not fit."""
    kept = []
    for start in range(0, len(pairs), AT_ONCE):
        chunk = pairs[start : start + AT_ONCE]
        shares = model.shares(columns, evidence_of(columns, words, chunk), alone=True)
        kept.append(chunk[shares >= IGNORED_BELOW])
    return np.concatenate(kept)


def reports_of(members: pa.Table, incident_id: str) -> list[str]:
    """The ids of the reports behind an incident, from its table of members."""
    rows = zip(members.column("report_id").to_pylist(), members.column("incident_id").to_pylist(), strict=True)
    return [report for report, incident in rows if incident == incident_id]


def _taught(
    labelled: Reports | None,
    labels: Mapping[str, str],
    reports: Reports,
    columns: Columns,
    evidence: Evidence,
    weights: Weights,
    names: ActorNames,
) -> tuple[tuple[Trained, Trained] | None, Problem | None]:
    """What labels teach about pairs by themselves, and then about pairs in their company."""
    if labelled is not None:
        labelled = _first_in_time(labelled, labels)
        reports = labelled
        columns, words = columns_of(reports, names)
        evidence = evidence_of(columns, words, candidate_pairs(reports))
        weights = learn(evidence, len(reports))
    number = {incident: k for k, incident in enumerate(sorted(set(labels.values())))}
    incident: Ints = np.array([number[labels[i]] if i in labels else -1 for i in reports.ids], dtype=np.int64)
    told = np.array([i in labels for i in reports.ids], dtype=bool)
    usable: npt.NDArray[np.bool_] = told[evidence.i] & told[evidence.j]
    if int(usable.sum()) < LEAST_PAIRS:
        message = f"Only {int(usable.sum())} pairs of labelled reports lie near each other: the rules are used alone."
        return None, Problem("fuse.few-labels", message, f"At least {LEAST_PAIRS} such pairs teach something.")
    parts = weights.parts(evidence)
    rules: Floats = np.sum(list(parts.values()), axis=0)
    same = incident[evidence.i] == incident[evidence.j]
    truth = same[usable].astype(np.float64)
    codes = codes_of(columns, evidence, rules, parts)
    first = train({name: code[usable] for name, code in codes.items()}, SIZES, rules[usable], truth)
    score: Floats = rules + np.sum(list(first.corrections(codes).values()), axis=0)
    seen = company_codes(company_of(columns, evidence, _share(score)), score)
    second = train({name: code[usable] for name, code in seen.items()}, COMPANY_SIZES, score[usable], truth)
    return (first, second), None


def _first_in_time(reports: Reports, labels: Mapping[str, str]) -> Reports:
    """The labelled reports, at most TRAINING_REPORTS of them, next to each other in time so that crowds stay crowds."""
    known = np.array([k for k, i in enumerate(reports.ids) if i in labels], dtype=np.int64)
    if len(known) > TRAINING_REPORTS:
        known = np.sort(known[np.argsort(reports.mid_h[known], kind="stable")[:TRAINING_REPORTS]])
    return reports.rows(known)
