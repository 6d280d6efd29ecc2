"""A zip container as bytes: members replaced in place, everything else as it was.

``zipfile`` writes a new container: other headers, other extra fields, no gaps. Here a member's
record is exchanged and the offsets behind it are shifted; order, names, methods, times, flags,
extra fields, comments and the packed bytes of every other member stay. Field names and offsets
follow PKWARE's APPNOTE 6.3.10, sections 4.3 and 4.5.3.
"""

import struct
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, replace

from kb.errors import UnreadableError

__all__ = ["Container", "Member"]

_END, _END64, _LOCATOR = b"PK\x05\x06", b"PK\x06\x06", b"PK\x06\x07"
_CENTRAL, _LOCAL, _DESCRIPTOR = b"PK\x01\x02", b"PK\x03\x04", b"PK\x07\x08"
_FULL = 0xFFFFFFFF
_STORED, _DEFLATED = 0, 8
_ENCRYPTED, _DESCRIBED, _UTF8 = 0x1, 0x8, 0x800
_LEVELS = {0: 6, 2: 9, 4: 3, 6: 1}  # APPNOTE 4.4.4: what bits 1 and 2 of the flags say of deflate


@dataclass(frozen=True, slots=True)
class Member:
    """A member of a container: where its records lie in the bytes.

    ``entry`` to ``entry_end`` is its entry in the directory, ``start`` its local record, ``packed``
    to ``packed_end`` its packed bytes, ``end`` the end of its record with the descriptor.
    ``wide_*``: where the directory's zip64 field has the value in 8 bytes, else 0.
    """

    name: str
    flags: int
    method: int
    crc: int
    size: int
    entry: int
    entry_end: int
    start: int
    packed: int
    packed_end: int
    end: int
    wide_size: int = 0
    wide_packed: int = 0
    wide_start: int = 0


