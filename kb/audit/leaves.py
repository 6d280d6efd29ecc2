"""What is hashed of an audit row.

The payload has a hash of its own, so that its text can be erased and the leaf still be checked. A
salt beside it, erased with it, keeps a short text from being guessed from the hash.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping
from typing import Any

_JSON = json.JSONEncoder(sort_keys=True, separators=(",", ":"), ensure_ascii=True)


def canonical(value: Any) -> bytes:
    """``value`` as JSON with sorted names, no blanks, and ASCII only."""
    return _JSON.encode(value).encode("ascii")


def payload_hash(payload: Any, salt: str) -> str:
    """Hexadecimal SHA-256 of ``salt`` (hexadecimal) and the payload."""
    return hashlib.sha256(bytes.fromhex(salt) + canonical(payload)).hexdigest()


def leaf_data(position: int, row: Mapping[str, Any], hashed: str, sources: Iterable[str]) -> bytes:
    """What a leaf holds: a JSON list of its place, its row's fields and its payload's hash."""
    fields = (row["id"], row["at"], row["kind"], row["actor"])
    return canonical([position, *fields, hashed, sorted(sources)])
