"""The record: entries from people and instruments → a tamper-evident log, its proofs, tables as known at any moment.

log = create_record("record.db", "example.org/north")
receipt = log.append(Draft("report/1", "monitor:m2", {"act": "shelling"}, subject="r1"))
reports = table(log, "reports", at=receipt.seq + 1)
"""

from .canonical import HostileJsonError, canonical, strict
from .log import Appended, Record, create_record, open_record
from .model import Draft, Entry, Receipt, RejectedError
from .store import NoRecordError, StoreError
from .vault import Vault, VaultError

__all__ = [
    "Appended",
    "Draft",
    "Entry",
    "HostileJsonError",
    "NoRecordError",
    "Receipt",
    "Record",
    "RejectedError",
    "StoreError",
    "Vault",
    "VaultError",
    "canonical",
    "create_record",
    "open_record",
    "strict",
]
