#!/usr/bin/env python3
"""Check a record that somebody else keeps, trusting neither them nor their software.

    python verifier.py EXPORT.jsonl --trust TRUST.json [--against OTHER.jsonl]
    python verifier.py --proof PROOF.json --key VKEY

This one file needs Python 3.9 and nothing else: no network, no packages. Read it, it is short. It answers: Do the
entries hash to the signed checkpoints (Merkle tree, RFC 9162), and if not, which was changed? Who signed and when
(C2SP signed-note, tlog-checkpoint, tlog-cosignature; Ed25519)? Do enough witnesses stand behind it, one of each side?
Is an entry in the log, did the log only grow? Where do two holders' copies part?

An export is lines: a header; each entry as the exact bytes that were hashed, or {"leaf", "seq"} where it is withheld
from you; every 256 entries the hashes that the keeper stated, {"from", "leaves"}; each {"checkpoint"} after the last
entry that it covers. TRUST.json: {"key": …, "quorum": 2, "witnesses": [{"name", "side", "key", "from"?, "until"?,
"revoked"?}]}, times in Unix seconds. Exit codes: 0 all checked, 1 not sound, 2 wrong use.
"""

# ruff: noqa: B905, PTH123, TRY301  (plain and old Python on purpose, close set so that it prints on few pages)
# fmt: off

import argparse
import base64
import binascii
import hashlib
import json
import sys
import time

# --- the Merkle tree (RFC 9162, section 2.1) -------------------------------------------------------------------------

def sha256(data):
    return hashlib.sha256(data).digest()

def leaf_hash(data):
    """The hash of one entry's bytes."""
    return sha256(b"\x00" + data)

def node_hash(left, right):
    """The hash of two subtrees side by side."""
    return sha256(b"\x01" + left + right)

class Tree:
    """The root over the leaves pushed so far; keeps only one hash per bit of the size."""

    def __init__(self):
        self.size, self.edge = 0, []  # the complete subtrees from left to right, largest first

    def push(self, leaf):
        index, self.size = self.size, self.size + 1
        while index & 1:
            leaf = node_hash(self.edge.pop(), leaf)
            index >>= 1
        self.edge.append(leaf)

    def root(self):
        root = self.edge[-1] if self.edge else sha256(b"")
        for left in reversed(self.edge[:-1]):
            root = node_hash(left, root)
        return root

def split(size):
    """The largest power of two below ``size``: where a tree divides."""
    return 1 << ((size - 1).bit_length() - 1)

def inclusion_holds(leaf, index, size, path, root):
    """Whether ``path`` proves that ``leaf`` is entry ``index`` of the tree with ``size`` entries and this root."""

    def above(index, size, path):
        if size == 1 or not path:
            return leaf if size == 1 and not path else b""
        if index < split(size):
            return node_hash(above(index, split(size), path[:-1]), path[-1])
        return node_hash(path[-1], above(index - split(size), size - split(size), path[:-1]))

    return 0 <= index < size and above(index, size, path) == root

def consistency_holds(size1, root1, size2, root2, path):
    """Whether ``path`` proves that the tree of ``size2`` begins with the very entries of the tree of ``size1``."""

    def both(old, new, path, at_left_edge):  # the roots of the old and of the new part of this subtree
        if old == new:
            whole = (root1,) if at_left_edge else tuple(path)  # at the left edge the verifier knows it already
            return whole * 2 if len(whole) == 1 and not (at_left_edge and path) else (b"", b"")
        if not path:
            return b"", b""
        if old <= split(new):
            one, two = both(old, split(new), path[:-1], at_left_edge)
            return one, node_hash(two, path[-1])
        one, two = both(old - split(new), new - split(new), path[:-1], False)
        return node_hash(path[-1], one), node_hash(path[-1], two)

    if size1 == 0:
        return size2 >= 0 and not path and root1 == sha256(b"")
    return 0 < size1 <= size2 and both(size1, size2, path, True) == (root1, root2)

# --- Ed25519, verifying only (RFC 8032, section 5.1.7) ---------------------------------------------------------------

P = 2**255 - 19
L = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT_OF_MINUS_ONE = pow(2, (P - 1) // 4, P)

def _decode_point(data):
    y = int.from_bytes(data, "little")
    sign, y = y >> 255, y & (2**255 - 1)
    if y >= P:
        return None
    x2 = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(x2, (P + 3) // 8, P)
    if (x * x - x2) % P:
        x = x * ROOT_OF_MINUS_ONE % P
    if (x * x - x2) % P or (x == 0 and sign):
        return None
    x = x if x & 1 == sign else P - x
    return (x, y, 1, x * y % P)

def _add(p, q):
    a, b = (p[1] - p[0]) * (q[1] - q[0]) % P, (p[1] + p[0]) * (q[1] + q[0]) % P
    c, d = 2 * p[3] * q[3] * D % P, 2 * p[2] * q[2] % P
    return (b - a) * (d - c) % P, (d + c) * (b + a) % P, (d - c) * (d + c) % P, (b - a) * (b + a) % P

def _times(scalar, point):
    out = (0, 1, 1, 0)
    while scalar:
        if scalar & 1:
            out = _add(out, point)
        point, scalar = _add(point, point), scalar >> 1
    return out

BASE = _decode_point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))

