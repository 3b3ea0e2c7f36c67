"""Witnesses cosign only what only grew; a damaged or rewritten record is found, and the entry is named."""

from __future__ import annotations

import json
import random
import shutil
import sqlite3

import pytest

from servanda.record import StoreError, open_record
from servanda.record import verifier as v
from servanda.record.check import check_record
from servanda.record.checkpoint import (
    CheckpointError,
    SplitViewError,
    add_cosignatures,
    last_seen,
    latest_checkpoint,
    make_checkpoint,
    proof,
    read_checkpoints,
    witness,
)
from servanda.record.exports import ExportError, import_export, tile_name, write_export, write_tiles
from servanda.record.notes import KeyFileError, cosign, make_signer, read_signer, write_signer

from .conftest import ORIGIN, HeldClock, report


def test_a_witness_follows_a_growing_log(log, signer, tmp_path):
    north, state = make_signer("north.example"), tmp_path / "north.json"
    for part in range(4):
        log.append_many([report(f"r{part}-{i}") for i in range(37)])
        note = make_checkpoint(log, signer)
        bundle = json.loads(json.dumps(proof(log, since=last_seen(state, ORIGIN))))
        cosigned = witness(bundle, signer.vkey, north, state)
        assert v.signed_at(cosigned, north.witness_vkey) > 0
        merged = add_cosignatures(log, cosigned)
        assert merged.startswith(note)
        assert latest_checkpoint(log) == merged
        assert last_seen(state, ORIGIN) == 37 * (part + 1)
    assert len(read_checkpoints(log)) == 4


def test_the_same_checkpoint_can_be_cosigned_again(log, signer, tmp_path):
    log.append(report())
    make_checkpoint(log, signer)
    for _ in range(2):
        witness(proof(log, since=0), signer.vkey, make_signer("n.example"), tmp_path / "s")


def test_a_witness_refuses_a_rewound_log_and_keeps_the_evidence(log, signer, tmp_path):
    north, state = make_signer("north.example"), tmp_path / "north.json"
    log.append_many([report(f"r{i}") for i in range(10)])
    make_checkpoint(log, signer)
    witness(proof(log, since=0), signer.vkey, north, state)
    shorter = _other_log(tmp_path, log, 7)
    make_checkpoint(shorter, signer)
    before = state.read_bytes()
    with pytest.raises(SplitViewError, match=r"last seen 10 entries .* now shown 7 entries .*rewound"):
        witness(proof(shorter, since=0), signer.vkey, north, state)
    assert state.read_bytes() == before
    (evidence,) = tmp_path.glob("north.json.evidence-7-*.json")
    kept = json.loads(evidence.read_text())
    assert v.read_checkpoint(kept["seen"])[1] == 10
    assert v.read_checkpoint(kept["shown"])[1] == 7


def test_a_witness_refuses_a_split_view(log, signer, tmp_path):
    north, state = make_signer("north.example"), tmp_path / "north.json"
    log.append_many([report(f"r{i}") for i in range(10)])
    make_checkpoint(log, signer)
    witness(proof(log, since=0), signer.vkey, north, state)
    other = _other_log(tmp_path, log, 6)
    other.append_many([report(f"other{i}") for i in range(6)])
    make_checkpoint(other, signer)
    with pytest.raises(SplitViewError, match="split view"):
        witness(proof(other, since=10), signer.vkey, north, state)
    same_size = _other_log(tmp_path, log, 9)
    same_size.append(report("another last entry"))
    make_checkpoint(same_size, signer)
    with pytest.raises(SplitViewError, match="split view"):
        witness(proof(same_size, since=10), signer.vkey, north, state)
    with pytest.raises(SplitViewError, match="differs from the one"):
        add_cosignatures(log, latest_checkpoint(same_size))


def test_a_witness_asks_for_the_proof_it_needs_and_does_not_trust_other_keys(log, signer, tmp_path):
    north, state = make_signer("north.example"), tmp_path / "north.json"
    log.append_many([report(f"r{i}") for i in range(5)])
    make_checkpoint(log, signer)
    witness(proof(log, since=0), signer.vkey, north, state)
    log.append(report("more"))
    make_checkpoint(log, signer)
    with pytest.raises(CheckpointError, match="--since 5"):
        witness(proof(log), signer.vkey, north, state)
    with pytest.raises(v.Unsound, match="did not sign"):
        witness(proof(log, since=5), make_signer(ORIGIN).vkey, north, state)
    with pytest.raises(KeyFileError, match="signed by its own key"):
        make_checkpoint(_other_log(tmp_path, log, 3), north)


def test_a_foreign_checkpoint_is_not_taken_in(log, signer):
    log.append(report())
    make_checkpoint(log, signer)
    log.append(report())
    with pytest.raises(CheckpointError, match="no checkpoint of 2"):
        add_cosignatures(log, cosign(latest_checkpoint(log).replace("\n1\n", "\n2\n"), make_signer("n"), 1))


