"""Bytes of a text file to characters."""

import codecs
from pathlib import Path

from ingest.limits import Limits
from kb.errors import LimitError, UnreadableError

_MARKS = (  # the longer UTF-32 marks begin with the UTF-16 ones
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
# Enough to judge an encoding by; the detector is quadratic in what it is shown.
_SAMPLE = 200_000


def read_text(path: Path, limits: Limits) -> str:
    """The text of a file, line ends as ``\\n``.

    Tried in order: the byte-order mark, UTF-8, what charset-normalizer recognises. Raises
    ``UnreadableError`` where none gives text, ``LimitError`` for too many bytes or characters.
    """
    if path.stat().st_size > limits.file_bytes:
        raise LimitError(
            f"the file has {path.stat().st_size:,} bytes, more than {limits.file_bytes:,}",
            "split it or raise limits.file_bytes",
        )
    text = decode(path.read_bytes())
    if len(text) > limits.characters:
        raise LimitError(
            f"the file has {len(text):,} characters, more than {limits.characters:,}",
            "split it or raise limits.characters",
        )
    return text


def decode(data: bytes) -> str:
    """``data`` as text, line ends as ``\\n``; raises ``UnreadableError`` where it is no text."""
    for mark, encoding in _MARKS:
        if data.startswith(mark):
            return _lines(_strict(data[len(mark) :], encoding))
    if b"\x00" in data[:_SAMPLE]:
        return _lines(_guessed(data, wide=True))
    try:
        return _lines(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _lines(_guessed(data, wide=False))


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"the file says it is {encoding} but is not ({error.reason} at byte {error.start:,})",
            "save it again as UTF-8",
        ) from error


def _guessed(data: bytes, *, wide: bool) -> str:
    from charset_normalizer import from_bytes

    best = from_bytes(data[:_SAMPLE]).best()
    if best is None or (wide and not best.encoding.startswith(("utf_16", "utf_32"))):
        raise UnreadableError("the file is not text", "save it as UTF-8 text")
    return data.decode(best.encoding, errors="replace")


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