def ed25519_holds(public, message, signature):
    """Whether ``signature`` (64 bytes) over ``message`` was made with the private half of ``public`` (32 bytes)."""
    if len(public) != 32 or len(signature) != 64:
        return False
    point_a, point_r = _decode_point(public), _decode_point(signature[:32])
    s = int.from_bytes(signature[32:], "little")
    if point_a is None or point_r is None or s >= L:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + public + message).digest(), "little") % L
    p, q = _times(s, BASE), _add(point_r, _times(h, point_a))
    return (p[0] * q[2] - q[0] * p[2]) % P == 0 and (p[1] * q[2] - q[1] * p[2]) % P == 0

# --- signed notes, checkpoints, cosignatures (C2SP) ------------------------------------------------------------------

SIGNATURE, COSIGNATURE, DASH = 1, 4, "\u2014 "  # the kinds of keys; what begins a signature line

class Unsound(Exception):
    """Something does not check. The message says what, where, and what to compare."""

def b64(text, what="base64"):
    try:
        return base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError, TypeError):
        raise Unsound(f"{what} is not base64: {str(text)[:60]!r}.") from None

def key_id(name, kind, public):
    return sha256(name.encode() + b"\n" + bytes([kind]) + public)[:4]

def write_vkey(name, kind, public):
    """A verifier key as text: name+hex(key id)+base64(kind, public key)."""
    return f"{name}+{key_id(name, kind, public).hex()}+{base64.b64encode(bytes([kind]) + public).decode()}"

def read_vkey(text):
    """A verifier key's text as (name, key id, kind, public key)."""
    parts = text.strip().split("+", 2)
    data = b64(parts[2], "the verifier key") if len(parts) == 3 else b""
    if len(data) != 33 or data[0] not in (SIGNATURE, COSIGNATURE) or not parts[0] or " " in parts[0]:
        raise Unsound(f"{text[:80]!r} is not an Ed25519 verifier key (name+12345678+base64).")
    if parts[1] != key_id(parts[0], data[0], data[1:]).hex():
        raise Unsound(f"The verifier key of {parts[0]} is garbled: its id does not fit. Ask its holder again.")
    return parts[0], bytes.fromhex(parts[1]), data[0], data[1:]

def read_note(note):
    """A signed note as (text that was signed, [(name, key id, signature bytes)])."""
    text, gap, tail = note.rpartition("\n\n")
    if not gap or not tail.endswith("\n"):
        raise Unsound("This is not a signed note: the text, an empty line, then the signatures.")
    signatures = []
    for line in tail[:-1].split("\n"):
        name, space, data = line[2:].partition(" ")
        data = b64(data, "a signature")
        if not line.startswith(DASH) or not space or not name or len(data) < 5:
            raise Unsound(f"A signature line is malformed: {line[:60]!r}.")
        signatures.append((name, data[:4], data[4:]))
    return text + "\n", signatures

def read_checkpoint(note):
    """A checkpoint as (origin, size, root, text, signatures). It says nothing of whether the signatures hold."""
    text, signatures = read_note(note)
    lines = text.split("\n")
    sized = len(lines) > 3 and lines[0] and lines[1].isdigit() and str(int(lines[1])) == lines[1]
    if not sized or len(b64(lines[2], "the root hash")) != 32:
        raise Unsound("This note is not a checkpoint: origin, size, root hash, each on its line.")
    return lines[0], int(lines[1]), b64(lines[2]), text, signatures

def signed_at(note, vkey):
    """When the key signed: 0 for a plain signature, Unix seconds for a cosignature, None if it did not sign.

    Raises Unsound where a signature stands under this key's name and id but does not hold.
    """
    name, ident, kind, public = read_vkey(vkey)
    text, signatures = read_note(note)
    for who, key, data in signatures:
        if who != name or key != ident:
            continue
        when, signature, message = 0, data, text.encode()
        if kind == COSIGNATURE:
            when, signature = int.from_bytes(data[:8], "big"), data[8:]
            message = b"cosignature/v1\ntime %d\n" % when + message
        if not ed25519_holds(public, message, signature):
            raise Unsound(
                f"The signature of {name} does not hold: the text was changed after signing, or it is forged."
            )
        return when
    return None

