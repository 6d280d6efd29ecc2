import io
import struct
import zipfile

import pytest

from ingest.questionnaires.writing.container import Container
from kb.errors import UnreadableError


class Pipe(io.RawIOBase):
    """Takes bytes and cannot go back, so that ``zipfile`` writes descriptors."""

    def __init__(self) -> None:
        self.data = b""

    def writable(self) -> bool:
        return True

    def write(self, piece) -> int:
        self.data += bytes(piece)
        return len(piece)


def simple(method: int = zipfile.ZIP_DEFLATED) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", method) as file:
        for name in ("a.xml", "größe.xml", "c.bin"):
            info = zipfile.ZipInfo(name, (1999, 1, 2, 3, 4, 6))
            info.extra = struct.pack("<HH4s", 0x7075, 4, b"kept")
            info.comment = f"comment of {name}".encode()
            file.writestr(info, f"content of {name} " * 9, method)
        file.comment = b"comment of all"
    return buffer.getvalue()


def described() -> bytes:
    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as file:
        for name in ("a.xml", "größe.xml", "c.bin"):
            file.writestr(name, f"content of {name} " * 9)
    return pipe.data


def wide(*, piped: bool) -> bytes:
    target = Pipe() if piped else io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as file:
        for name in ("a.xml", "größe.xml", "c.bin"):
            with file.open(name, "w", force_zip64=True) as member:
                member.write(f"content of {name} ".encode() * 9)
    return target.data if piped else target.getvalue()


def wide_directory() -> bytes:
    """Sizes, offsets and the directory's place in 8 bytes, as for archives of gigabytes."""
    data = simple(zipfile.ZIP_STORED)
    plain = Container(data)
    entries = b""
    for member in plain.members:
        entry = bytearray(data[member.entry : member.entry_end])
        name, extra = struct.unpack_from("<HH", entry, 28)
        size = len(data[member.packed : member.packed_end])
        field = struct.pack("<HHQQQ", 1, 24, size, size, member.start)
        struct.pack_into("<II", entry, 20, 0xFFFFFFFF, 0xFFFFFFFF)
        struct.pack_into("<I", entry, 42, 0xFFFFFFFF)
        struct.pack_into("<H", entry, 30, extra + len(field))
        at = 46 + name + extra
        entries += bytes(entry[:at]) + field + bytes(entry[at:])
    count, start = len(plain.members), plain.directory
    end64 = struct.pack(
        "<4sQHHIIQQQQ", b"PK\x06\x06", 44, 45, 45, 0, 0, count, count, len(entries), start
    )
    locator = struct.pack("<4sIQI", b"PK\x06\x07", 0, start + len(entries), 1)
    end = struct.pack("<4sHHHHIIH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0xFFFFFFFF, 0)
    return data[:start] + entries + end64 + locator + end


KINDS = {
    "deflated": simple(),
    "stored": simple(zipfile.ZIP_STORED),
    "described": described(),
    "wide": wide(piped=False),
    "wide-described": wide(piped=True),
    "wide-directory": wide_directory(),
    "behind-a-prefix": b"#!/bin/sh\n" + simple(),
}


def infos(data: bytes) -> list[zipfile.ZipInfo]:
    return zipfile.ZipFile(io.BytesIO(data)).infolist()


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("new", [b"", b"x", b"longer than before " * 500])
def test_a_replaced_member_is_new_and_all_else_is_as_it_was(kind, new):
    data = KINDS[kind]
    result = Container(data).replaced({"größe.xml": new})
    with zipfile.ZipFile(io.BytesIO(result)) as file:
        assert file.testzip() is None
        assert file.read("größe.xml") == new
        assert file.comment == zipfile.ZipFile(io.BytesIO(data)).comment
    for old, now in zip(infos(data), infos(result), strict=True):
        for name in (
            "filename",
            "date_time",
            "compress_type",
            "flag_bits",
            "comment",
            "create_system",
            "create_version",
            "extract_version",
            "external_attr",
            "internal_attr",
            "volume",
        ):
            assert getattr(old, name) == getattr(now, name)
    old, now = Container(data), Container(result)
    for name in ("a.xml", "c.bin"):
        was, became = old.member(name), now.member(name)
        assert data[was.start : was.end] == result[became.start : became.end]
        assert now.read(name) == f"content of {name} ".encode() * 9
    assert now.read("größe.xml") == new
    assert result[: old.member("a.xml").end] == data[: old.member("a.xml").end]


@pytest.mark.parametrize("kind", KINDS)
def test_nothing_replaced_is_nothing_changed(kind):
    assert Container(KINDS[kind]).replaced({}) == KINDS[kind]


@pytest.mark.parametrize("kind", KINDS)
def test_the_same_content_stored_again_gives_the_same_bytes(kind):
    """The headers are rebuilt from the old ones, so only the packer could make a difference."""
    container = Container(KINDS[kind])
    same = {name: container.read(name) for name in ("a.xml", "c.bin")}
    if kind != "wide-described":  # its local header states no sizes, and now states none either
        assert container.replaced(same) == KINDS[kind]
    assert Container(container.replaced(same)).read("a.xml") == same["a.xml"]


@pytest.mark.parametrize(
    "damage",
    [
        lambda data: b"",
        lambda data: data[:-40],
        lambda data: data.replace(b"PK\x01\x02", b"PK\x01\x03", 1),
        lambda data: data.replace(b"PK\x03\x04", b"PK\x03\x05", 1),
        lambda data: data.replace(b"c.bin", b"a.xml"),
        lambda data: data[: data.rindex(b"PK\x05\x06") + 12] + b"\xff" * 10,
    ],
)
def test_a_damaged_container_is_refused(damage):
    with pytest.raises(UnreadableError):
        Container(damage(KINDS["stored"]))


def test_a_wrong_check_sum_is_seen():
    data = KINDS["stored"].replace(b"content of c.bin content", b"content of c.bin contemt", 1)
    with pytest.raises(UnreadableError, match="check sum"):
        Container(data).read("c.bin")
