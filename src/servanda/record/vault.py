"""Keys of sealed bodies: one small file each, beside the database and never in it, so that forgetting is deleting one.

A sealed body lies in the database as AES-256-GCM cipher text under its own key; the log holds only the commitment
SHA-256(salt ‖ body). Key and salt are the file ``ab/abcd….key`` named by the commitment. Once it is destroyed, neither
the cipher text (in old backups, in freed disk blocks) nor a guess at the words can be checked any more.
"""

from __future__ import annotations

import hashlib
import os
from pathlib import Path

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from servanda.errors import ServandaError

_KEY, _SALT, _NONCE = 32, 32, 12


class VaultError(ServandaError):
    """A sealed body cannot be opened with what is here."""


class Vault:
    """A folder of keys. Keep it on its own encrypted volume, and out of the backups of the database."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def seal(self, body: bytes) -> tuple[str, bytes]:
        """Encrypt a body under a new key: (commitment, cipher text). The key is on disk when this returns."""
        secret = os.urandom(_KEY + _SALT)
        commitment = hashlib.sha256(secret[_KEY:] + body).hexdigest()
        nonce = os.urandom(_NONCE)
        cipher = nonce + AESGCM(secret[:_KEY]).encrypt(nonce, body, bytes.fromhex(commitment))
        path = self._path(commitment)
        path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
        draft = path.with_suffix(".new")
        with os.fdopen(os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as f:
            f.write(secret)
            f.flush()
            os.fsync(f.fileno())
        draft.rename(path)
        _sync(path.parent)
        _sync(self.folder)
        return commitment, cipher

    def open(self, commitment: str, cipher: bytes) -> bytes:
        """The body. Raises VaultError where the key is not here or the cipher text was changed."""
        secret = self._secret(commitment)
        if secret is None:
            raise VaultError(
                f"The key of {commitment[:16]}… is not in {self.folder}: it was erased, or lies elsewhere."
            )
        try:
            body = AESGCM(secret[:_KEY]).decrypt(cipher[:_NONCE], cipher[_NONCE:], bytes.fromhex(commitment))
        except InvalidTag as e:
            raise VaultError(f"The sealed body {commitment[:16]}… was changed, or its key is another one.") from e
        if hashlib.sha256(secret[_KEY:] + body).hexdigest() != commitment:
            raise VaultError(f"The sealed body {commitment[:16]}… is not the one that the log committed to.")
        return body

    def opening(self, commitment: str) -> str | None:
        """The salt (hex) that proves to somebody which words the log committed to; None if it is gone."""
        secret = self._secret(commitment)
        return None if secret is None else secret[_KEY:].hex()

    def holds(self, commitment: str) -> bool:
        return self._path(commitment).exists()

    def destroy(self, commitment: str) -> None:
        """Overwrite and remove the key. Doing it twice is harmless."""
        path = self._path(commitment)
        for old in (path, path.with_suffix(".new")):
            if old.exists():
                with old.open("r+b") as f:
                    f.write(os.urandom(_KEY + _SALT))
                    f.flush()
                    os.fsync(f.fileno())
                old.unlink()
                _sync(path.parent)

    def _path(self, commitment: str) -> Path:
        return self.folder / commitment[:2] / f"{commitment}.key"

    def _secret(self, commitment: str) -> bytes | None:
        try:
            secret = self._path(commitment).read_bytes()
        except FileNotFoundError:
            return None
        except OSError as e:
            raise VaultError(f"{self._path(commitment)} cannot be read: {e.strerror}.") from e
        if len(secret) != _KEY + _SALT:
            raise VaultError(f"{self._path(commitment)} is not a key of this vault: it is damaged.")
        return secret


def _sync(folder: Path) -> None:
    fd = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(fd)
    finally:
        os.close(fd)