def standing(note, key, witnesses=(), quorum=0):
    """Who stands behind a checkpoint: {name: Unix time}. Raises Unsound if the log's key or witnesses are missing.

    ``witnesses``: dicts with name, side, key, and where known ``from``, ``until``, ``revoked`` (Unix seconds): a
    cosignature counts only inside that time. One witness of each named side must be among those that count.
    """
    name, _, _, public = read_vkey(key)
    if signed_at(note, key) is None:
        raise Unsound(f"The log's key {name} did not sign this checkpoint. Is it the right key?")
    own = signed_at(note, write_vkey(name, COSIGNATURE, public))
    times, good, why = {name: own} if own else {}, [], []
    for w in witnesses:
        at = signed_at(note, w["key"])
        if not at:  # a plain signature says nothing of when
            why.append(f"{w['name']} did not cosign")
        elif not w.get("from", 0) <= at < min(w.get("until", 2**63), w.get("revoked", 2**63)):
            what = "before its key was valid" if at < w.get("from", 0) else "after its key expired or was revoked"
            why.append(f"{w['name']} cosigned {what}")
        else:
            times[w["name"]] = at
            good.append(w)
    missing = {w["side"] for w in witnesses if w.get("side")} - {w.get("side") for w in good}
    if len({w["key"] for w in good}) < quorum or (quorum and missing):
        sides = f", and none of side {', '.join(sorted(missing))}" if missing else ""
        text = f"{len(good)} of {len(witnesses)} witnesses count, {quorum} are needed{sides} ({'; '.join(why)})."
        raise Unsound(text + " Until then do not rely on this checkpoint.")
    return times

# --- an export -------------------------------------------------------------------------------------------------------

def _object(pairs):
    if len(dict(pairs)) != len(pairs):
        raise ValueError("a key stands twice in one object")
    return dict(pairs)

def rows_of(path):
    """Each line of an export: (line number, parsed, leaf hash or None where the line is no entry, withheld)."""
    with open(path, "rb") as f:
        for number, raw in enumerate(f, 1):
            line = raw.rstrip(b"\n")
            try:
                row = json.loads(line, object_pairs_hook=_object)
                seq = row.get("seq")
            except (ValueError, RecursionError, AttributeError) as e:
                raise Unsound(f"{path}, line {number} is damaged: {e}. Compare with another holder's copy.") from None
            withheld = seq is not None and row.keys() == {"leaf", "seq"}
            leaf = b64(row["leaf"], f"line {number}") if withheld else leaf_hash(line) if seq is not None else None
            yield number, row, leaf, withheld

class Export:
    """Checks an export in one pass and constant memory. ``problems`` is empty where all is sound."""

    def __init__(self, path, key=None, witnesses=(), quorum=0):
        self.key, self.witnesses, self.origin, self.announced, self.withheld = key, witnesses, None, None, 0
        self.found, self.stated = Tree(), Tree()  # over the entries, and over the hashes that the keeper stated
        self.problems, self.checkpoints, self.changed = [], [], []
        self._run, self._last, self._sound = [], "", 0  # since the last stated hashes; newest time; confirmed so far
        try:
            for number, row, leaf, withheld in rows_of(path):
                if leaf is not None:
                    self._entry(number, row, leaf, withheld)
                elif "leaves" in row:
                    self._hashes(number, row)
                elif "checkpoint" in row:
                    self._checkpoint(row["checkpoint"])
                elif "servanda" in row:
                    self.origin, self.announced = row.get("origin"), row.get("size")
            size = self.found.size
            if self.announced != size and not self.problems:
                raise Unsound(f"The export announces {self.announced} entries and holds {size}: it was cut.")
            if self.changed and not self.problems:
                raise Unsound(f"The hashes stated for entries {self.changed[:10]} do not fit, the checkpoints do.")
            if self._sound != size and not self.problems:
                raise Unsound(f"No checkpoint covers entries {self._sound} to {size - 1}: ask for a newer one.")
            if quorum and self.checkpoints:
                standing(self.checkpoints[-1][2], key, witnesses, quorum)
        except (Unsound, OSError) as e:
            self.problems.append(str(e))
        except (KeyError, TypeError, AttributeError) as e:
            self.problems.append(f"Line {number} is not a line of an export: {e!r}.")

    def _entry(self, number, row, leaf, withheld):
        if row["seq"] != self.found.size:
            raise Unsound(f"Line {number}: entry {row['seq']} stands where entry {self.found.size} belongs: a gap.")
        if not withheld and row["recorded_at"] < self._last:
            self.problems.append(f"Entry {row['seq']} claims to be older than the entry before it.")
        self._last = row.get("recorded_at", self._last)
        if len(leaf) != 32 or len(self._run) == 256:
            raise Unsound(f"Line {number}: this is not an export: a hash is malformed or stated hashes are left out.")
        self.withheld += withheld
        self.found.push(leaf)
        self._run.append(leaf)

    def _hashes(self, number, row):
        data, first = b64(row["leaves"], f"line {number}"), self.stated.size
        told = [data[i : i + 32] for i in range(0, len(data), 32)]
        if row["from"] != first or len(told) != len(self._run):
            raise Unsound(f"Line {number}: the stated hashes are for other entries than those before them.")
        self.changed += [first + i for i, (a, b) in enumerate(zip(self._run, told)) if a != b]
        for leaf in told:
            self.stated.push(leaf)
        self._run = []

    def _checkpoint(self, note):
        origin, size, root, _, _ = read_checkpoint(note)
        try:
            if origin != self.origin or size != self.found.size:
                raise Unsound(f"it is of {origin}, and stands after {self.found.size} entries of {self.origin}.")
            who = standing(note, self.key, self.witnesses) if self.key else {}
            if root != self.found.root():
                raise Unsound(self._where(size, root, "; ".join(f"by {n} at {utc(t)}" for n, t in who.items())))
            self._sound = size
            self.checkpoints.append((size, who, note))
        except Unsound as e:
            self.problems.append(f"Checkpoint of {size} entries: {e}")

    def _where(self, size, root, signed):
        if self.changed and self.stated.size == size and self.stated.root() == root:
            return f"entry {str(self.changed[:10])[1:-1]} was changed after it was signed {signed}: compare copies."
        span = f"from {self._sound} to {size - 1}"
        return f"an entry {span} is not what was signed {signed}: changed, added or left out. Compare copies."

