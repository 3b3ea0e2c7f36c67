#!/bin/sh
# The main job, end to end: an accord and reports in, a brief out. Every command here can be typed by hand.
set -eu
out=${1:-demo}
mkdir -p "$out"
incidents=$(python -c 'import servanda.accord as a; print(a.find_folder("vienna") / "incidents-2016.csv")')
say() { printf '\n\033[1m$ %s\033[0m\n' "$*"; "$@"; }
[ -z "${NO_COLOR:-}" ] && [ -t 1 ] || say() { printf '\n$ %s\n' "$*"; "$@"; }

say servanda check vienna
say servanda timetable vienna --as-of 2016-09-30 --reading un
say servanda judge vienna "$incidents" -o "$out/verdicts.parquet"
say servanda brief vienna "$out/verdicts.parquet" -o "$out/brief"
say servanda accord show vienna --html "$out/accord.html"

printf '\nThe brief lies at %s/brief/brief.html, the accord as a book at %s/accord.html.\n' "$out" "$out"
printf 'Walk any number back, for example:\n  .venv/bin/servanda explain vienna %s/verdicts.parquet --incident %s\n' \
  "$out" "$(python -c 'import csv, sys; print(next(r for r in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")) if not r["incident_id"].startswith("#"))["incident_id"])' "$incidents")"
