"""The elements of an XML part by their places in its bytes: a part is patched, not rewritten.

A parser that writes back what it read loses what nobody asked it to touch: the order of attributes,
prefixes, white space, line ends. Here an element is four offsets, and a change is a splice.

The scanning relies on the part being well-formed, which ``check`` makes sure of: then every ``<``
begins a mark that the patterns match, and scanning takes time linear in the part's size.
"""

import codecs
import html
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple
from xml.parsers import expat

from kb.errors import UnreadableError

__all__ = [
    "Edit",
    "Element",
    "Text",
    "check",
    "children",
    "escaped",
    "outermost",
    "root",
    "spliced",
]

_NAME = rb"[^\s/><=\"'!?]+"
_REST = rb"(?P<attributes>(?:[^\"'>/]|\"[^\"]*\"|'[^']*'|/(?!>))*+)(?P<empty>/?)>"
_OTHER = rb"<!--.*?-->|<\?.*?\?>|<!\[CDATA\[.*?\]\]>"
_TAG = re.compile(
    _OTHER + rb"|<(?P<close>/?)(?P<prefix>(?:[^\s/><=\"'!?:]+:)?)(?P<name>" + _NAME + rb")" + _REST,
    re.S,
)
_ATTRIBUTE = re.compile(rb"\s([^\s=]+)\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")
_DECLARED = re.compile(rb"\s*<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)")
_WIDE = ((codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_UTF8 = ("utf-8", "utf8")


class Element(NamedTuple):
    """An element of a part: where its start tag begins and ends, and its end tag.

    ``name`` is without the prefix, ``prefix`` with its colon. An element written ``<a/>`` is
    ``empty``, and ``opened``, ``closing`` and ``end`` are one place.
    """

    name: bytes
    prefix: bytes
    start: int
    opened: int
    closing: int
    end: int

    @property
    def empty(self) -> bool:
        """Whether it was written ``<a/>``."""
        return self.opened == self.end

    def attribute(self, data: bytes, name: bytes) -> str | None:
        """The value of an attribute by its name with prefix; None where there is none."""
        if data.find(name, self.start, self.opened) < 0:
            return None
        for match in _ATTRIBUTE.finditer(data, self.start, self.opened):
            if match[1] == name:
                return html.unescape((match[2] or match[3] or b"").decode("utf-8", "replace"))
        return None


@dataclass(frozen=True, slots=True)
class Edit:
    """Bytes to put in the place of those from ``start`` to ``stop``."""

    start: int
    stop: int
    new: bytes


class Text:
    """The bytes of an XML part in an encoding that scanning understands.

    UTF-16 is scanned as UTF-8 and given back as it was. ``ascii_only`` parts take other characters
    as references. Raises ``UnreadableError`` for a part that is not well-formed.
    """

    def __init__(self, part: bytes, place: str) -> None:
        check(part, place)
        self._mark, self._wide = next(
            ((mark, name) for mark, name in _WIDE if part.startswith(mark)), (b"", "")
        )
        self.data = part
        if self._wide:
            self.data = part[2:].decode(self._wide).encode("utf-8")
        declared = _DECLARED.match(part.removeprefix(codecs.BOM_UTF8))
        self.ascii_only = declared is not None and declared[1].lower().decode() not in _UTF8

    def back(self, data: bytes) -> bytes:
        """Patched bytes in the part's own encoding."""
        return self._mark + data.decode("utf-8").encode(self._wide) if self._wide else data


def check(part: bytes, place: str) -> None:
    """Raise ``UnreadableError`` unless ``part`` is well-formed XML."""
    parser = expat.ParserCreate()
    try:
        parser.Parse(part, True)
    except (expat.ExpatError, UnicodeError, LookupError) as error:
        raise UnreadableError(
            f"its XML is damaged: {error}", "open it in an office program and save it again", place
        ) from error


def root(data: bytes) -> Element:
    """The outermost element of a part, found without a look at what is in it."""
    tag = next(tag for tag in _TAG.finditer(data) if tag["name"] is not None)
    if tag["empty"]:
        return Element(tag["name"], tag["prefix"], tag.start(), *[tag.end()] * 3)
    closing = data.rindex(b"</%s%s" % (tag["prefix"], tag["name"]))
    end = data.index(b">", closing) + 1
    return Element(tag["name"], tag["prefix"], tag.start(), tag.end(), closing, end)


def children(data: bytes, parent: Element, *names: bytes) -> Iterator[Element]:
    """The elements right under ``parent``, in order; those of ``names``, if any are given."""
    for element in _elements(data, _TAG, parent.opened, parent.closing):
        if not names or element.name in names:
            yield element


def outermost(data: bytes, start: int, stop: int, *names: bytes) -> Iterator[Element]:
    """The elements of ``names`` at any depth but not within one another; other tags are skipped."""
    return _elements(data, _tags(names), start, stop)


@lru_cache(maxsize=32)
def _tags(names: tuple[bytes, ...]) -> re.Pattern[bytes]:
    wanted = b"|".join(map(re.escape, names))
    return re.compile(
        _OTHER
        + rb"|<(?P<close>/?)(?P<prefix>(?:[^\s/><=\"'!?:]+:)?)(?P<name>"
        + wanted
        + rb")(?=[\s/>])"
        + _REST,
        re.S,
    )


def _elements(data: bytes, tags: re.Pattern[bytes], start: int, stop: int) -> Iterator[Element]:
    depth = 0
    opened: re.Match[bytes] | None = None
    for tag in tags.finditer(data, start, stop):
        close, prefix, name, _, empty = tag.groups()
        if name is None:  # a comment, an instruction, quoted text
            continue
        if close:
            depth -= 1
            if depth == 0 and opened is not None:
                yield Element(name, prefix, *opened.span(), *tag.span())
        elif empty:
            if depth == 0:
                end = tag.end()
                yield Element(name, prefix, tag.start(), end, end, end)
        else:
            if depth == 0:
                opened = tag
            depth += 1


def spliced(data: bytes, edits: Sequence[Edit]) -> bytes:
    """``data`` with the edits made; they must not overlap. Those at one place keep their order."""
    pieces: list[bytes] = []
    at = 0
    for edit in sorted(edits, key=lambda one: (one.start, one.stop)):
        if edit.start < at:
            raise ValueError(f"two changes overlap at byte {edit.start:,}")
        pieces += (data[at : edit.start], edit.new)
        at = edit.stop
    return b"".join((*pieces, data[at:]))


def escaped(text: str, *, ascii_only: bool = False) -> bytes:
    """``text`` as character data; a bare carriage return would be read as a line feed."""
    plain = text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
    plain = plain.replace("\r", "&#13;")
    return plain.encode("ascii", "xmlcharrefreplace") if ascii_only else plain.encode("utf-8")