def test_keys_come_back_and_are_never_overwritten(tmp_path, signer):
    write_signer(signer, tmp_path / "key")
    assert read_signer(tmp_path / "key") == signer
    assert (tmp_path / "key").stat().st_mode & 0o777 == 0o600
    with pytest.raises(KeyFileError, match="never overwritten"):
        write_signer(signer, tmp_path / "key")
    for text in ("", "x", (tmp_path / "key").read_text().replace(ORIGIN, "example.org/south"), "PRIVATE+KEY+a+00+AAAA"):
        (tmp_path / "bad").write_text(text)
        with pytest.raises(KeyFileError):
            read_signer(tmp_path / "bad")
    with pytest.raises(KeyFileError):
        read_signer(tmp_path / "none")
    with pytest.raises(KeyFileError, match="cannot name a key"):
        make_signer("two words")


def test_a_sound_record_is_found_sound(log, signer):
    log.append_many([report(f"r{i}") for i in range(1100)])
    make_checkpoint(log, signer)
    found = check_record(log, signer.vkey)
    assert found.problems == ()
    assert (found.size, found.root, found.checkpoints) == (1100, log.root(), 1)


@pytest.fixture
def signed(log, signer):
    """A log of 130 entries, checkpoints at 50, 100 and 130, its protection removed as a thief in the house would."""
    log.append_many([report(f"r{i}") for i in range(50)])
    make_checkpoint(log, signer)
    log.append_many([report(f"r{i}") for i in range(50, 100)])
    make_checkpoint(log, signer)
    log.append_many([report(f"r{i}") for i in range(100, 130)])
    make_checkpoint(log, signer)
    if "postgres" in log.store.place:
        log.store.run("alter table entry disable trigger all")
        log.store.run("alter table node disable trigger all")
    else:
        for (name,) in log.store.rows("select name from sqlite_master where type = 'trigger'"):
            log.store.run(f"drop trigger {name}")
    return log


def test_a_changed_entry_is_named(signed, signer):
    payload = signed.entry(61).payload.replace(b"shelling", b"air-raid")
    signed.store.run("update entry set payload = ? where seq = 61", (payload,))
    (problem,) = check_record(signed, signer.vkey).problems
    assert "Entry 61 is not what it was when it was recorded" in problem.message


def test_a_missing_entry_is_named(signed, signer):
    signed.store.run("delete from entry where seq = 61")
    assert "Entry 61 is missing" in check_record(signed, signer.vkey).problems[0].message


def test_a_changed_hash_in_the_tree_is_located(signed, signer):
    signed.store.run("update node set hash = ? where level = 3 and idx = 7", (bytes(32),))
    said = [p.message for p in check_record(signed, signer.vkey).problems]
    assert any("entries 56 to 63" in s for s in said)


def test_an_entry_rewritten_with_its_whole_tree_is_caught_by_the_checkpoints(signed, signer):
    """Somebody with the database and the code, but without the key, rewrites entry 61 and every hash above it."""
    from servanda.record.tree import Edge, leaf_hash

    payload = signed.entry(61).payload.replace(b"shelling", b"air-raid")
    signed.store.run("update entry set payload = ? where seq = 61", (payload,))
    edge = Edge()
    for one in list(signed.payloads()):
        for level, index, h in edge.push(leaf_hash(one)):
            signed.store.run("update node set hash = ? where level = ? and idx = ?", (h, level, index))
    problems = check_record(signed, signer.vkey).problems
    assert "Entries 50 to 99: at least one is not what was signed" in problems[0].message
    assert "--against" in problems[0].hint


def test_a_cut_tail_is_found_by_the_checkpoint(signed, signer):
    signed.store.run("delete from entry where seq >= 120")
    signed.store.run("delete from known where seq >= 120")
    said = [p.message for p in check_record(signed, signer.vkey).problems]
    assert any("entries 120 to 129 were lost or cut off" in s for s in said)


def test_a_forged_checkpoint_is_found(signed, signer):
    signed.store.run("update note set note = replace(note, ?, ?) where size = 100", ("\n100\n", "\n99\n"))
    assert "does not hold" in check_record(signed, signer.vkey).problems[0].message


def test_lost_derived_rows_are_noticed_and_rebuilt(signed, signer):
    signed.store.run("delete from known where seq = 3")
    assert "129 of 130" in check_record(signed, signer.vkey).problems[0].message
    signed.rebuild()
    assert check_record(signed, signer.vkey).problems == ()


def test_too_few_witnesses_are_told(signed, signer):
    north = make_signer("north.example")
    known = [{"name": north.name, "side": "north", "key": north.witness_vkey}]
    assert "0 of 1 witnesses count" in check_record(signed, signer.vkey, known, 1).problems[-1].message


