"""Deeds: what incidents say was done, and which norms' acts that must and may be."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property

import pyarrow as pa

from servanda.accord import Condition, descendants
from servanda.judge.facts import Facts
from servanda.judge.tables import SCHEMAS, int_table

Truth = tuple[bool, bool]  # must, may


@dataclass(frozen=True)
class Deed:
    """What was done, as far as the report says; None where it does not."""

    act: str | None
    weapon: str | None
    target_kind: str | None
    info_grade: int | None
    self_defence: bool | None


@dataclass(frozen=True)
class Deeds:
    """Compiles deeds against the norms of an accord."""

    facts: Facts

    def rows(self, deeds: Sequence[Deed]) -> pa.Table:
        """One row per deed × norm whose act it may be: deed, norm and the masks of act, kind of target, exception, grade."""
        every = self.facts.all
        rows = []
        for d, deed in enumerate(deeds):
            covering = list(self._deed(deed)) or [(len(self.facts.norms), *[0] * 8)]
            rows += [(d, n, self.facts.stride, every, *masks) for n, *masks in covering]
        return int_table(rows, list(SCHEMAS["deeds"]))

    def _deed(self, deed: Deed) -> Iterable[tuple[int, ...]]:
        f = self.facts
        for n, norm_id in enumerate(self.facts.norms):
            masks = [0] * 8
            for norm, reading, mask in f.cases(norm_id, "grade"):
                act = self._node("acts", deed.act, norm.act)
                weapon = self._node("weapons", deed.weapon, norm.weapon) if norm.weapon else (True, True)
                kinds = norm.target.kinds if norm.target else ()
                if not norm.target or (not kinds and not norm.target.parties):
                    kind = True, True
                elif not kinds:
                    kind = False, False
                else:
                    kind = deed.target_kind in kinds, deed.target_kind is None or deed.target_kind in kinds
                except_ = [self._deed_exception(c, deed) for c in norm.exceptions]
                grade = norm.grade or reading.grade
                enough = not grade or (deed.info_grade is not None and deed.info_grade <= int(grade))
                values = (
                    act[0] and weapon[0],
                    act[1] and weapon[1],
                    *kind,
                    any(e[0] for e in except_),
                    any(e[1] for e in except_),
                    enough,
                    not norm.territory,
                )
                for i, v in enumerate(values):
                    masks[i] |= mask if v else 0
            if masks[1]:
                yield n, *masks

    def _deed_exception(self, c: Condition, deed: Deed) -> Truth:
        match c.kind:
            case "self-defence":
                return bool(deed.self_defence), bool(deed.self_defence)
            case "act":
                return self._node("acts", deed.act, c.values)
            case "weapon":
                return self._node("weapons", deed.weapon, c.values)
        return False, False

    def _node(self, tree: str, node: str | None, wanted: tuple[str, ...]) -> Truth:
        """Whether a node must and may fall under the wanted ones: a parent may, a child must."""
        if node is None or node not in getattr(self.facts.accord, tree):
            return False, True
        covered = self._below(tree, wanted)
        return node in covered, node in covered or any(w in self._below(tree, (node,)) for w in wanted)

    @cached_property
    def _covers(self) -> dict[tuple[str, tuple[str, ...]], frozenset[str]]:
        return {}

    def _below(self, tree: str, nodes: tuple[str, ...]) -> frozenset[str]:
        key = tree, nodes
        if key not in self._covers:
            parents = getattr(self.facts.accord, tree)
            self._covers[key] = frozenset().union(*(descendants(parents, n) for n in nodes))
        return self._covers[key]
