"""Zip containers: archives unpacked with care, and office files checked before they are opened.

Sizes are measured while unpacking; what a container's headers claim is not believed.
"""

import errno
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from ingest.limits import Limits
from kb.errors import LimitError, UnreadableError

__all__ = ["Expanded", "Member", "Skipped", "check_container", "damage_named", "expand"]

_PIECE = 65_536
_RATIO_FROM = 10_000_000  # below this many bytes a high ratio harms nobody: blank forms reach 500
_METHODS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
_ENCRYPTED = 0x1
_UTF8 = 0x800
_BROKEN = (
    *(zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, RuntimeError),
    *(UnicodeError, ValueError, OverflowError, struct.error),
)
_BAD_OFFSETS = (errno.EINVAL, errno.EOVERFLOW)  # places before the file's start or past any end
_ARCHIVES = {".zip", ".7z", ".rar", ".tar", ".gz", ".tgz", ".bz2", ".xz", ".zst", ".jar"}
_SYSTEM = re.compile(r"(?:^|/)(?:__MACOSX/|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$|\._|\.git/)")
_SUFFIX = re.compile(r"\.[A-Za-z0-9]{1,8}")


@dataclass(frozen=True, slots=True)
class Member:
    """A file of an archive: its name there, and where it was unpacked to."""

    name: str
    path: Path


@dataclass(frozen=True, slots=True)
class Skipped:
    """A file of an archive that was left packed, and why."""

    name: str
    reason: str


@dataclass(frozen=True, slots=True)
class Expanded:
    """What came out of an archive, in the order of its directory, and what did not."""

    members: tuple[Member, ...]
    skipped: tuple[Skipped, ...]


def expand(path: Path, into: Path, limits: Limits) -> Expanded:
    """Unpack the files of the archive at ``path`` into the folder ``into``.

    Files are written under names of our own (a number and the suffix), so a member's name decides
    nothing about where it lands. Members that are unsafe or of no use are skipped, each with its
    reason. Raises ``LimitError`` past a limit on members, bytes or expansion, and
    ``UnreadableError`` for a damaged archive; nothing unpacked stays behind then.
    """
    members: list[Member] = []
    skipped: list[Skipped] = []
    seen: set[str] = set()
    written: list[Path] = []
    try:
        with _opened(path, limits) as container:
            meter = _Meter(path, limits)
            for number, info in enumerate(container.infolist(), start=1):
                name = _name(info)
                reason = _refusal(info, name, seen)
                if not reason and not info.is_dir():
                    written.append(into / (f"{number:05d}" + _suffix(name)))
                    reason = _unpack(container, info, written[-1], meter)
                    if not reason:
                        members.append(Member(name, written[-1]))
                if reason:
                    skipped.append(Skipped(name, reason))
    except BaseException:
        for target in written:
            target.unlink(missing_ok=True)
        raise
    return Expanded(tuple(members), tuple(skipped))


def check_container(path: Path, limits: Limits) -> None:
    """Raise unless the office file at ``path`` is safe to hand to a library that opens it whole.

    Unpacks every part without keeping it. Raises ``LimitError`` for a container that expands past
    the limits, ``UnreadableError`` for a damaged or encrypted one, or for one whose XML defines
    entities: office programs never write those, and a few lines of them can name gigabytes.
    """
    with _opened(path, limits) as container:
        meter = _Meter(path, limits)
        for info in container.infolist():
            if info.flag_bits & _ENCRYPTED:
                raise UnreadableError("it is encrypted", "save it without a password", _name(info))
            guard = _MarkupGuard(info.filename)
            for piece in _pieces(container, info):
                meter.add(len(piece))
                guard.look(piece)


def _opened(path: Path, limits: Limits) -> zipfile.ZipFile:
    with damage_named():
        container = zipfile.ZipFile(path)
    if len(container.infolist()) > limits.archive_members:
        container.close()
        raise LimitError(
            f"it holds more than {limits.archive_members:,} files",
            "split it, or raise limits.archive_members",
        )
    return container


@contextmanager
def damage_named(place: str = "") -> Iterator[None]:
    """Turns what ``zipfile`` raises for a damaged container into ``UnreadableError``."""
    try:
        yield
    except (*_BROKEN, OSError) as error:
        if isinstance(error, OSError) and error.errno not in _BAD_OFFSETS:
            raise
        raise UnreadableError(
            f"the zip container is damaged: {error}",
            "it may be cut off: fetch the file again",
            place,
        ) from error


def _pieces(container: zipfile.ZipFile, info: zipfile.ZipInfo) -> Iterator[bytes]:
    """A member's content, in pieces small enough that a bomb is seen before it goes off."""
    if info.compress_type not in _METHODS:
        raise UnreadableError("its compression method is not read", "pack it again", _name(info))
    with damage_named(_name(info)), container.open(info) as member:
        while piece := member.read(_PIECE):
            yield piece


