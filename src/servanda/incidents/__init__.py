"""Incidents: reports from files or the record, placed, timed, attributed and fused."""
