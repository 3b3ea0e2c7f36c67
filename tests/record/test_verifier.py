"""The single-file verifier against the specifications' vectors, an independent Ed25519, and made forgeries."""

from __future__ import annotations

import ast
import base64
import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from hypothesis import given, settings
from hypothesis import strategies as st

from servanda.record import verifier as v
from servanda.record.checkpoint import add_cosignatures, make_checkpoint, proof
from servanda.record.exports import write_export
from servanda.record.notes import cosign, make_signer, merge, parse_signer, sign_text, write_checkpoint
from servanda.record.policy import PUBLIC

from .conftest import ORIGIN, HeldClock, report

FILE = Path(v.__file__)


def test_the_verifier_needs_nothing_but_python_and_is_short():
    text = FILE.read_text("utf-8")
    assert len(text.splitlines()) < 400
    imports = {a.name for n in ast.walk(ast.parse(text)) if isinstance(n, ast.Import) for a in n.names}
    assert not any(isinstance(n, ast.ImportFrom) for n in ast.walk(ast.parse(text)))
    assert imports <= sys.stdlib_module_names


def test_the_verifier_runs_alone_with_no_package_in_reach(tmp_path):
    copy = tmp_path / "verifier.py"
    copy.write_bytes(FILE.read_bytes())
    done = subprocess.run([sys.executable, "-I", "-S", str(copy), "-h"], capture_output=True, check=False)
    assert done.returncode == 0
    assert b"EXPORT.jsonl" in done.stdout
    assert subprocess.run([sys.executable, "-I", "-S", str(copy)], capture_output=True, check=False).returncode == 2


# --- the published vectors ---


def test_the_vector_of_the_signed_note_specification_verifies():
    note = (
        "This is an example message.\n\n— example.com/foo "
        "Uw2QOkn8srV1yJGh2VYRlL1Tnagv1YEq6TfXppzi2ONncAlTgK7Ztg1ERYNZXsYjOBH3mFXmRKuwHjG1Yu72IneyaQM=\n"
    )
    vkey = "example.com/foo+530d903a+AekyeRrm56hApGFkyQR4ZCbV54Id2LKaANYcrnKv3U2k"
    assert v.signed_at(note, vkey) == 0
    with pytest.raises(v.Unsound, match="does not hold"):
        v.signed_at(note.replace("example message", "exemple message"), vkey)


def test_the_vector_of_the_go_note_package_is_reproduced_bit_by_bit():
    text = "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n"
    signer = parse_signer("PRIVATE+KEY+PeterNeumann+c74f20a3+AYEKFALVFGyNhPJEMzD1QIDr+Y7hfZx09iUvxdXHKDFz")
    assert signer.vkey == "PeterNeumann+c74f20a3+ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW"
    assert sign_text(text, signer) == (
        f"{text}\n— PeterNeumann "
        "x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n"
    )


