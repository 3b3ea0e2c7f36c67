"""Reconcile: two claimants' lists of the same days, item by item, with reasons and the questions that would settle them."""

from servanda.judge.reconcile.compare import reconcile
from servanda.judge.reconcile.model import (
    Closeness,
    Day,
    EmptyWindowError,
    Item,
    Limits,
    Reason,
    Reconciliation,
    SameClaimantError,
    Standing,
    Why,
)
from servanda.judge.reconcile.page import fragment, page
from servanda.judge.reconcile.write import write

__all__ = [
    "Closeness",
    "Day",
    "EmptyWindowError",
    "Item",
    "Limits",
    "Reason",
    "Reconciliation",
    "SameClaimantError",
    "Standing",
    "Why",
    "fragment",
    "page",
    "reconcile",
    "write",
]