class Container:
    """An open zip container. Raises ``UnreadableError`` where its directory does not add up."""

    def __init__(self, data: bytes) -> None:
        self.data = data
        try:
            self._find_end()
            self.members = self._members()
        except (struct.error, IndexError, ValueError, UnicodeError) as error:
            raise _damaged(str(error)) from error
        self._by_name = {member.name: member for member in self.members}
        if len(self._by_name) != len(self.members):
            raise _damaged("two members have one name")

    def __contains__(self, name: object) -> bool:
        return name in self._by_name

    def member(self, name: str) -> Member:
        """The member of that name; ``KeyError`` where there is none."""
        return self._by_name[name]

    def read(self, name: str) -> bytes:
        """A member unpacked; its size and check sum are verified."""
        member = self._by_name[name]
        packed = self.data[member.packed : member.packed_end]
        try:
            data = packed
            if member.method == _DEFLATED:
                data = zlib.decompressobj(-15).decompress(packed, member.size + 1)
        except zlib.error as error:
            raise _damaged(f"{name}: {error}") from error
        if len(data) != member.size or zlib.crc32(data) != member.crc:
            raise _damaged(f"{name}: wrong size or check sum")
        return data

    def replaced(self, parts: Mapping[str, bytes]) -> bytes:
        """The container with these members' contents exchanged."""
        pieces: list[bytes] = []
        at = 0
        shifts: list[tuple[int, int]] = []  # from this old offset on, things lie so much further
        entries = bytearray(self.data[self.directory :])
        for member in sorted(self.members, key=lambda one: one.start):
            if member.name not in parts:
                continue
            record, entry = self._record(member, parts[member.name])
            pieces += (self.data[at : member.start], record)
            at = member.end
            moved = shifts[-1][1] if shifts else 0
            shifts.append((member.end, moved + len(record) - (member.end - member.start)))
            place = member.entry - self.directory
            entries[place : place + len(entry)] = entry
        pieces.append(self.data[at : self.directory])
        self._shift(entries, shifts)
        return b"".join((*pieces, entries))

    def _find_end(self) -> None:
        data = self.data
        end = data.rfind(_END, max(0, len(data) - 65_557))
        if end < 0:
            raise ValueError("it has no directory")
        self.end, self._end64 = end, 0
        count, size, start = struct.unpack_from("<HII", data, end + 10)
        if data[end - 20 : end - 16] == _LOCATOR and (count == 0xFFFF or _FULL in (size, start)):
            self._end64 = data.rfind(_END64, 0, end - 20)
            if self._end64 < 0:
                raise ValueError("it has no zip64 directory")
            count, size, start = struct.unpack_from("<QQQ", data, self._end64 + 32)
        self._count = count
        # Bytes may stand before the first record; offsets are counted from after them.
        self.directory = (self._end64 or end) - size
        self._before = self.directory - start
        if self.directory < 0 or self._before < 0:
            raise ValueError("its directory lies outside of it")

    def _members(self) -> tuple[Member, ...]:
        found: list[Member] = []
        at = self.directory
        for _ in range(self._count):
            found.append(self._member(at))
            at = found[-1].entry_end
        return tuple(found)

    def _member(self, at: int) -> Member:
        data = self.data
        if data[at : at + 4] != _CENTRAL:
            raise ValueError("its directory is cut short")
        flags, method = struct.unpack_from("<HH", data, at + 8)
        crc, packed_size, size, name, extra, comment = struct.unpack_from("<IIIHHH", data, at + 16)
        (start,) = struct.unpack_from("<I", data, at + 42)
        if flags & _ENCRYPTED or method not in (_STORED, _DEFLATED):
            raise ValueError("a member is encrypted, or packed by a method that is not read")
        text = data[at + 46 : at + 46 + name].decode("utf-8" if flags & _UTF8 else "cp437")
        wide = iter(_wide_places(data, at + 46 + name, extra))
        places = [next(wide, 0) if field == _FULL else 0 for field in (size, packed_size, start)]
        size, packed_size, start = (
            struct.unpack_from("<Q", data, place)[0] if place else field
            for place, field in zip(places, (size, packed_size, start), strict=True)
        )
        start += self._before
        if data[start : start + 4] != _LOCAL:
            raise ValueError(f"{text} is not where the directory says")
        local_name, local_extra = struct.unpack_from("<HH", data, start + 26)
        packed = start + 30 + local_name + local_extra
        member = Member(
            *(text, flags, method, crc, size, at, at + 46 + name + extra + comment),
            *(start, packed, packed + packed_size, packed + packed_size, *places),
        )
        if member.packed_end > self.directory:
            raise ValueError(f"{text} reaches into the directory")
        return replace(member, end=member.packed_end + self._descriptor(member))

    def _descriptor(self, member: Member) -> int:
        """The length of the descriptor behind a member's packed bytes: with a mark or without."""
        if not member.flags & _DESCRIBED:
            return 0
        marked = self.data.startswith(_DESCRIPTOR, member.packed_end)
        place = member.packed_end + (4 if marked else 0)
        if struct.unpack_from("<I", self.data, place)[0] != member.crc:
            raise ValueError(f"{member.name} lacks its descriptor")
        size = member.packed_end - member.packed
        narrow = struct.unpack_from("<II", self.data, place + 4) == (size, member.size)
        return (4 if marked else 0) + (12 if narrow else 20)

    def _record(self, member: Member, content: bytes) -> tuple[bytes, bytes]:
        """A member's local record and the start of its directory entry, for new content."""
        packed = content
        if member.method == _DEFLATED:
            deflate = zlib.compressobj(_LEVELS[member.flags & 6], zlib.DEFLATED, -15)
            packed = deflate.compress(content) + deflate.flush()
        crc, sizes = zlib.crc32(content), (len(packed), len(content))
        head = bytearray(self.data[member.start : member.packed])
        stated = struct.unpack_from("<III", head, 14)
        name, extra = struct.unpack_from("<HH", head, 26)
        if any(stated) or not member.flags & _DESCRIBED:
            struct.pack_into("<I", head, 14, crc)
            wide = iter(_wide_places(bytes(head), 30 + name, extra))
            for place, was, now in ((22, stated[2], sizes[1]), (18, stated[1], sizes[0])):
                if was != _FULL:
                    struct.pack_into("<I", head, place, now)
                elif into := next(wide, 0):
                    struct.pack_into("<Q", head, into, now)
        old = self.data[member.packed_end : member.end]
        mark = 4 if len(old) in (16, 24) else 0
        tail = old[:mark] + struct.pack("<IQQ" if len(old) >= 20 else "<III", crc, *sizes)
        entry = bytearray(self.data[member.entry : member.entry_end])
        struct.pack_into("<I", entry, 16, crc)
        _put(entry, 20, member.wide_packed - member.entry, sizes[0], wide=member.wide_packed > 0)
        _put(entry, 24, member.wide_size - member.entry, sizes[1], wide=member.wide_size > 0)
        return bytes(head) + packed + (tail if old else b""), bytes(entry)

    def _shift(self, entries: bytearray, shifts: list[tuple[int, int]]) -> None:
        """Move the offsets in the directory and in its end."""
        for member in self.members:
            moved = next((by for since, by in reversed(shifts) if member.start >= since), 0)
            at = member.wide_start - self.directory
            place = member.entry - self.directory + 42
            wide = member.wide_start > 0
            _put(entries, place, at, member.start - self._before + moved, wide=wide)
        moved = shifts[-1][1] if shifts else 0
        start = self.directory - self._before + moved
        end = self.end - self.directory
        if self._end64:
            end64 = self._end64 - self.directory
            struct.pack_into("<Q", entries, end64 + 48, start)
            (place,) = struct.unpack_from("<Q", entries, end - 12)
            struct.pack_into("<Q", entries, end - 12, place + moved)
        if struct.unpack_from("<I", entries, end + 16)[0] != _FULL:
            struct.pack_into("<I", entries, end + 16, start)


def _put(data: bytearray, place: int, wide_place: int, value: int, *, wide: bool) -> None:
    if wide:
        struct.pack_into("<Q", data, wide_place, value)
    else:
        struct.pack_into("<I", data, place, value)


def _wide_places(data: bytes, at: int, length: int) -> list[int]:
    """Where the 8-byte values of a zip64 extra field lie, in their order."""
    end = at + length
    while at + 4 <= end:
        kind, size = struct.unpack_from("<HH", data, at)
        if kind == 1:
            return [at + 4 + 8 * number for number in range(min(size, end - at - 4) // 8)]
        at += 4 + size
    return []


def _damaged(reason: str) -> UnreadableError:
    return UnreadableError(
        f"the zip container is damaged: {reason}", "open it in an office program and save it again"
    )
