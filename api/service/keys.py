"""Who is calling: what a key stands for, and the key of this machine's own pages."""

import hashlib
import hmac
import os
import secrets
from dataclasses import dataclass
from pathlib import Path

from api.service.roles import Role
from kb.errors import SettingsError
from kb.values import Audience

#: The local key's file, in the data folder.
KEY_FILE = "service.key"
#: Name of the local key's holder; no other key may have it.
LOCAL = "local"
#: Shortest key taken from the file, in characters: 128 bits as ``secrets.token_urlsafe`` writes it.
_SHORTEST = 22


@dataclass(frozen=True, slots=True)
class Caller:
    """Somebody a key or a sign-in stands for. ``audience`` is the most that they may see, ``role``
    what they may do, ``scopes`` the parts of the service they may do it in (none: all of them).

    ``kind`` is ``service`` for the keys of this process, ``key`` for one that was created,
    ``person`` for somebody who signed in; ``id`` is the row of the last two.
    """

    name: str
    audience: Audience
    role: Role = Role.ADMIN
    scopes: tuple[str, ...] = ()
    kind: str = "service"
    id: str = ""
    expires_at: str = ""

    @property
    def actor(self) -> str:
        """The caller as the audit log names it, unlike any other caller's."""
        return f"{self.kind}:{self.name}"

    @property
    def fingerprint(self) -> str:
        """A word for the caller and all that the caller may do; another one after any change."""
        parts = (self.actor, self.id, self.audience.value, self.role.value, *self.scopes)
        return hashlib.sha256("\0".join(parts).encode()).hexdigest()


class Keys:
    """The keys that this process alone knows, kept as hashes."""

    def __init__(self, callers: dict[str, Caller]) -> None:
        self._callers = [(_digest(key), caller) for key, caller in callers.items()]

    @classmethod
    def local(cls, key: str, sees: Audience = Audience.INTERNAL) -> "Keys":
        """The one key of a service on one machine; it is to see everything."""
        return cls({key: Caller(LOCAL, sees)})

    def caller(self, key: str) -> Caller | None:
        """Whom ``key`` stands for, or None. Takes the same time whichever key it is."""
        given = _digest(key)
        found = None
        for known, caller in self._callers:
            if hmac.compare_digest(known, given):
                found = caller
        return found


def _digest(key: str) -> bytes:
    return hashlib.sha256(key.encode("utf-8", "surrogatepass")).digest()


def local_key(home: Path) -> str:
    """The key in ``home``, made at the first call; only its owner may read the file.

    Raises ``SettingsError`` when the file cannot be used, or others may read it.
    """
    path = home / KEY_FILE
    home.mkdir(parents=True, exist_ok=True, mode=0o700)
    try:
        with os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as stream:
            stream.write(secrets.token_urlsafe(32) + "\n")
    except FileExistsError:
        pass
    except OSError as error:
        raise SettingsError(f"{path} cannot be written: {error.strerror}") from error
    return read_key(path)


def read_key(path: Path) -> str:
    """The key in the file ``path``. Raises ``SettingsError`` as ``local_key`` does."""
    try:
        mode = path.stat().st_mode
        key = path.read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise SettingsError(f"the service's key in {path} cannot be read: {error}") from error
    if os.name == "posix" and mode & 0o077:
        raise SettingsError(
            f"{path} can be read by other users of this machine; delete it and start again, "
            "which makes a new key"
        )
    if len(key) < _SHORTEST:
        raise SettingsError(f"{path} holds no usable key; delete it and start again")
    return key
