"""What each entry is, and until when it stands: the derived table from which everything "as known at T" is read.

One row an entry: its table, the entry it goes back to (``root``: itself, or the first of a chain of corrections), and
``until``: the entry by which it was corrected, withdrawn or erased. Since an entry can only be closed by a later one,
"known at the first n entries" is ``seq < n and (until is null or until >= n)``: what came after n costs nothing.
"""

from __future__ import annotations

from typing import Any

from .forms import FORMS
from .store import Store

COLUMNS = "seq, form, tab, root, until, subject, author, compartment"
CLOSING = frozenset({"correction", "withdrawal", "redaction"})

Row = list[Any]  # as COLUMNS


class Known:
    """Rows on their way into ``known``: collected, then written in one go."""

    def __init__(self, store: Store) -> None:
        self._store = store
        self._rows: dict[int, Row] = {}
        self._chains: dict[int, list[int]] = {}  # root → corrections among the collected rows
        self._refs: list[tuple[str, str, int]] = []

    def find(self, seq: int) -> Row | None:
        """The row of an entry, collected or stored."""
        row = self._rows.get(seq)
        if row is None:
            found = self._store.rows(f"select {COLUMNS} from known where seq = ?", (seq,))
            row = list(found[0]) if found else None
        return row

    def add_head(self, head: dict[str, Any], tab: str) -> None:
        """Take in one entry by its envelope; see ``add``."""
        self.add(
            head["seq"], head["form"], head["subject"], head["author"], head["compartment"], head.get("ref", ""), tab
        )

    def add(self, seq: int, form: str, subject: str, author: str, compartment: str, ref: str, tab: str) -> None:
        """Take in one entry and the table in which it stands ("" for none); it may close an earlier one."""
        root = seq
        if form.partition("/")[0] in CLOSING:
            target = self.find(target_of(subject))
            if target is not None and target[0] < seq:
                self._close(target[3], seq)
                if form.startswith("correction/"):
                    root, tab, subject = target[3], target[2], target[5]
                    self._chains.setdefault(root, []).append(seq)
        self._rows[seq] = [seq, form, tab, root, None, subject, author, compartment]
        if ref:
            self._refs.append((author, ref, seq))

    def write(self) -> None:
        """Store what was collected."""
        if self._rows:
            self._store.insert("known", COLUMNS, list(self._rows.values()))
        if self._refs:
            self._store.insert("ref", "author, ref, seq", self._refs)
        self._rows, self._chains, self._refs = {}, {}, []

    def _close(self, root: int, by: int) -> None:
        stored = root not in self._rows
        for seq in (root, *self._chains.get(root, ())):
            row = self._rows.get(seq)
            if row is not None and row[4] is None:
                row[4] = by
        if stored:
            self._store.run("update known set until = ? where seq = ? and until is null", (by, root))
            self._store.run("update known set until = ? where root = ? and root < seq and until is null", (by, root))


def target_of(subject: str) -> int:
    """The entry that a subject such as ``#17`` names; -1 if it names none."""
    return int(subject[1:]) if subject[:1] == "#" and subject[1:].isascii() and subject[1:].isdigit() else -1


def table_of(form_id: str, subject: str, body: Any, sealed: bool) -> str:
    """In which table an entry stands: its form's, or none where the form is not known here or the body does not fit."""
    form = FORMS.get(form_id)
    if form is None or (not sealed and form.problems(body, subject)):
        return ""
    return form.table
