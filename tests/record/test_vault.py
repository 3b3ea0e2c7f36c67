"""Sealed words can be forgotten: everywhere, for good, and without a crack in any proof."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from servanda.record import Draft, RejectedError, Vault, VaultError, open_record
from servanda.record import verifier as v
from servanda.record.check import check_record
from servanda.record.checkpoint import latest_checkpoint, make_checkpoint, proof
from servanda.record.exports import write_export, write_public_copy, write_tiles
from servanda.record.tables import table

from .conftest import Home, report

WORD = "Umm-Ahmad-of-the-third-house"
SECRET = {"act": "shelling", "witness": WORD, "text": f"I, {WORD}, saw it."}


def sealed(subject="s1", **more):
    return Draft("report/1", "monitor:m2", SECRET | more, subject, sealed=True)


def everything(home: Home, tmp_path: Path, cluster=None) -> bytes:
    """Every byte that the record left on the disk: database, write-ahead logs, vault, exports."""
    folders = [tmp_path] if home.kind == "sqlite" else [tmp_path, cluster.folder]
    return b"".join(p.read_bytes() for f in folders for p in sorted(f.rglob("*")) if p.is_file())


def test_a_sealed_body_comes_back_with_its_key_and_not_without(log, home):
    seq = log.append(sealed()).seq
    assert log.entry(seq).body == SECRET
    assert table(log, "reports")["witness"].to_pylist() == [WORD]
    stranger = open_record(home.place)
    assert stranger.entry(seq).body is None
    assert table(stranger, "reports")["witness"].to_pylist() == [None]
    assert table(stranger, "reports")["sealed"].to_pylist() == [True]
    stranger.close()


def test_the_log_commits_to_the_words_and_the_opening_proves_them(log):
    import hashlib

    from servanda.record import canonical

    entry = log.entry(log.append(sealed()).seq)
    salt = log.vault.opening(entry.commitment)
    assert hashlib.sha256(bytes.fromhex(salt) + canonical(SECRET)).hexdigest() == entry.commitment
    again = log.entry(log.append(sealed("s2")).seq)
    assert again.commitment != entry.commitment  # the same words do not look the same


def test_erased_words_are_gone_from_every_file_and_every_proof_still_holds(log, home, request, signer, tmp_path):
    cluster = request.getfixturevalue("cluster") if home.kind == "postgres" else None
    log.append_many([report(f"r{i}") for i in range(20)])
    seq = log.append(sealed()).seq
    corrected = Draft(
        "correction/1", "monitor:m2", {"body": SECRET | {"act": "detain"}, "reason": WORD}, f"#{seq}", sealed=True
    )
    log.append(corrected)
    log.append_many([report(f"r{i}") for i in range(20, 40)])
    note = make_checkpoint(log, signer)
    before, root = proof(log, seq, 5, note), log.root()
    cipher = bytes(log.store.rows("select cipher from sealed where seq = ?", (seq,))[0][0])
    keys = [p.read_bytes() for p in home.vault.folder.rglob("*.key")]
    assert len(keys) == 2
    receipts = log.erase(seq, "keeper:k", "safety of the source")
    assert len(receipts) == 2
    write_export(log, tmp_path / "after.jsonl")
    write_public_copy(log, tmp_path / "public.db")
    write_tiles(log, tmp_path / "tiles")
    data = everything(home, tmp_path, cluster)
    assert WORD.encode() not in data
    assert all(key not in data and key[32:] not in data for key in keys)
    if home.kind == "sqlite":
        assert cipher not in data
    assert log.store.rows("select count(*) from sealed") == [(0,)]
    assert log.entry(seq).body is None
    assert log.root(41 + 1) == root
    assert check_record(log, signer.vkey).problems == ()
    assert proof(log, seq, 5, note) == before
    v.check_proof(before, signer.vkey)
    make_checkpoint(log, signer)
    v.check_proof(proof(log, seq, 41), signer.vkey)
    assert latest_checkpoint(log) != note
    assert "s1" not in table(log, "reports")["subject"].to_pylist()
    assert table(log, "redactions")["reason"].to_pylist() == ["safety of the source"] * 2
    at_the_time = [r for r in table(log, "reports", seq + 1).to_pylist() if r["subject"] == "s1"]
    assert [(r["sealed"], r["witness"], r["act"]) for r in at_the_time] == [(True, None, None)]


def test_words_are_never_in_the_database_even_before_they_are_erased(log, home, request, tmp_path):
    cluster = request.getfixturevalue("cluster") if home.kind == "postgres" else None
    log.append(sealed())
    if home.kind == "postgres":
        log.store.run("checkpoint")
    assert WORD.encode() not in everything(home, tmp_path, cluster)


def test_an_interrupted_erasure_is_completed_later(log, home, monkeypatch):
    seq = log.append(sealed()).seq
    commitment = log.entry(seq).commitment
    monkeypatch.setattr(Vault, "destroy", lambda *_: (_ for _ in ()).throw(OSError("power cut")))
    with pytest.raises(OSError, match="power cut"):
        log.erase(seq, "keeper:k", "safety")
    monkeypatch.undo()
    assert home.vault.holds(commitment)
    again = home.open()
    assert again.entry(seq).body is None  # the cipher text went with the redaction
    assert again.finish_erasures() == 1
    assert not home.vault.holds(commitment)
    assert again.finish_erasures() == 0


def test_erasing_again_is_harmless_and_a_lost_answer_too(log):
    draft = Draft("report/1", "monitor:m2", SECRET, "s1", ref="phone/1", sealed=True)
    seq = log.append(draft).seq
    log.erase(seq, "monitor:m2", "my source is in danger")
    assert log.append(draft).repeated  # resubmitting does not bring the words back
    assert log.entry(seq).body is None
    log.erase(seq, "keeper:k", "again")
    assert log.store.rows("select count(*) from sealed") == [(0,)]


def test_who_may_erase_and_what(log):
    seq = log.append(sealed()).seq
    plain = log.append(report()).seq
    for author in ("monitor:other", "party@north:x", "nobody"):
        with pytest.raises(RejectedError, match="may not erase"):
            log.erase(seq, author, "x")
    with pytest.raises(RejectedError, match="not sealed"):
        log.erase(plain, "keeper:k", "x")
    assert log.entry(seq).body == SECRET


def test_private_fields_are_refused_outside_a_seal(log):
    with pytest.raises(RejectedError, match="witness may endanger somebody"):
        log.append(Draft("report/1", "monitor:m2", SECRET, "s"))
    seq = log.append(sealed()).seq
    with pytest.raises(RejectedError, match="so must be its correction"):
        log.append(Draft("correction/1", "monitor:m2", {"body": {"act": "x"}, "reason": "r"}, f"#{seq}", "sealed"))


def test_wrong_keys_damaged_keys_and_changed_cipher_texts_are_told(log, home):
    seq = log.append(sealed()).seq
    entry = log.entry(seq)
    (key,) = home.vault.folder.rglob("*.key")
    good = key.read_bytes()
    key.write_bytes(bytes(64))
    with pytest.raises(VaultError, match="key is another one"):
        log.entry(seq)
    key.write_bytes(good[:10])
    with pytest.raises(VaultError, match="damaged"):
        log.entry(seq)
    key.write_bytes(good[:32] + bytes(32))
    with pytest.raises(VaultError, match="not the one that the log committed to"):
        log.entry(seq)
    key.write_bytes(good)
    assert log.entry(seq).body == SECRET
    other = home.vault.seal(b"{}")[1]
    with pytest.raises(VaultError, match="changed"):
        home.vault.open(entry.commitment, other)
    assert table(log, "reports").num_rows == 1


def test_a_sealed_entry_leaks_nothing_into_what_others_search(log):
    """What stands beside a sealed body is its form, author, subject and compartment: nothing of the words."""
    log.append(sealed())
    (row,) = log.store.rows("select * from known")
    assert list(row) == [0, "report/1", "reports", 0, None, "s1", "monitor:m2", "sealed"]
    payload = json.loads(next(log.payloads()))
    assert set(payload) == {"author", "compartment", "form", "recorded_at", "salt", "sealed", "seq", "subject"}
    assert len(payload["sealed"]) == 64


def test_a_thousand_keys_are_files_of_one_user(log, home):
    log.append_many([sealed(f"s{i}") for i in range(30)])
    keys = list(home.vault.folder.rglob("*.key"))
    assert len(keys) == 30
    assert {p.stat().st_mode & 0o777 for p in keys} == {0o600}
    assert not list(home.vault.folder.rglob("*.new"))


def test_sealed_words_move_to_another_database_with_the_same_vault_and_erased_ones_do_not(log, other_home, tmp_path):
    from servanda.record.exports import import_export

    kept, gone = log.append(sealed("kept")).seq, log.append(sealed("gone")).seq
    write_export(log, tmp_path / "before.jsonl", with_sealed=True)
    log.erase(gone, "keeper:k", "safety")
    write_export(log, tmp_path / "e.jsonl", with_sealed=True)
    assert WORD not in (tmp_path / "e.jsonl").read_text()
    other = other_home.create()
    assert import_export(other, tmp_path / "e.jsonl") == 3
    assert other.entry(kept).body == SECRET
    assert other.entry(gone).body is None
    import_export(other, tmp_path / "before.jsonl")  # an old export does not bring the cipher text back
    assert other.store.rows("select seq from sealed") == [(kept,)]


def test_nothing_is_erased_without_the_vault_since_the_key_would_live_on(log, home):
    seq = log.append(sealed()).seq
    stranger = open_record(home.place)
    with pytest.raises(VaultError, match="cannot be destroyed without its vault"):
        stranger.erase(seq, "keeper:k", "x")
    stranger.close()
    assert log.entry(seq).body == SECRET
    assert log.size == 1


def test_a_destroyed_key_is_overwritten_and_not_only_unlinked(log, home, tmp_path):
    seq = log.append(sealed()).seq
    (key,) = home.vault.folder.rglob("*.key")
    secret = key.read_bytes()
    (tmp_path / "another-name").hardlink_to(key)
    log.erase(seq, "keeper:k", "x")
    assert not key.exists()
    assert (tmp_path / "another-name").read_bytes() != secret


def test_a_correction_in_the_same_batch_as_its_sealed_original_must_be_sealed_too(log):
    bare = Draft("correction/1", "monitor:m2", {"body": {"act": "x"}, "reason": "r"}, "#0", "sealed")
    added = log.append_many([sealed(), bare])
    assert (added.added, [place for place, _ in added.aside]) == (1, [1])
    assert "so must be its correction" in added.aside[0][1][0].message
