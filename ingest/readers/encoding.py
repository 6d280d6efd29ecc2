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
# What Western European texts in Windows-1252 hold beside ASCII.
_WESTERN = frozenset(
    "àâäáãåæçéèêëíìîïñóòôöõøœúùûüßÀÂÄÁÃÅÆÇÉÈÊËÍÌÎÏÑÓÒÔÖÕØŒÚÙÛÜ"
    "‘’“”„‚–—…•€£¥§©®™°«»‹›¿¡ºª½²·±×†‡‰´\xa0\xad"
)
# The same bytes, read as Windows-1250, are letters of Czech and of Hungarian.
_CENTRAL = (("ø", "ìù"), ("õû", "öü"))
# Enough to judge an encoding by; the detector is quadratic in what it is shown.
_SAMPLE = 200_000


def read_text(path: Path, limits: Limits) -> str:
    """The text of a file, line ends as ``\\n``.

    Tried in order: the byte-order mark, UTF-16 and UTF-32 by their zero bytes, UTF-8,
    Windows-1252 where it gives nothing but Western European letters, what charset-normalizer
    recognises. A stray zero byte is dropped. Raises ``UnreadableError`` where none gives text,
    ``LimitError`` for too many bytes or characters.
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
    if encoding := _wide(data[:_SAMPLE]):
        return _lines(data.decode(encoding, errors="replace"))
    data = data.replace(b"\x00", b"")
    try:
        return _lines(data.decode("utf-8"))
    except UnicodeDecodeError:
        return _lines(_guessed(data))


def _wide(sample: bytes) -> str:
    """The encoding of text in units of two or four bytes, told by where its zeros are, or ``""``.

    One character in six is a space, a line end or ASCII even in a script with none of its own.
    """
    quarter = len(sample) // 4
    zeros = [sample[at::4].count(0) for at in range(4)]
    high, low = zeros[1] + zeros[3], zeros[0] + zeros[2]
    if quarter and min(zeros[1:]) > quarter / 2:
        return "utf-32-le"
    if quarter and min(zeros[:3]) > quarter / 2:
        return "utf-32-be"
    if high > quarter / 3 and low * 20 < high:
        return "utf-16-le"
    return "utf-16-be" if low > quarter / 3 and high * 20 < low else ""


def _strict(data: bytes, encoding: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        raise UnreadableError(
            f"the file says it is {encoding} but is not ({error.reason} at byte {error.start:,})",
            "save it again as UTF-8",
        ) from error


def _guessed(data: bytes) -> str:
    """Short texts give charset-normalizer little to go by, so the commonest case comes first."""
    from charset_normalizer import from_bytes

    if western := _western(data):
        return western
    best = from_bytes(data[:_SAMPLE]).best()
    if best is None:
        raise UnreadableError("the file is not text", "save it as UTF-8 text")
    return data.decode(best.encoding, errors="replace")


def _western(data: bytes) -> str:
    """``data`` as Windows-1252, or ``""`` where that gives what no Western language writes."""
    try:
        text = data.decode("cp1252")
    except UnicodeDecodeError:
        return ""
    found = {character for character in text if character > "\x7f"}
    central = any(found & set(one) and found & set(other) for one, other in _CENTRAL)
    return text if found <= _WESTERN and not central else ""


def _lines(text: str) -> str:
    return text.replace("\r\n", "\n").replace("\r", "\n")
