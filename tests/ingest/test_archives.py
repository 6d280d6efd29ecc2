"""Archives: what is unpacked, what is left packed and why, and what is refused as a whole."""

import io
import os
import stat
import struct
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from ingest.archives import check_container, expand
from ingest.detect import inspect
from ingest.limits import Limits
from ingest.sandbox import ReaderPool
from kb.errors import LimitError, UnreadableError

LIMITS = Limits(archive_members=20, archive_bytes=30_000_000, archive_ratio=100)


def zipped(path: Path, members: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as container:
        for name, content in members.items():
            container.writestr(name, content)
    return path


@pytest.fixture
def into(tmp_path: Path) -> Path:
    folder = tmp_path / "into"
    folder.mkdir()
    return folder


def test_files_are_unpacked_under_names_of_our_own(tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"policies/Access Control.MD": b"# Access", "b": b"text"})

    expanded = expand(path, into, LIMITS)

    assert [member.name for member in expanded.members] == ["policies/Access Control.MD", "b"]
    assert [member.path.read_bytes() for member in expanded.members] == [b"# Access", b"text"]
    assert [member.path.name for member in expanded.members] == ["00001.md", "00002"]
    assert expanded.skipped == ()


@pytest.mark.parametrize(
    "name", ["../up.txt", "a/../../up.txt", "/etc/up.txt", "C:\\up.txt", "..\\up.txt", "\\up.txt"]
)
def test_names_that_point_outside_are_skipped(tmp_path: Path, into: Path, name: str) -> None:
    path = zipped(tmp_path / "a.zip", {name: b"x", "good.txt": b"y"})

    expanded = expand(path, into, LIMITS)

    assert [member.name for member in expanded.members] == ["good.txt"]
    assert "outside" in expanded.skipped[0].reason
    assert {p.relative_to(tmp_path).parts[0] for p in tmp_path.rglob("*")} == {"a.zip", "into"}


@pytest.mark.parametrize(
    ("name", "why"),
    [
        ("inner.zip", "archive within"),
        ("inner.tar.gz", "archive within"),
        ("__MACOSX/._a.txt", "system"),
        ("docs/.DS_Store", "system"),
        ("docs/~$policy.docx", "temporary"),
        ("a\x1b[2Jb.txt", "control characters"),
    ],
)
def test_members_of_no_use_are_skipped_with_a_reason(
    tmp_path: Path, into: Path, name: str, why: str
) -> None:
    expanded = expand(zipped(tmp_path / "a.zip", {name: b"x"}), into, LIMITS)

    assert expanded.members == ()
    assert why in expanded.skipped[0].reason
    assert not list(into.iterdir())


def test_links_are_skipped(tmp_path: Path, into: Path) -> None:
    link = zipfile.ZipInfo("link.txt")
    link.external_attr = (stat.S_IFLNK | 0o777) << 16
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as container:
        container.writestr(link, "/etc/passwd")

    assert expand(tmp_path / "a.zip", into, LIMITS).skipped[0].reason == "it is a link"


def test_the_second_of_two_files_of_one_name_is_skipped(tmp_path: Path, into: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as container:
        container.writestr("a.txt", "first")
        with pytest.warns(UserWarning, match="Duplicate name"):
            container.writestr("a.txt", "second")

    expanded = expand(tmp_path / "a.zip", into, LIMITS)

    assert [member.path.read_text("utf-8") for member in expanded.members] == ["first"]
    assert "same name" in expanded.skipped[0].reason


def test_encrypted_members_are_skipped(tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"x", "b.txt": b"y"})
    data = bytearray(path.read_bytes())
    data[data.index(b"PK\x03\x04") + 6] |= 1
    data[data.index(b"PK\x01\x02") + 8] |= 1
    path.write_bytes(data)

    expanded = expand(path, into, LIMITS)

    assert [member.name for member in expanded.members] == ["b.txt"]
    assert "encrypted" in expanded.skipped[0].reason


def test_a_damaged_member_does_not_spoil_the_others(tmp_path: Path, into: Path) -> None:
    with zipfile.ZipFile(tmp_path / "a.zip", "w") as container:
        container.writestr("a.txt", "aaaaaaaaaaaaaaaa")
        container.writestr("b.txt", "b")
    data = (tmp_path / "a.zip").read_bytes().replace(b"aaaaaaaaaaaaaaaa", b"aaaaaaaaXaaaaaaa")
    (tmp_path / "a.zip").write_bytes(data)

    expanded = expand(tmp_path / "a.zip", into, LIMITS)

    assert [member.name for member in expanded.members] == ["b.txt"]
    assert "damaged" in expanded.skipped[0].reason
    assert [path.name for path in into.iterdir()] == ["00002.txt"]


def test_a_name_in_utf8_without_its_flag_is_understood(tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"XXbersicht.txt": b"x"})
    path.write_bytes(path.read_bytes().replace(b"XXbersicht", "Übersicht".encode()))

    assert expand(path, into, LIMITS).members[0].name == "Übersicht.txt"


@pytest.mark.parametrize(
    "members",
    [
        {f"{n}.txt": b"x" for n in range(21)},
        {"zeros.txt": bytes(20_000_000)},
        {f"{n}.bin": os.urandom(4_000_000) for n in range(8)},
    ],
    ids=["members", "ratio", "bytes"],
)
def test_past_a_limit_nothing_stays_behind(
    tmp_path: Path, into: Path, members: dict[str, bytes]
) -> None:
    path = zipped(tmp_path / "a.zip", members)

    with pytest.raises(LimitError):
        expand(path, into, LIMITS)
    with pytest.raises(LimitError):
        check_container(path, LIMITS)

    assert not list(into.iterdir())


