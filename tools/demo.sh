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
say servanda hinge vienna "$incidents" --top 8 -o "$out"
say servanda brief vienna "$out/verdicts.parquet" --annex "$out/hinge.csv" -o "$out/brief"
say servanda accord show vienna --html "$out/accord.html"

# The same incidents through the record: signed, cosigned by two rivals, checked by one file that trusts nobody, judged again.
rm -rf "$out/record" && mkdir "$out/record"
export SERVANDA_RECORD="$out/record/record.db"
say servanda record init example.org/demo
say servanda record import "$incidents" --author monitor:demo
for name in example.org/demo north.example south.example; do
  servanda record keys --name "$name" -o "$out/record/$(basename "$name").key" > "$out/record/$(basename "$name").vkeys"
done
log_key=$(awk '/^log/ {print $3}' "$out/record/demo.vkeys")
say servanda record checkpoint --key "$out/record/demo.key" -o "$out/record/checkpoint.txt"
servanda record prove --since 0 -o "$out/record/growth.json"
for side in north south; do
  say servanda record witness "$out/record/growth.json" --log-key "$log_key" --key "$out/record/$side.example.key" \
    --state "$out/record/$side.seen.json" -o "$out/record/$side.txt"
done
say servanda record checkpoint --add "$out/record/north.txt" --add "$out/record/south.txt"
servanda record export -o "$out/record/export.jsonl" --incidents "$out/record/incidents.parquet"
python - "$out/record" "$log_key" <<'PY'
import json, pathlib, sys
folder = pathlib.Path(sys.argv[1])
key = lambda side: (folder / f"{side}.example.vkeys").read_text().split()[-1]
known = [{"name": f"{side}.example", "side": side, "key": key(side)} for side in ("north", "south")]
(folder / "trust.json").write_text(json.dumps({"key": sys.argv[2], "quorum": 2, "witnesses": known}, indent=1))
PY
say python "$(python -c 'import servanda.record.verifier as v; print(v.__file__)')" "$out/record/export.jsonl" --trust "$out/record/trust.json"
say servanda judge vienna "$out/record/incidents.parquet" -o "$out/record/verdicts.parquet" > "$out/record/judged.txt"
python - "$out" <<'PY'
import sys
import pyarrow.parquet as pq
order = [(name, "ascending") for name in ("incident_id", "norm_id", "reading")]
one, two = (pq.read_table(f"{sys.argv[1]}/{p}").replace_schema_metadata().sort_by(order) for p in ("verdicts.parquet", "record/verdicts.parquet"))
print(f"Verdicts from the file and from the record: {'the same' if one.equals(two) else 'DIFFERENT'}, {one.num_rows:,} rows.")
sys.exit(not one.equals(two))
PY

printf '\nThe brief lies at %s/brief/brief.html, the accord as a book at %s/accord.html.\n' "$out" "$out"
printf 'Walk any number back, for example:\n  .venv/bin/servanda explain vienna %s/verdicts.parquet --incident %s\n' \
  "$out" "$(python -c 'import csv, sys; print(next(r for r in csv.DictReader(open(sys.argv[1], encoding="utf-8-sig")) if not r["incident_id"].startswith("#"))["incident_id"])' "$incidents")"
