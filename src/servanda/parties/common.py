"""The common list: members' lists brought together, group by group; what is agreed, what is disputed, who blocks what."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations

from .listed import Listed
from .match import PERSON, Match, align, compare_forms, decide, form_of
from .review import Doubt, Judgement, Pair
from .screen import Index
from .tokens import skeleton

SURE = 0.7  # entries of two lists that score so much are put together, and the report says why
UNSURE = 0.25  # pairs between this and SURE are asked of people
_TOGETHER = 0.5  # what the pairs of two clusters must score on the average to become one


@dataclass(frozen=True)
class Link:
    """Why two entries stand in one group: their score and the reason, or the person who said so."""

    left: str
    right: str
    score: float
    why: str


@dataclass(frozen=True)
class Group:
    """One actor as the members' lists tell it: its entries, who lists it, who says that it is not to be listed."""

    id: str
    entries: tuple[Listed, ...]
    listed_by: frozenset[str]
    refused_by: frozenset[str]
    links: tuple[Link, ...]  # what holds its entries together

    @property
    def names(self) -> tuple[str, ...]:
        """Every name, the commonest first."""
        counts: dict[str, int] = {}
        for e in self.entries:
            for n in e.names:
                counts[n.text] = counts.get(n.text, 0) + 1
        return tuple(sorted(counts, key=lambda n: (-counts[n], not n.isascii(), n)))

    @property
    def name(self) -> str:
        """The name that most entries bear, in Latin letters where there is one."""
        latin = [n for n in self.names if n[:1].isascii()]
        return (latin or [*self.names, self.entries[0].id])[0]


@dataclass(frozen=True)
class CommonList:
    """What members' lists come to. Every group stands in exactly one of agreed, disputed and moderate."""

    members: tuple[str, ...]
    groups: tuple[Group, ...]
    doubts: tuple[Doubt, ...]

    @property
    def agreed(self) -> tuple[Group, ...]:
        """The largest set that all accept: every member lists the group."""
        return tuple(g for g in self.groups if not self.missing(g))

    @property
    def moderate(self) -> tuple[Group, ...]:
        """Groups that somebody names as not to be listed, and nobody lists."""
        return tuple(g for g in self.groups if not g.listed_by)

    @property
    def disputed(self) -> tuple[Group, ...]:
        """All others: some members list them."""
        return tuple(g for g in self.groups if g.listed_by and self.missing(g))

    def missing(self, group: Group) -> frozenset[str]:
        """The members that stand between a group and agreement: those that refuse it or do not list it."""
        return frozenset(self.members) - (group.listed_by - group.refused_by)

    def blockers(self) -> dict[str, tuple[Group, ...]]:
        """For each member the groups that would be agreed but for it alone."""
        alone: dict[str, list[Group]] = {m: [] for m in self.members}
        for g in self.disputed:
            if len(who := self.missing(g)) == 1:
                alone[next(iter(who))].append(g)
        return {m: tuple(gs) for m, gs in alone.items()}

    def next_agreements(self, most: int = 3) -> list[tuple[tuple[str, ...], tuple[Group, ...]]]:
        """The next cheapest agreements: for one, two, … members to be won over, the sets that bring the most groups.

        Only sets that bring more than every smaller one are given; of equal sets the one with the fewest refusals.
        """
        wanting = [(self.missing(g), g) for g in self.disputed]
        near = sorted({m for who, _ in wanting if len(who) <= most for m in who})
        out: list[tuple[tuple[str, ...], tuple[Group, ...]]] = []
        best = 0
        for size in range(1, most + 1):
            found: list[tuple[int, int, tuple[str, ...], tuple[Group, ...]]] = []
            for who in combinations(near, size):
                won = tuple(g for missing, g in wanting if missing <= set(who))
                refusals = sum(len(g.refused_by & set(who)) for g in won)
                if len(won) > best:
                    found.append((-len(won), refusals, who, won))
            if found:
                _, _, who, won = min(found, key=lambda f: f[:3])
                out.append((who, won))
                best = len(won)
        return out


def side(entry: Listed) -> str:
    """An entry's stable name in judgements: its list and what identifies it there."""
    return f"{entry.list_id}/{entry.key}"


