"""Keys that an admin makes: the token that is shown once, and finding whom it stands for."""

import hashlib
import hmac
import re
import secrets
from datetime import UTC, datetime, timedelta

from api.service.keys import LOCAL, Caller
from api.service.roles import Role
from api.service.scopes import NAMES
from kb.errors import RuleError
from kb.records import Records
from kb.records import keys as stored
from kb.records.engine import now
from kb.records.keys import ApiKey
from kb.values import Audience

#: Names that are safe in a log and cannot be taken for a person's address.
NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
#: ``vouch_``, the key's id, ``_``, and 256 bits that nobody can guess.
_TOKEN = re.compile(r"vouch_([0-9a-f]{16})_([A-Za-z0-9_-]{43})")


def create_key(
    records: Records,
    name: str,
    *,
    role: Role,
    audience: Audience,
    scopes: tuple[str, ...] = (),
    days: int | None = None,
    by: str,
) -> tuple[ApiKey, str]:
    """Make a key that ends after ``days`` (None: never); returns it and the token, which is stored
    nowhere.

    Raises ``RuleError`` for a name or scope that cannot be had.
    """
    if not NAME.fullmatch(name) or name == LOCAL:
        raise RuleError(
            f"a key cannot be named {name!r}: use up to 64 letters, digits, dots and dashes, "
            f"and not {LOCAL!r}"
        )
    for scope in scopes:
        if scope not in NAMES:
            raise RuleError(f"there is no scope {scope!r}; the scopes are {', '.join(NAMES)}")
    identity = secrets.token_hex(8)
    token = f"vouch_{identity}_{secrets.token_urlsafe(32)}"
    key = ApiKey(
        id=identity,
        name=name,
        role=role.value,
        audience=audience,
        scopes=tuple(sorted(set(scopes))),
        created_at=now(),
        created_by=by,
        expires_at="" if days is None else _in_days(days),
        revoked_at="",
        used_at="",
    )
    with records.write() as connection:
        stored.create(connection, key, _digest(token))
    return key, token


def caller_of(records: Records, token: str) -> Caller | None:
    """Whom a created key stands for now; None when it is wrong, revoked or past its end.

    Read from the records each time, so a revoked key opens nothing from the next request on.
    """
    match = _TOKEN.fullmatch(token)
    if match is None:
        return None
    with records.read() as connection:
        found = stored.find(connection, match[1])
    key, known = found or (None, "0" * 64)
    right = hmac.compare_digest(known, _digest(token))
    if key is None or not right or not key.live:
        return None
    return Caller(key.name, key.audience, Role(key.role), key.scopes, "key", key.id, key.expires_at)


def _digest(token: str) -> str:
    return hashlib.sha256(token.encode()).hexdigest()


def _in_days(days: int) -> str:
    at = datetime.now(UTC) + timedelta(days=days)
    return at.isoformat(timespec="milliseconds").replace("+00:00", "Z")
