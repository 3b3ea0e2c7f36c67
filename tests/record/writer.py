"""A process that writes to a record and tells each entry that was acknowledged: seq, ref. For tests that kill it.

python writer.py PLACE NAME COUNT [BATCH]
"""

from __future__ import annotations

import sys
import time

from servanda.record import Draft, StoreError, open_record


def main(place: str, name: str, count: int, batch: int = 1) -> None:
    log = open_record(place)
    print("ready", flush=True)
    for i in range(0, count, batch):
        drafts = [
            Draft("report/1", f"monitor:{name}", {"act": "x", "n": j}, f"{name}-{j}", ref=f"{name}-{j}")
            for j in range(i, i + batch)
        ]
        while True:
            try:
                if batch == 1:
                    print(log.append(drafts[0]).seq, drafts[0].ref, flush=True)
                else:
                    log.append_many(drafts, batch=batch)
                    print("\n".join(f"-1 {d.ref}" for d in drafts), flush=True)
                break
            except StoreError as e:
                print(f"error {str(e)[:200]!r}", flush=True)
                time.sleep(0.05)


if __name__ == "__main__":
    main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4]) if len(sys.argv) > 4 else 1)
