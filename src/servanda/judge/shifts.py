"""A query beside the plan: where do other readings differ from the first? Rows on which all agree never leave the engine.

Kept as ``shifts.sql``, as the plan is. It goes as far as the masks and never spreads them: verdicts are told apart by the
bits, and equal patterns of bits are counted together.
"""

from __future__ import annotations

from typing import Any

import ibis

from servanda.judge.plan import decided, keyed, unbound
from servanda.judge.tables import OUTCOMES, PATTERN


def shifts(tables: dict[str, Any], accounts: Any) -> Any:
    """Patterns of masks that are not the same in every bit, with how many pairs of incident and norm show each.

    Args:
        tables: those of the plan.
        accounts: per ``stance_norm`` the readings in which those charged, or who answers for them, are not those of the
            first; rows without any may be absent.

    Returns:
        The columns of ``PATTERN`` and ``pairs``.
    """
    t = decided(keyed(tables), tables)
    for which in "ab":
        t = t.mutate(**{f"key_{which}": t[f"stance_{which}"] * t.stride + t.norm})
        side = accounts.select(**{f"of_{which}": accounts.stance_norm, f"found_{which}": accounts.account})
        t = t.left_join(side, [(f"key_{which}", f"of_{which}")])
    t = t.mutate(**{f"account_{w}": t[f"found_{w}"].fill_null(0) & t[f"live_{w}"] for w in "ab"})
    t = t.cross_join(tables["bits"].agg(all_bits=tables["bits"].one.sum().cast("int64")))
    differs = t.account_a | t.account_b
    for name in (*OUTCOMES, "live_a", "live_b"):
        differs = differs | (t[name] ^ -(t[name] & 1))
    return t.filter((differs & t.all_bits) != 0).group_by(list(PATTERN)).agg(pairs=ibis._.count())


def sql() -> str:
    """The query as DuckDB's SQL, as ``shifts.sql`` keeps it."""
    accounts = ibis.table({"stance_norm": "int64", "account": "int64"}, name="servanda_accounts")
    return str(ibis.to_sql(shifts(unbound(), accounts), dialect="duckdb")) + "\n"


if __name__ == "__main__":
    print(sql(), end="")