def utc(at):
    return time.strftime("%Y-%m-%dT%H:%M:%SZ", time.gmtime(at))

def first_difference(path, other):
    """The first entry at which two copies part, or None if one is a beginning of the other."""
    one, two = (((row["seq"], leaf) for _, row, leaf, _ in rows_of(p) if leaf) for p in (path, other))
    return next((min(a[0], b[0]) for a, b in zip(one, two) if a != b), None)

def check_proof(bundle, key, witnesses=(), quorum=0):
    """Check a proof: an entry's inclusion, growth since an older checkpoint. Tells what holds; raises Unsound."""
    _, size, root, _, _ = read_checkpoint(bundle["checkpoint"])
    standing(bundle["checkpoint"], key, witnesses, quorum)
    told = [f"checkpoint of {size} entries, root {root.hex()}"]
    if "path" in bundle:
        leaf = leaf_hash(bundle["entry"].encode()) if "entry" in bundle else b64(bundle["leaf"])
        if not inclusion_holds(leaf, bundle["seq"], size, [b64(h) for h in bundle["path"]], root):
            raise Unsound(f"Entry {bundle['seq']} is not in the log that this checkpoint signs: it was changed.")
        told.append(f"entry {bundle['seq']} is in it")
    if "consistency" in bundle:
        old, since = b64(bundle["old_root"]), bundle["old_size"]
        if not consistency_holds(since, old, size, root, [b64(h) for h in bundle["consistency"]]):
            text = f"The log of {size} entries does not begin with the {since} entries that were signed before:"
            raise Unsound(text + " it was rewritten or rewound. Keep both checkpoints, they prove it.")
        told.append(f"it only grew since {since} entries, root {old.hex()}")
    return told

def main(argv=None):
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("export", nargs="?")
    for name, what in (("proof", "a proof file instead of an export"), ("against", "another holder's export"),
                       ("key", "the log's verifier key"), ("trust", "the log's key and its witnesses, as JSON")):
        parser.add_argument(f"--{name}", help=what)
    args = parser.parse_args(argv)
    if not (args.export or args.proof) or not (args.key or args.trust):
        parser.error("name an export or --proof, and --key or --trust: without the log's key anyone could have signed")
    try:
        trust = {"key": args.key}
        if args.trust:
            with open(args.trust, encoding="utf-8") as f:
                trust = json.load(f)
        who = trust["key"], trust.get("witnesses", []), trust.get("quorum", 0)
        if args.proof:
            with open(args.proof, encoding="utf-8") as f:
                print("\n".join(check_proof(json.load(f), *who)))
            return 0
        export = Export(args.export, *who)
        for size, times, _ in export.checkpoints[-3:]:
            print(f"checkpoint of {size} entries holds: {', '.join(f'{n} {utc(t)}' for n, t in times.items())}")
        print(f"{export.found.size} entries ({export.withheld} withheld from you), root {export.found.root().hex()}")
        parted = first_difference(args.export, args.against) if args.against else None
        if parted is not None:
            export.problems.append(f"The two copies part at entry {parted}; everything before it is the same in both.")
        print("".join(f"NOT SOUND: {problem}\n" for problem in export.problems), end="")
        return 1 if export.problems else 0
    except (Unsound, OSError, ValueError, KeyError, TypeError, AttributeError) as e:
        print(f"NOT SOUND: {e}")
        return 1

if __name__ == "__main__":
    sys.exit(main())
