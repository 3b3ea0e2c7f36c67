"""Signing checkpoints: C2SP signed notes by the log, cosignatures by its witnesses. Checking is in ``verifier.py``.

A key is kept as one line of text, ``PRIVATE+KEY+name+id+base64(1, seed)``; from it both verifier keys follow: that of
plain signatures (the log's) and that of timestamped cosignatures (a witness's).
"""

from __future__ import annotations

import base64
import os
from dataclasses import dataclass
from pathlib import Path

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from servanda.errors import ServandaError

from . import verifier as v

_PREFIX = "PRIVATE+KEY+"


class KeyFileError(ServandaError):
    """A file that holds no signing key."""


@dataclass(frozen=True)
class Signer:
    """Somebody who can sign, by name. The name of a log's signer is the log's origin."""

    name: str
    seed: bytes

    @property
    def public(self) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    @property
    def vkey(self) -> str:
        """The verifier key of plain signatures."""
        return str(v.write_vkey(self.name, v.SIGNATURE, self.public))

    @property
    def witness_vkey(self) -> str:
        """The verifier key of cosignatures."""
        return str(v.write_vkey(self.name, v.COSIGNATURE, self.public))

    def sign(self, message: bytes) -> bytes:
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)


def make_signer(name: str) -> Signer:
    """A new key. Raises KeyFileError for a name that cannot stand on a signature line."""
    if not name or len(name) > 200 or "+" in name or any(c.isspace() or not c.isprintable() for c in name):
        raise KeyFileError(f"{name!r:.80} cannot name a key: no spaces, no '+', such as example.org/north.")
    return Signer(name, os.urandom(32))


def write_signer(signer: Signer, path: Path) -> None:
    """Write a key that only this user can read. Raises KeyFileError where the file exists."""
    data = base64.b64encode(bytes([v.SIGNATURE]) + signer.seed).decode()
    ident = v.key_id(signer.name, v.SIGNATURE, signer.public).hex()
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w", encoding="utf-8") as f:
            f.write(f"{_PREFIX}{signer.name}+{ident}+{data}\n")
            f.flush()
            os.fsync(f.fileno())
    except FileExistsError as e:
        raise KeyFileError(f"{path} exists: a key is never overwritten. Choose another name.") from e
    except OSError as e:
        raise KeyFileError(f"{path}: {e.strerror}.") from e


def read_signer(path: Path) -> Signer:
    """The key in a file. Raises KeyFileError."""
    try:
        text = path.read_text("utf-8").strip()
    except (OSError, UnicodeDecodeError) as e:
        raise KeyFileError(f"{path} cannot be read as a key. Make one with `servanda record keys`.") from e
    return parse_signer(text, str(path))


def parse_signer(text: str, place: str = "the key") -> Signer:
    """A signing key from its line of text."""
    parts = text.removeprefix(_PREFIX).split("+", 2)
    try:
        data = base64.b64decode(parts[2], validate=True) if text.startswith(_PREFIX) and len(parts) == 3 else b""
    except ValueError:
        data = b""
    if len(data) != 33 or data[0] != v.SIGNATURE:
        raise KeyFileError(f"{place} is not a signing key. Make one with `servanda record keys`.")
    signer = Signer(parts[0], data[1:])
    if v.key_id(signer.name, v.SIGNATURE, signer.public).hex() != parts[1]:
        raise KeyFileError(f"{place} is garbled: its id does not fit its key.")
    return signer


def sign_text(text: str, signer: Signer) -> str:
    """A signed note: the text, an empty line, the signature."""
    return f"{text}\n{_line(signer.name, v.SIGNATURE, signer.public, signer.sign(text.encode()))}"


def write_checkpoint(origin: str, size: int, root: bytes, signer: Signer, at: int) -> str:
    """A checkpoint signed by the log's key, which also cosigns it so that it carries a time (Unix seconds)."""
    if signer.name != origin:
        raise KeyFileError(f"The log {origin} is signed by its own key, not by that of {signer.name}.")
    return cosign(sign_text(f"{origin}\n{size}\n{base64.b64encode(root).decode()}\n", signer), signer, at)


def cosign(note: str, signer: Signer, at: int) -> str:
    """The note with one more cosignature, which says: at this time I had seen that this log only grew."""
    text, _ = v.read_note(note)
    signature = signer.sign(f"cosignature/v1\ntime {at}\n{text}".encode())
    return note + _line(signer.name, v.COSIGNATURE, signer.public, at.to_bytes(8, "big") + signature)


def merge(note: str, other: str) -> str:
    """One note with the signatures of both; they must be over the same text."""
    if v.read_note(note)[0] != v.read_note(other)[0]:
        raise v.Unsound("The two notes are not over the same text: keep both, and compare them.")
    lines = note[:-1].rpartition("\n\n")[2].split("\n") + other[:-1].rpartition("\n\n")[2].split("\n")
    return f"{v.read_note(note)[0]}\n" + "".join(f"{line}\n" for line in dict.fromkeys(lines))


def _line(name: str, kind: int, public: bytes, signature: bytes) -> str:
    return f"{v.DASH}{name} {base64.b64encode(v.key_id(name, kind, public) + signature).decode()}\n"
