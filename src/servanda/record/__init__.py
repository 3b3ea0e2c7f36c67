"""The record: an append-only log that rivals can verify, and its tables as known at any moment."""
