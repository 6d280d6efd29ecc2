"""Checkpoints as signed notes: a text that says how long the log is and what its tree's head is.

Formats: C2SP ``tlog-checkpoint`` and ``signed-note``, with Ed25519 keys written as
golang.org/x/mod/sumdb/note writes them. A line ``time …`` is added to the checkpoint's three.
"""

import base64
import binascii
import hashlib
import os
import secrets
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from kb.errors import SettingsError, UnreadableError

_ED25519 = b"\x01"
_MARK = "\u2014 "
KEY_FILE = "audit.key"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of the first ``size`` rows at a time, and the signed note that says so."""

    size: int
    root: str
    at: str
    origin: str
    note: str


@dataclass(frozen=True, slots=True)
class Signer:
    """A key that signs checkpoints; ``name`` is their first line."""

    name: str
    seed: bytes

    @property
    def public_key(self) -> str:
        """The verifier's key: name, key id and public key with ``+`` between them."""
        public = self._public()
        return f"{self.name}+{_key_id(self.name, public).hex()}+{_b64(_ED25519 + public)}"

    def _public(self) -> bytes:
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    def checkpoint(self, size: int, root: bytes, at: str) -> Checkpoint:
        """A signed checkpoint."""
        from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

        body = f"{self.name}\n{size}\n{_b64(root)}\ntime {at}\n"
        signature = Ed25519PrivateKey.from_private_bytes(self.seed).sign(body.encode())
        signed = _b64(_key_id(self.name, self._public()) + signature)
        note = f"{body}\n{_MARK}{self.name} {signed}\n"
        return Checkpoint(size, root.hex(), at, self.name, note)


def signer(home: Path) -> tuple[Signer, bool]:
    """The key in ``home`` and whether it was made just now; only its owner may read the file.

    Raises ``SettingsError`` when it cannot be used, or others may read it.
    """
    path = home / KEY_FILE
    seed, name = secrets.token_bytes(32), f"vouch.audit/{secrets.token_hex(6)}"
    fresh = False
    try:
        home.mkdir(parents=True, exist_ok=True, mode=0o700)
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(f"PRIVATE+KEY+{name}+{_b64(seed)}\n")
        fresh = True
    except FileExistsError:
        pass
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from error
    return _read(path), fresh


def known_signer(home: Path) -> Signer | None:
    """The key in ``home``, if there is one. Raises ``SettingsError`` as ``signer`` does."""
    path = home / KEY_FILE
    return _read(path) if path.exists() else None


def _read(path: Path) -> Signer:
    try:
        mode = path.stat().st_mode
        text = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the key of the audit log in {path} cannot be read") from error
    if os.name == "posix" and mode & 0o077:
        raise SettingsError(
            f"{path} can be read by other users of this machine; put it out of their reach with "
            f"chmod 600 {path}"
        )
    parts = text.split("+", 3)
    try:
        if len(parts) != 4 or parts[:2] != ["PRIVATE", "KEY"]:
            raise ValueError("not a private key")
        seed = base64.b64decode(parts[3], validate=True)
        if len(seed) != 32:
            raise ValueError("of another length")
    except ValueError as error:
        raise SettingsError(
            f"{path} holds no key of the audit log; put the right one back from where you keep it"
        ) from error
    return Signer(parts[2], seed)


def parse_all(text: str, where: str) -> list[Checkpoint]:
    """The checkpoints of a file, one after the other. Raises ``UnreadableError``."""
    found: list[Checkpoint] = []
    lines: list[str] = []
    for line in text.splitlines():
        if not line and not lines:
            continue
        lines.append(line)
        if line.startswith(_MARK):
            found.append(parse("\n".join(lines) + "\n", where))
            lines = []
    if lines:
        raise UnreadableError("a checkpoint is cut off in the middle", "", where)
    return found


def parse(note: str, where: str = "") -> Checkpoint:
    """What a note says, its signature not looked at. Raises ``UnreadableError``."""
    body = note.partition("\n\n")[0].split("\n")
    try:
        origin, size, head = body[:3]
        at = next(line[5:] for line in body[3:] if line.startswith("time "))
        root = base64.b64decode(head, validate=True)
        if not size.isdecimal() or len(root) != 32:
            raise ValueError("no size and head")
    except (ValueError, StopIteration) as error:
        raise UnreadableError("this is no checkpoint of an audit log", "", where) from error
    return Checkpoint(int(size), root.hex(), at, origin, note)


def is_signed(note: str, public_keys: Iterable[str]) -> bool:
    """Whether one of ``public_keys`` signed the note. Raises ``SettingsError`` for a wrong key."""
    from cryptography.exceptions import InvalidSignature
    from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

    body, _, signatures = note.partition("\n\n")
    signed = {}
    for line in signatures.split("\n"):
        name, _, value = line.removeprefix(_MARK).partition(" ")
        try:
            blob = base64.b64decode(value, validate=True)
        except binascii.Error:
            continue
        signed[(name, blob[:4])] = blob[4:]
    for text in public_keys:
        name, key_id, public = _public_key(text)
        try:
            Ed25519PublicKey.from_public_bytes(public).verify(
                signed.get((name, key_id), b""), f"{body}\n".encode()
            )
        except InvalidSignature:
            continue
        return True
    return False


def _public_key(text: str) -> tuple[str, bytes, bytes]:
    name, _, rest = text.strip().partition("+")
    key_id, _, blob = rest.partition("+")
    try:
        decoded = base64.b64decode(blob, validate=True)
    except binascii.Error:
        decoded = b""
    if decoded[:1] != _ED25519 or len(decoded) != 33 or _key_id(name, decoded[1:]).hex() != key_id:
        raise SettingsError(
            f"{text.strip()[:80]!r} is no public key of an audit log; `vouch audit checkpoint` "
            "prints this one's"
        )
    return name, bytes.fromhex(key_id), decoded[1:]


def _key_id(name: str, public: bytes) -> bytes:
    return hashlib.sha256(name.encode() + b"\n" + _ED25519 + public).digest()[:4]


def _b64(data: bytes) -> str:
    return base64.b64encode(data).decode("ascii")