def test_any_flipped_byte_of_the_database_file_is_found_or_was_of_no_consequence(tmp_path, signer):
    """Every flip is told, or the file still holds every entry, node and checkpoint as it was."""
    from servanda.record import create_record

    path = tmp_path / "r.db"
    log = create_record(path, ORIGIN, clock=HeldClock())
    log.append_many([report(f"r{i}", text="word " * 40) for i in range(120)])
    make_checkpoint(log, signer)
    content = [list(log.store.rows(f"select * from {t}")) for t in ("entry", "node", "note")]
    log.store.run("pragma wal_checkpoint(truncate)")
    log.close()
    data = path.read_bytes()
    rng, named, silent = random.Random(3), 0, 0
    for _ in range(150):
        place = rng.randrange(len(data))
        broken = bytearray(data)
        broken[place] ^= 1 << rng.randrange(8)
        copy = tmp_path / "copy.db"
        for old in tmp_path.glob("copy.db*"):
            old.unlink()
        copy.write_bytes(bytes(broken))
        try:
            found = check_record(open_record(copy), signer.vkey).problems
        except StoreError:
            continue
        except Exception as e:
            pytest.fail(f"byte {place}: {type(e).__name__}: {e}")
        if found:
            named += any(p.code in {"record.changed", "record.gone", "record.node", "record.bytes"} for p in found)
            continue
        silent += 1
        with sqlite3.connect(copy) as db:
            assert content == [db.execute(f"select * from {t}").fetchall() for t in ("entry", "node", "note")], place
    assert named > 20


def test_an_export_imported_into_the_other_database_gives_the_same_root(log, other_home, signer, tmp_path):
    log.append_many([report(f"r{i}", lon=i / 7) for i in range(600)])
    make_checkpoint(log, signer)
    path = tmp_path / "e.jsonl"
    write_export(log, path)
    other = other_home.create()
    assert import_export(other, path) == 600
    assert other.root() == log.root()
    assert read_checkpoints(other) == read_checkpoints(log)
    assert check_record(other, signer.vkey).problems == ()
    assert import_export(other, path) == 0
    log.append(report("later"))
    write_export(log, path)
    assert import_export(other, path) == 1
    other.append(report("mine"))
    log.append(report("theirs"))
    write_export(log, path)
    with pytest.raises(ExportError, match="parts from this record at entry 601"):
        import_export(other, path)


def test_imports_refuse_what_is_no_full_export_of_this_record(log, tmp_path):
    from servanda.record.policy import PUBLIC

    log.append(report())
    path = tmp_path / "e.jsonl"
    write_export(log, path, PUBLIC)
    other = _other_log(tmp_path, log, 0)
    with pytest.raises(ExportError, match="withholds entry 0"):
        import_export(other, path)
    path.write_text("nonsense\n")
    with pytest.raises(ExportError, match="line 1"):
        import_export(other, path)
    path.write_text('{"origin":"example.org/other","servanda":"export/1","size":0}\n')
    with pytest.raises(ExportError, match=r"example\.org/other"):
        import_export(other, path)
    assert other.size == 0


def test_tiles_hold_the_tree_as_the_specification_lays_it_out(log, signer, tmp_path):
    log.append_many([report(f"r{i}") for i in range(70_000 if log.store.place.endswith(".db") else 600)])
    with pytest.raises(ExportError, match="No checkpoint"):
        write_tiles(log, tmp_path / "t")
    make_checkpoint(log, signer)
    write_tiles(log, tmp_path / "t")
    size = log.size
    assert (tmp_path / "t/checkpoint").read_text() == latest_checkpoint(log)
    tree = v.Tree()
    for tile in range((size + 255) // 256):
        width = min(256, size - tile * 256)
        name = tile_name(tile) + ("" if width == 256 else f".p/{width}")
        data = (tmp_path / "t/tile/0" / name).read_bytes()
        assert len(data) == 32 * width
        for i in range(width):
            tree.push(data[32 * i : 32 * i + 32])
    assert tree.root() == log.root()
    above = (tmp_path / "t/tile/1" / ("000" if size >= 65_536 else f"000.p/{size // 256}")).read_bytes()
    assert above[32:64] == log.store.nodes([(8, 1)])[8, 1]
    if size >= 65_536:
        assert (tmp_path / "t/tile/2/000.p/1").read_bytes() == log.store.nodes([(16, 0)])[16, 0]


def _other_log(tmp_path, log, size):
    """Another record that begins with the first ``size`` entries of ``log``."""
    from servanda.record import create_record

    path = tmp_path / f"other{random.random()}.db"
    other = create_record(path, ORIGIN, clock=HeldClock())
    other.ingest(list(log.payloads(0, size)))
    return other


def test_a_copied_file_is_not_the_record_of_another_place(tmp_path, signer):
    """A plain copy of a closed record opens and checks like the original."""
    from servanda.record import create_record

    log = create_record(tmp_path / "a.db", ORIGIN)
    log.append_many([report(f"r{i}") for i in range(10)])
    make_checkpoint(log, signer)
    log.close()
    shutil.copy(tmp_path / "a.db", tmp_path / "b.db")
    assert check_record(open_record(tmp_path / "b.db", read_only=True), signer.vkey).problems == ()