@pytest.mark.parametrize(
    ("seed", "public", "message", "signature"),  # RFC 8032, section 7.1, tests 1 to 3
    [
        (
            "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60",
            "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
            "",
            "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155"
            "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
        ),
        (
            "4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb",
            "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c",
            "72",
            "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
            "085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00",
        ),
        (
            "c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7",
            "fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025",
            "af82",
            "6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac"
            "18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a",
        ),
    ],
)
def test_the_vectors_of_rfc_8032_verify(seed, public, message, signature):
    key = Ed25519PrivateKey.from_private_bytes(bytes.fromhex(seed))
    assert key.public_key().public_bytes_raw().hex() == public
    args = bytes.fromhex(public), bytes.fromhex(message), bytes.fromhex(signature)
    assert v.ed25519_holds(*args)
    assert not v.ed25519_holds(args[0], args[1] + b"x", args[2])


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_ed25519_agrees_with_an_independent_implementation(seed, message, bit):
    key = Ed25519PrivateKey.from_private_bytes(seed)
    public, signature = key.public_key().public_bytes_raw(), key.sign(message)
    assert v.ed25519_holds(public, message, signature)
    broken = bytearray(signature)
    broken[bit // 8] ^= 1 << bit % 8
    assert not v.ed25519_holds(public, message, bytes(broken))
    bumped = int.from_bytes(signature[32:], "little") + v.L  # the same signature in a second spelling
    if bumped < 2**256:
        assert not v.ed25519_holds(public, message, signature[:32] + bumped.to_bytes(32, "little"))


def test_points_that_are_no_keys_verify_nothing():
    minus_zero = b"\x01" + b"\x00" * 30 + b"\x80"
    for data in (b"\xff" * 32, (v.P + 1).to_bytes(32, "little"), b"\x02" + b"\x00" * 31, minus_zero, b""):
        assert not v.ed25519_holds(data, b"m", bytes(64))
        assert not v.ed25519_holds(bytes(32), b"m", data + bytes(32))


# --- notes ---

NOTE_TEXT = f"{ORIGIN}\n0\n47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=\n"


@pytest.mark.parametrize(
    "note",
    [
        "",
        "\n\n",
        "text\n\n— a\n",
        "text\n\n- a aaaaaaaa\n",
        "text\n\n— a !!!!\n",
        "text\n\n— a AAAA\n",
        "text\n\n— a AAAAAAAAAAAA",
        "no gap\n— a AAAAAAAAAAAA\n",
    ],
)
def test_malformed_notes_are_refused(note):
    with pytest.raises(v.Unsound):
        v.read_note(note)


@pytest.mark.parametrize("size", ["", "-1", "01", "1.0", "٣", "x", " 1"])
def test_malformed_sizes_are_refused(size, signer):
    with pytest.raises(v.Unsound):
        v.read_checkpoint(sign_text(NOTE_TEXT.replace("\n0\n", f"\n{size}\n"), signer))


@pytest.mark.parametrize("root", ["", "AAAA", "not base64 at all", "47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFUAAA=="])
def test_malformed_roots_are_refused(root, signer):
    with pytest.raises(v.Unsound):
        v.read_checkpoint(sign_text(f"{ORIGIN}\n0\n{root}\n", signer))


@pytest.mark.parametrize(
    "vkey", ["", "a", "a+b", "a+00000000+AAAA", "a+00000000+" + base64.b64encode(b"\x01" + bytes(32)).decode()]
)
def test_garbled_verifier_keys_are_refused(vkey):
    with pytest.raises(v.Unsound):
        v.read_vkey(vkey)


def witness(signer, side, **more):
    return {"name": signer.name, "side": side, "key": signer.witness_vkey} | more


def test_a_checkpoint_counts_with_k_of_n_and_one_of_each_side(signer):
    north, south, friend = (make_signer(f"{n}.example") for n in ("north", "south", "friend"))
    known = [witness(north, "north"), witness(friend, "north"), witness(south, "south")]
    note = write_checkpoint(ORIGIN, 0, v.sha256(b""), signer, 1000)
    with pytest.raises(v.Unsound, match="0 of 3 witnesses count, 2 are needed, and none of side north, south"):
        v.standing(note, signer.vkey, known, 2)
    note = cosign(cosign(note, north, 1100), friend, 1200)
    with pytest.raises(v.Unsound, match="2 of 3 witnesses count, 2 are needed, and none of side south"):
        v.standing(note, signer.vkey, known, 2)
    note = cosign(note, south, 1300)
    assert v.standing(note, signer.vkey, known, 2) == {
        ORIGIN: 1000, "north.example": 1100, "friend.example": 1200, "south.example": 1300
    }  # fmt: skip
    with pytest.raises(v.Unsound, match="3 of 3 witnesses count, 4"):
        v.standing(note, signer.vkey, known, 4)


def test_one_witness_named_twice_does_not_count_twice(signer):
    north = make_signer("north.example")
    note = cosign(write_checkpoint(ORIGIN, 0, v.sha256(b""), signer, 1), north, 2)
    with pytest.raises(v.Unsound, match="are needed"):
        v.standing(note, signer.vkey, [witness(north, ""), witness(north, "")], 2)


@pytest.mark.parametrize(
    ("limits", "said"),
    [
        ({"until": 500}, "expired or was revoked"),
        ({"revoked": 500}, "expired or was revoked"),
        ({"from": 501}, "before its key was valid"),
        ({"until": 501, "revoked": 501, "from": 500}, ""),
    ],
)
def test_expired_revoked_and_early_witness_keys_do_not_count(signer, limits, said):
    north = make_signer("north.example")
    note = cosign(write_checkpoint(ORIGIN, 0, v.sha256(b""), signer, 1), north, 500)
    if said:
        with pytest.raises(v.Unsound, match=said):
            v.standing(note, signer.vkey, [witness(north, "north", **limits)], 1)
    else:
        assert v.standing(note, signer.vkey, [witness(north, "north", **limits)], 1)["north.example"] == 500


def test_wrong_keys_and_forged_cosignatures_are_told_apart(signer):
    north, impostor = make_signer("north.example"), make_signer("north.example")
    note = write_checkpoint(ORIGIN, 0, v.sha256(b""), signer, 1)
    with pytest.raises(v.Unsound, match="did not sign"):
        v.standing(note, make_signer(ORIGIN).vkey)
    with pytest.raises(v.Unsound, match="did not cosign"):
        v.standing(cosign(note, impostor, 5), signer.vkey, [witness(north, "n")], 1)
    line = cosign(note, north, 5).splitlines()[-1]
    data = bytearray(base64.b64decode(line.split()[-1]))
    data[11] ^= 1  # the time that was signed
    forged = note + f"— north.example {base64.b64encode(bytes(data)).decode()}\n"
    with pytest.raises(v.Unsound, match="does not hold"):
        v.standing(forged, signer.vkey, [witness(north, "n")], 1)


def test_merging_keeps_each_signature_once(signer):
    north = make_signer("north.example")
    note = write_checkpoint(ORIGIN, 0, v.sha256(b""), signer, 1)
    both = cosign(note, north, 5)
    assert merge(note, both) == merge(both, both) == both
    with pytest.raises(v.Unsound, match="not over the same"):
        merge(note, write_checkpoint(ORIGIN, 1, v.sha256(b"x"), signer, 1))


# --- exports and proofs, run as a rival would run them ---


@pytest.fixture
def exported(log, signer, tmp_path):
    """A log of 700 entries, checkpoints after 0, 300 and all, the last cosigned twice; its export and trust file."""
    north, south = make_signer("north.example"), make_signer("south.example")
    make_checkpoint(log, signer, 1_456_000_000)
    log.append_many([report(f"r{i}") for i in range(300)])
    make_checkpoint(log, signer, 1_456_100_000)
    log.append_many([report(f"s{i}") for i in range(400)])
    note = make_checkpoint(log, signer, 1_456_200_000)
    add_cosignatures(log, cosign(cosign(note, north, 1_456_200_100), south, 1_456_200_200))
    write_export(log, tmp_path / "export.jsonl")
    trust = {"key": signer.vkey, "quorum": 2, "witnesses": [witness(north, "north"), witness(south, "south")]}
    (tmp_path / "trust.json").write_text(json.dumps(trust))
    return tmp_path / "export.jsonl", tmp_path / "trust.json", log


def run(*args):
    done = subprocess.run(
        [sys.executable, "-I", str(FILE), *map(str, args)], capture_output=True, text=True, check=False
    )
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout


def test_a_sound_export_checks(exported, log):
    path, trust, _ = exported
    code, said = run(path, "--trust", trust)
    assert code == 0, said
    assert f"700 entries (0 withheld from you), root {log.root().hex()}" in said
    assert "north.example 2016-02-23T04:01:40Z" in said


def test_the_public_export_withholds_and_still_checks(exported, log, tmp_path):
    log.append(report("p", text="for all"))
    write_export(log, tmp_path / "public.jsonl", PUBLIC)
    path, trust, _ = exported
    text = (tmp_path / "public.jsonl").read_text()
    assert "shelling" not in text
    code, said = run(tmp_path / "public.jsonl", "--trust", trust)
    assert (code, "No checkpoint covers entries 700 to 700" in said) == (1, True)
    lines = [line for line in text.splitlines() if '"seq":700' not in line]
    assert run(path, "--trust", trust, "--against", tmp_path / "public.jsonl")[0] == 0
    assert len(lines) > 700


def _without(text, seq):
    return "\n".join(line for line in text.split("\n") if f'"seq":{seq},' not in line)


def _twice(text, seq):
    return "\n".join(f"{line}\n{line}" if f'"seq":{seq},' in line else line for line in text.split("\n"))


CHANGES = {
    "one word of one entry": (lambda t: t.replace('"subject":"r123"', '"subject":"r124"'), "entry 123 was changed"),
    "two entries": (lambda t: t.replace('"r7"', '"r8"').replace('"s300"', '"s301"'), "entry 7, 600 was changed"),
    "one entry left out": (lambda t: _without(t, 44), "entry 45 stands where entry 44"),
    "one entry doubled": (lambda t: _twice(t, 44), "entry 44 stands where entry 45"),
    "cut at the end": (lambda t: t[: t.rindex("\n", 0, t.rindex('"seq":650,'))] + "\n", "announces 700 entries"),
    "a key doubled": (lambda t: t.replace('{"author"', '{"seq":1,"author"', 1), "stands twice"),
    "not JSON": (lambda t: t.replace('{"author"', '{"author', 1), "damaged"),
    "another's checkpoint": (lambda t: t.replace(f'point":"{ORIGIN}', 'point":"example.org/x'), "is of example.org/x"),
    "a signature changed": (lambda t: t.replace(f"— {ORIGIN} ", f"— {ORIGIN} A", 1), "base64|sign|does not hold"),
    "nothing at all": (lambda _: "", "announces None"),
    "a list": (lambda _: "[1]\n", "damaged"),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_changed_export_is_found_and_the_entry_is_named(exported, change, home):
    if home.kind == "postgres":
        pytest.skip("the export does not depend on the database")
    path, trust, _ = exported
    edit, said = CHANGES[change]
    before = path.read_text("utf-8")
    after = edit(before)
    assert after != before
    path.write_text(after, "utf-8")
    code, out = run(path, "--trust", trust)
    assert code == 1
    assert re.search(said, out), out


def test_any_flipped_byte_of_an_export_is_found(exported, home):
    if home.kind == "postgres":
        pytest.skip("the export does not depend on the database")
    path, trust, _ = exported
    told = json.loads(trust.read_text())
    data = path.read_bytes()
    starts = [i for i, b in enumerate(data) if b == 10]
    for place in [(i * 7919) % len(data) for i in range(60)]:
        broken = bytearray(data)
        broken[place] ^= 1 << place % 7
        path.write_bytes(bytes(broken))
        found = v.Export(str(path), told["key"], told["witnesses"], told["quorum"])
        assert found.problems, place
        line = sum(s < place for s in starts)
        row = data[: starts[line]].rpartition(b"\n")[2]
        if b'"form"' in row and broken[place] != 10:
            seq = json.loads(row)["seq"]
            text = " ".join(found.problems)
            assert f"entry {seq}" in text.lower() or f"line {line + 1}" in text.lower(), text


def test_copies_that_part_are_located(exported, home, tmp_path):
    if home.kind == "postgres":
        pytest.skip("the export does not depend on the database")
    path, trust, _ = exported
    other = tmp_path / "other.jsonl"
    other.write_text(path.read_text().replace('"subject":"s200"', '"subject":"s201"'))
    code, said = run(path, "--trust", trust, "--against", other)
    assert code == 1
    assert "part at entry 500" in said


def test_proof_files_check_and_changed_ones_do_not(exported, tmp_path):
    _, trust, log = exported
    path = tmp_path / "proof.json"
    good = proof(log, seq=123, since=300)
    path.write_text(json.dumps(good))
    code, said = run("--proof", path, "--trust", trust)
    assert code == 0
    assert "entry 123 is in it" in said
    assert "only grew since 300 entries" in said
    for change in (
        {"seq": 124},
        {"entry": good["entry"].replace("r123", "r124")},
        {"path": good["path"][1:]},
        {"old_size": 299},
        {"old_root": good["path"][0]},
        {"consistency": good["consistency"][:-1]},
        {"checkpoint": good["checkpoint"].replace("700", "701")},
        {"seq": "123"},
        {"path": 5},
        {"checkpoint": None},
    ):
        path.write_text(json.dumps(good | change))
        code, said = run("--proof", path, "--trust", trust)
        assert (code, said[:9]) == (1, "NOT SOUND"), change


def test_an_empty_log_can_be_signed_exported_and_checked(home, signer, tmp_path):
    log = home.create(HeldClock())
    make_checkpoint(log, signer, 5)
    write_export(log, tmp_path / "e.jsonl")
    assert v.Export(str(tmp_path / "e.jsonl"), signer.vkey).problems == []


@pytest.mark.slow
def test_the_verifier_keeps_its_memory_small(tmp_path, signer):
    """Its peak does not grow with the export."""
    lines, tree, run = [json.dumps({"servanda": "export/1", "origin": ORIGIN, "size": 60_000}).encode()], v.Tree(), []
    for i in range(60_000):
        line = json.dumps({"form": "x/1", "recorded_at": "2016", "seq": i, "pad": os.urandom(50).hex()}).encode()
        run.append(v.leaf_hash(line))
        tree.push(run[-1])
        lines.append(line)
        if len(run) == 256 or i == 59_999:
            stated = base64.b64encode(b"".join(run)).decode()
            lines.append(json.dumps({"from": tree.size - len(run), "leaves": stated}).encode())
            run = []
    lines.append(json.dumps({"checkpoint": write_checkpoint(ORIGIN, tree.size, tree.root(), signer, 1)}).encode())
    (tmp_path / "e.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    code = (
        "import sys, runpy; sys.argv = sys.argv[1:]\n"
        "try: runpy.run_path(sys.argv[0], run_name='__main__')\n"
        "finally: print([line for line in open('/proc/self/status') if line.startswith('VmHWM')][0].split()[1])"
    )
    done = subprocess.run(
        [sys.executable, "-I", "-c", code, str(FILE), str(tmp_path / "e.jsonl"), "--key", signer.vkey],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    assert "60000 entries" in done.stdout, done.stdout
    assert int(done.stdout.split()[-1]) < 60_000  # KiB


def test_a_withheld_entry_must_be_a_hash_and_time_must_not_run_back(tmp_path, signer):
    """An entry of the wrong size could stand for another tree; an earlier time could hide a late entry."""
    from servanda.record.exports import _line

    def checked(*lines):
        tree, run = v.Tree(), []
        for line in lines:
            row = json.loads(line)
            run.append(base64.b64decode(row["leaf"]) if "leaf" in row else v.leaf_hash(line.rstrip(b"\n")))
            tree.push(run[-1])
        note = write_checkpoint(ORIGIN, tree.size, tree.root(), signer, 1)
        tail = [{"from": 0, "leaves": base64.b64encode(b"".join(run)).decode()}, {"checkpoint": note}]
        head = {"servanda": "export/1", "origin": ORIGIN, "size": len(lines)}
        (tmp_path / "e.jsonl").write_bytes(b"".join([_line(head), *lines, *map(_line, tail)]))
        return " ".join(v.Export(str(tmp_path / "e.jsonl"), signer.vkey).problems)

    def entry(seq, at):
        return _line({"form": "x/1", "recorded_at": at, "seq": seq})

    def withheld(size):
        return _line({"leaf": base64.b64encode(bytes(size)).decode(), "seq": 1})

    assert checked(entry(0, "2016"), withheld(32)) == ""
    assert "malformed" in checked(entry(0, "2016"), withheld(64))
    assert checked(entry(0, "2016"), entry(1, "2016")) == ""
    assert "Entry 1 claims to be older" in checked(entry(0, "2016"), entry(1, "2015"))