def likeness_of(a: Listed, b: Listed) -> tuple[float, Match]:
    """How likely two entries are one: the best score of a name of the one and a name of the other, with its reasons."""
    person = a.schema in PERSON and b.schema in PERSON
    if (a.schema in PERSON) != (b.schema in PERSON):
        return 0.0, Match(0.0, (), ((), ()), ("a person and a body",))
    schema = "Person" if person else "Organization"
    best = (-1.0, form_of("", schema), form_of("", schema))
    for m in a.names:
        for n in b.names:
            x, y = form_of(m.text, schema), form_of(n.text, schema)
            score = decide(x, y, align(x, y), person)[0]
            if score > best[0]:
                best = (score, x, y)
    return max(0.0, best[0]), compare_forms(best[1], best[2], person)


def consolidate(
    lists: Mapping[str, Sequence[Listed]],
    judged: Mapping[Pair, Judgement] | None = None,
    refused: Mapping[str, Sequence[Listed]] | None = None,
) -> CommonList:
    """Bring members' lists together into groups.

    Args:
        lists: for each member the entries that it lists, in any script.
        judged: people's standing judgements: ``same`` joins two entries, ``different`` keeps them apart, whatever the
            scores say.
        refused: for each member the entries that it names as not to be listed.

    Returns:
        Groups with what holds them together, and the doubts left for people. Entries of one list are never put
        together unless a person says so. The same input gives the same groups, whatever the order of members.
    """
    judged = judged or {}
    refused = refused or {}
    entries: list[Listed] = []
    stance: list[tuple[str, bool]] = []
    for member in sorted({*lists, *refused}):
        for refuse, source in ((False, lists), (True, refused)):
            for e in sorted(source.get(member, ()), key=lambda e: e.id):
                entries.append(e)
                stance.append((member, refuse))
    scores = _scores(entries, stance)
    clusters, links = _clusters(entries, stance, scores, judged)
    groups = []
    taken: dict[str, int] = {}
    for cluster in clusters:
        own = tuple(entries[i] for i in cluster)
        draft = Group(
            "",
            own,
            frozenset(stance[i][0] for i in cluster if not stance[i][1]),
            frozenset(stance[i][0] for i in cluster if stance[i][1]),
            tuple(links[p] for p in combinations(cluster, 2) if p in links),
        )
        groups.append((draft.name, draft))
    named = []
    for name, draft in sorted(groups, key=lambda g: (g[0].casefold(), side(g[1].entries[0]))):
        base = "-".join(w for w in "".join(c if c.isascii() and c.isalnum() else " " for c in name.lower()).split())
        base = base or "group-" + skeleton(name).lower().replace(" ", "-")
        taken[base] = taken.get(base, 0) + 1
        id_ = base if taken[base] == 1 else f"{base}-{taken[base]}"
        named.append(Group(id_, draft.entries, draft.listed_by, draft.refused_by, draft.links))
    return CommonList(tuple(sorted({*lists, *refused})), tuple(named), _doubts(entries, clusters, scores, judged))


_Scores = dict[tuple[int, int], tuple[float, Match]]


def _scores(entries: list[Listed], stance: list[tuple[str, bool]]) -> _Scores:
    """The pairs of entries of different members that come near, with their scores."""
    index = Index(entries)
    place = {id(e): i for i, e in enumerate(entries)}
    out: _Scores = {}
    for schema in ("Person", "Organization"):
        mine = [i for i, e in enumerate(entries) if (e.schema in PERSON) == (schema == "Person")]
        asked = sorted({n.text for i in mine for n in entries[i].names})
        owners: dict[str, list[int]] = {}
        for i in mine:
            for n in entries[i].names:
                owners.setdefault(n.text, []).append(i)
        found = index.search_many(
            asked, schema, least=UNSURE, limit=10 * len({m for m, _ in stance}), pool=_POOL, likely=_LIKELY
        )
        for text, hits in zip(asked, found, strict=True):
            for hit in hits:
                j = place[id(hit.entry)]
                for i in owners[text]:
                    pair = (min(i, j), max(i, j))
                    if stance[i][0] != stance[j][0] and pair not in out:
                        out[pair] = likeness_of(entries[pair[0]], entries[pair[1]])
    return {p: s for p, s in out.items() if s[0] >= UNSURE}