def test_sizes_in_headers_are_not_believed(tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"zeros.txt": bytes(20_000_000)})
    data = path.read_bytes().replace((20_000_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    path.write_bytes(data)

    expanded = expand(path, into, replace(LIMITS, archive_ratio=10**6))

    assert sum(file.stat().st_size for file in into.iterdir()) <= 10
    assert all("damaged" in skipped.reason for skipped in expanded.skipped)


def test_a_cut_off_archive_is_refused(tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"text"})
    path.write_bytes(path.read_bytes()[:-10])

    with pytest.raises(UnreadableError, match="damaged"):
        expand(path, into, LIMITS)


@pytest.fixture
def pool() -> Iterator[ReaderPool]:
    with ReaderPool(LIMITS) as pool:
        yield pool


def test_a_pool_unpacks_in_its_process(pool: ReaderPool, tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"text", "../b.txt": b"x"})

    expanded = pool.expand(path, into)

    assert [(m.name, m.path.read_bytes()) for m in expanded.members] == [("a.txt", b"text")]
    assert expanded.members[0].path.parent == into
    assert [skipped.name for skipped in expanded.skipped] == ["../b.txt"]


def test_a_pool_cleans_up_after_a_bomb(pool: ReaderPool, tmp_path: Path, into: Path) -> None:
    path = zipped(tmp_path / "a.zip", {"a.txt": b"x", "zeros.txt": bytes(20_000_000)})

    with pytest.raises(LimitError):
        pool.expand(path, into)

    assert not list(into.iterdir())


def office(path: Path, part: bytes, name: str = "word/document.xml") -> Path:
    return zipped(path, {"[Content_Types].xml": b"<Types/>", name: part})


def test_an_honest_office_file_passes(tmp_path: Path) -> None:
    check_container(office(tmp_path / "a.docx", b"<?xml version='1.0'?><w:document/>"), LIMITS)


_ENTITY = '<!DOCTYPE d [<!ENTITY a "ha">]><d>&a;</d>'


@pytest.mark.parametrize(
    "part",
    [
        _ENTITY.encode(),
        b"<!--" + b"x" * 70_000 + b"-->" + _ENTITY.encode(),
        _ENTITY.encode("utf-16"),
        ("<?xml version='1.0' encoding='utf-16'?>" + _ENTITY).encode("utf-16-be"),
        b"<?xml version='1.0' encoding='UTF-7'?><d/>",
    ],
    ids=["plain", "late", "utf-16", "utf-16-be", "utf-7"],
)
def test_xml_that_defines_entities_is_refused(tmp_path: Path, part: bytes) -> None:
    with pytest.raises(UnreadableError, match="its XML"):
        check_container(office(tmp_path / "a.docx", part), LIMITS)


def test_a_mark_across_two_pieces_is_seen(tmp_path: Path) -> None:
    for shift in range(65_520, 65_540):
        part = b"<!--".ljust(shift, b"x") + b"--><!DOCTYPE d><d/>"
        with pytest.raises(UnreadableError, match="its XML"):
            check_container(office(tmp_path / f"{shift}.docx", part), LIMITS)


def test_an_embedded_page_may_have_its_document_type(tmp_path: Path) -> None:
    path = office(tmp_path / "a.docx", b"<!DOCTYPE html><html></html>", "word/chunk.html")

    check_container(path, LIMITS)


def test_marks_inside_an_image_mean_nothing(tmp_path: Path) -> None:
    check_container(office(tmp_path / "a.docx", b"\x89PNG <!DOCTYPE", "word/a.png"), LIMITS)


def test_an_encrypted_or_damaged_office_file_is_refused(tmp_path: Path) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as container:
        container.writestr("a.xml", "<a/>" * 10)
    data = bytearray(buffer.getvalue())
    data[data.index(b"PK\x01\x02") + 8] |= 1
    (tmp_path / "a.docx").write_bytes(data)
    (tmp_path / "b.docx").write_bytes(buffer.getvalue()[:60])

    with pytest.raises(UnreadableError, match="encrypted"):
        check_container(tmp_path / "a.docx", LIMITS)
    with pytest.raises(UnreadableError, match="damaged"):
        check_container(tmp_path / "b.docx", LIMITS)


def directory_with(path: Path, at: int, value: int) -> Path:
    """The container at ``path``, four bytes of its end record (at ``at``) overwritten."""
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.rindex(b"PK\x05\x06") + at, value)
    path.write_bytes(data)
    return path


@pytest.mark.parametrize("offset", [7, 0x7FFFFFFF, 0xFFFFFFF0])
def test_places_outside_the_file_are_damage(tmp_path: Path, into: Path, offset: int) -> None:
    for at in (12, 16):  # size and place of the directory
        path = directory_with(office(tmp_path / "a.docx", b"<w:document/>"), at, offset)
        with pytest.raises(UnreadableError, match="damaged"):
            check_container(path, LIMITS)
        with pytest.raises(UnreadableError, match="damaged"):
            inspect(path)


def test_a_member_before_the_start_of_the_file_is_damage(tmp_path: Path) -> None:
    path = office(tmp_path / "a.docx", b"<w:document/>")
    data = bytearray(path.read_bytes())
    struct.pack_into("<I", data, data.index(b"PK\x01\x02") + 42, 0xFFFFFFF0)
    path.write_bytes(data)

    with pytest.raises(UnreadableError, match="damaged"):
        check_container(path, LIMITS)
