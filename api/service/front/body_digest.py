"""The digest of a request, taken while its body streams by."""

import hashlib
import re
from email.message import Message

from starlette.datastructures import Headers
from starlette.types import Scope

#: Stands for a form's boundary, which a client makes up anew each time it sends the same form.
_BOUNDARY = b"\0boundary\0"


class BodyDigest:
    """SHA-256 over method, path, query, kind and body; memory is bounded by the largest piece."""

    def __init__(self, scope: Scope) -> None:
        self._hash = hashlib.sha256()
        kind, boundary = _kind(Headers(scope=scope).get("Content-Type", ""))
        for part in (scope["method"], scope["path"], scope["query_string"].decode("latin-1"), kind):
            self._hash.update(part.encode("utf-8", "surrogatepass") + b"\0")
        self._boundary = boundary
        self._pattern = re.compile(re.escape(boundary)) if boundary else None
        self._held = b""

    def add(self, piece: bytes) -> None:
        """The next piece of the body."""
        if self._pattern is None:
            self._hash.update(piece)
            return
        # A boundary may begin in one piece and end in the next.
        text = self._pattern.sub(_BOUNDARY, self._held + piece)
        keep = len(self._boundary) - 1
        cut = max(0, len(text) - keep)
        self._hash.update(text[:cut])
        self._held = text[cut:]

    def hexdigest(self) -> str:
        """The digest, once the whole body was added."""
        self._hash.update(self._held)
        self._held = b""
        return self._hash.hexdigest()


def _kind(content_type: str) -> tuple[str, bytes]:
    """The media type and, of a form with files, its boundary."""
    parsed = Message()
    parsed["Content-Type"] = content_type or "application/octet-stream"
    kind = parsed.get_content_type()
    boundary = parsed.get_param("boundary") if kind == "multipart/form-data" else None
    if not isinstance(boundary, str) or len(boundary) < 8:
        return kind, b""
    return kind, boundary.encode("latin-1", "replace")