_LIKELY = 0.2  # a name always finds itself first; others may share far less with it
_POOL = 60  # names of all lists that are compared in full for each name: one group may stand in every list


def _clusters(
    entries: list[Listed], stance: list[tuple[str, bool]], scores: _Scores, judged: Mapping[Pair, Judgement]
) -> tuple[list[tuple[int, ...]], dict[tuple[int, int], Link]]:
    """Groups of entries by average link, best pairs first, under what people judged."""
    place: dict[str, list[int]] = {}
    for i, e in enumerate(entries):
        place.setdefault(side(e), []).append(i)
    said: dict[tuple[int, int], Judgement] = {}
    for sides, verdict in judged.items():
        ends = [place.get(s, []) for s in sorted(sides)]
        if len(ends) == 2:
            said |= {(min(x, y), max(x, y)): verdict for x in ends[0] for y in ends[1]}
    of = list(range(len(entries)))
    members: dict[int, list[int]] = {i: [i] for i in of}

    def score(i: int, j: int) -> float:
        pair = (min(i, j), max(i, j))
        if pair not in scores:
            scores[pair] = likeness_of(entries[pair[0]], entries[pair[1]])
        return scores[pair][0]

    def join(i: int, j: int) -> None:
        a, b = sorted((of[i], of[j]))
        for k in members.pop(b):
            of[k] = a
            members[a].append(k)

    def apart(x: list[int], y: list[int]) -> bool:
        return any((j := said.get((min(i, k), max(i, k)))) and j.verdict == "different" for i in x for k in y)

    for (i, j), spoken in sorted(said.items(), key=lambda s: (s[1].at, s[0])):
        if spoken.verdict == "same" and of[i] != of[j] and not apart(members[of[i]], members[of[j]]):
            join(i, j)
    sure = sorted((p for p, s in scores.items() if s[0] >= SURE), key=lambda p: (-scores[p][0], p))
    for i, j in sure:
        x, y = members.get(of[i], []), members.get(of[j], [])
        if of[i] == of[j] or apart(x, y):
            continue
        if {stance[k][0] for k in x} & {stance[k][0] for k in y}:
            continue  # one member lists two entries: it holds them for two
        if sum(score(a, b) for a in x for b in y) / (len(x) * len(y)) >= _TOGETHER:
            join(i, j)
    links: dict[tuple[int, int], Link] = {}
    for cluster in members.values():
        for pair in combinations(sorted(cluster), 2):
            a, b = side(entries[pair[0]]), side(entries[pair[1]])
            if word := said.get(pair):
                links[pair] = Link(a, b, 1.0, f"judged {word.verdict} by {word.by}: {word.why}")
            elif pair in scores and scores[pair][0] >= SURE:
                links[pair] = Link(a, b, scores[pair][0], scores[pair][1].why)
    return [tuple(sorted(c)) for c in members.values()], links


def _doubts(
    entries: list[Listed], clusters: Iterable[tuple[int, ...]], scores: _Scores, judged: Mapping[Pair, Judgement]
) -> tuple[Doubt, ...]:
    """One question for each two groups that may be one: their nearest pair that nobody judged."""
    of = {i: k for k, cluster in enumerate(clusters) for i in cluster}
    best: dict[tuple[int, int], tuple[float, tuple[int, int]]] = {}
    closed = {
        (min(of[i], of[j]), max(of[i], of[j]))
        for i, j in scores
        if (said := judged.get(frozenset((side(entries[i]), side(entries[j]))))) and said.verdict == "different"
    }
    for (i, j), (score, _) in sorted(scores.items()):
        two = (min(of[i], of[j]), max(of[i], of[j]))
        if score < UNSURE or two[0] == two[1] or two in closed:
            continue
        if frozenset((side(entries[i]), side(entries[j]))) in judged or entries[i].list_id == entries[j].list_id:
            continue
        if two not in best or score > best[two][0]:
            best[two] = (score, (i, j))
    out = []
    for score, (i, j) in best.values():
        a, b = entries[i], entries[j]
        names = [tuple(n.text for n in e.names) for e in (a, b)]
        out.append(Doubt(side(a), side(b), names[0], names[1], round(score, 4), scores[i, j][1].why))
    return tuple(sorted(out, key=lambda d: (-d.score, d.left, d.right)))
