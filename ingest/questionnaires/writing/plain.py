"""A text file's characters, with what gives its very bytes back."""

import codecs
from dataclasses import dataclass

from ingest.readers.encoding import decode
from kb.errors import UnreadableError

__all__ = ["Plain", "plain"]

_MARKS = (  # the longer UTF-32 marks begin with the UTF-16 ones
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_UNMARKED = ("utf-8", "utf-16-le", "utf-16-be", "cp1252", "latin-1")


@dataclass(frozen=True, slots=True)
class Plain:
    """The text of a file with its line ends as they are, its encoding and byte-order mark."""

    text: str
    encoding: str
    mark: bytes = b""

    def back(self, text: str) -> bytes:
        """``text`` as the file's bytes."""
        return self.mark + text.encode(self.encoding)

    def unfit(self, text: str) -> str:
        """The first character of ``text`` that the encoding does not have, or ``""``."""
        try:
            text.encode(self.encoding)
        except UnicodeEncodeError as error:
            return text[error.start]
        return ""


def plain(data: bytes) -> Plain:
    """The text of a file, read as its questions were read.

    Raises ``UnreadableError`` where no encoding gives both that reading and the same bytes again.
    """
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _same(data, encoding, mark)
    seen = decode(data)
    for encoding in (*_UNMARKED, *_guessed(data)):
        try:
            found = _same(data, encoding)
        except UnreadableError:
            continue
        if found.text.replace("\r\n", "\n").replace("\r", "\n") == seen:
            return found
    raise UnreadableError("its encoding is not clear", "save it as UTF-8 and fill that file")


def _guessed(data: bytes) -> list[str]:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:200_000]).best()
    return [best.encoding] if best else []


def _same(data: bytes, encoding: str, mark: bytes = b"") -> Plain:
    try:
        text = data[len(mark) :].decode(encoding)
        if mark + text.encode(encoding) == data:
            return Plain(text, encoding, mark)
    except UnicodeError as error:
        raise UnreadableError(f"it is not {encoding}", "save it as UTF-8") from error
    raise UnreadableError(f"it cannot be written as {encoding} again", "save it as UTF-8")