def _unpack(
    container: zipfile.ZipFile, info: zipfile.ZipInfo, target: Path, meter: "_Meter"
) -> str:
    """Write a member to ``target``; why that failed if the member, not the archive, is damaged."""
    try:
        with target.open("xb") as file:
            for piece in _pieces(container, info):
                meter.add(len(piece))
                file.write(piece)
    except LimitError:
        raise
    except UnreadableError as error:
        target.unlink()
        return error.reason
    return ""


class _Meter:
    """Counts what comes out of a container and stops past the limits."""

    def __init__(self, path: Path, limits: Limits) -> None:
        self._packed, self._limits, self._bytes = path.stat().st_size, limits, 0

    def add(self, count: int) -> None:
        self._bytes += count
        if self._bytes > self._limits.archive_bytes:
            raise LimitError(
                f"it unpacks to more than {self._limits.archive_bytes:,} bytes",
                "split it, or raise limits.archive_bytes",
            )
        if self._bytes > max(_RATIO_FROM, self._packed * self._limits.archive_ratio):
            raise LimitError(
                f"it unpacks to more than {self._limits.archive_ratio} times its size",
                "zip bombs do; if this one is honest, raise limits.archive_ratio",
            )


class _MarkupGuard:
    """Looks for document types and entities in XML as it streams by.

    Both are searched in the encodings XML parsers must know; a part that declares any other is
    refused, since the marks could hide in it.
    """

    _MARKS = tuple(
        mark.encode(encoding)
        for mark in ("<!DOCTYPE", "<!ENTITY")
        for encoding in ("utf-8", "utf-16-le", "utf-16-be")
    )
    _DECLARED = re.compile(rb"<\?xml[^>]*?encoding\s*=\s*[\"']([\w.:-]+)")
    _PLAIN = frozenset(
        (b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")
    )

    def __init__(self, name: str) -> None:
        # An embedded page has its document type by right; it is no part that the library parses.
        page = name.lower().endswith((".htm", ".html", ".xhtml", ".mht"))
        self._marks = self._MARKS[3:] if page else self._MARKS
        self._name, self._tail, self._markup = name, b"", True

    def look(self, piece: bytes) -> None:
        if not self._tail:
            self._begin(piece)
        if not self._markup:
            return
        window = self._tail + piece
        if any(mark in window for mark in self._marks):
            raise UnreadableError(
                "its XML defines a document type or entities, which office programs never write",
                "open it in an office program and save it again",
                self._name,
            )
        self._tail = window[-32:]

    def _begin(self, piece: bytes) -> None:
        start = piece[:512].lstrip(b"\xef\xbb\xbf\xff\xfe \t\r\n\x00")
        self._markup = start.startswith(b"<")
        self._tail = b" "
        declared = self._DECLARED.search(piece[:512].replace(b"\x00", b""))
        if self._markup and declared and declared[1].lower() not in self._PLAIN:
            raise UnreadableError(
                f"its XML is in the encoding {declared[1].decode('ascii', 'replace')}",
                "open it in an office program and save it again",
                self._name,
            )


def _name(info: zipfile.ZipInfo) -> str:
    """A member's name. Without the flag for UTF-8 it should be code page 437, but seldom is."""
    if info.flag_bits & _UTF8:
        return info.filename
    try:
        return info.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return info.filename


def _suffix(name: str) -> str:
    suffix = PurePosixPath(name).suffix
    return suffix.lower() if _SUFFIX.fullmatch(suffix) else ""


def _refusal(info: zipfile.ZipInfo, name: str, seen: set[str]) -> str:
    """Why a member is not unpacked, or ``""``. ``seen`` collects the names met so far."""
    parts = name.replace("\\", "/").split("/")
    if name.startswith(("/", "\\")) or ".." in parts or re.match(r"[A-Za-z]:", name):
        return "its name points outside the archive"
    if not name.isprintable():
        return "its name holds control characters"
    if stat.S_ISLNK(info.external_attr >> 16):
        return "it is a link"
    if info.is_dir():
        return ""
    if name in seen:
        return "another file of the archive has the same name"
    seen.add(name)
    if info.flag_bits & _ENCRYPTED:
        return "it is encrypted: pack it without a password"
    if info.compress_type not in _METHODS:
        return "its compression method is not read: pack it again"
    if _SYSTEM.search(name):
        return "it is a system or temporary file"
    if _suffix(name) in _ARCHIVES:
        return "it is an archive within the archive: load it by itself"
    return ""
