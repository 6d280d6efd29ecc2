"""JSON Lines: records to documents, broken lines, limits, speed."""

import json
from datetime import date
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.readers.jsonl import read
from kb.errors import LimitError, UnreadableError
from kb.values import BlockKind
from tests.cost import bounded


def write(tmp_path: Path, *lines: object) -> Path:
    path = tmp_path / "records.jsonl"
    texts = [one if isinstance(one, str) else json.dumps(one) for one in lines]
    path.write_text("\n".join(texts), encoding="utf-8")
    return path


def test_a_record_becomes_a_document(tmp_path: Path) -> None:
    record = {
        "id": "r-1",
        "title": "Access",
        "text": "Access is\ngranted by role:\n(a) to staff; and\n(b) to nobody else.\n\nYearly.",
        "metadata": {"z": [1, {"k": "é"}], "a": 2, "none": None, "valid_until": "2027-01-31"},
    }
    (document,) = read(write(tmp_path, record), Limits())
    assert (document.title, document.part, document.external_id) == ("Access", "r-1", "r-1")
    assert [(b.kind, b.text) for b in document.blocks] == [
        (BlockKind.PARAGRAPH, "Access is granted by role:"),
        (BlockKind.LIST_ITEM, "(a) to staff; and"),
        (BlockKind.LIST_ITEM, "(b) to nobody else."),
        (BlockKind.PARAGRAPH, "Yearly."),
    ]
    assert document.metadata == (
        ("a", "2"),
        ("valid_until", "2027-01-31"),
        ("z", '[1, {"k": "é"}]'),
    )
    assert document.facts.valid_until == date(2027, 1, 31)
    assert document.warnings == ()


def test_words_are_kept_exactly(tmp_path: Path) -> None:
    text = "“Key–words” *stay*, `as` they_are: 100 % & <b>é</b> 5.10\n1) x\n2) y"
    (document,) = read(write(tmp_path, {"id": "a", "text": text}), Limits())
    assert document.text.split() == text.split()


def test_missing_and_numeric_ids_and_further_fields(tmp_path: Path) -> None:
    path = write(
        tmp_path, {"text": "one", "source": "web", "vector": [1]}, {"id": 7, "text": "two"}
    )
    first, second = read(path, Limits())
    assert (first.part, first.external_id, first.title) == ("line-1", "", "line 1")
    assert first.metadata == (("source", "web"),)
    assert (second.part, second.external_id, second.title) == ("7", "7", "7")


def test_what_is_left_out_is_said_on_the_first_document(tmp_path: Path) -> None:
    path = write(
        tmp_path,
        {"id": "a", "text": "words"},
        "{broken",
        "",
        {"id": "b", "text": "  "},
        "[1, 2]",
        {"id": "c"},
        {"id": "a", "text": "other words"},
    )
    documents = read(path, Limits())
    assert [d.part for d in documents] == ["a", "a#2"]
    assert [d.external_id for d in documents] == ["a", "a"]
    first, second, empty, repeated = documents[0].warnings
    assert first.startswith("line 2 was left out: it is not valid JSON")
    assert second == "line 5 was left out: it is not a record with named fields"
    assert empty == "2 records without text were left out (lines 4, 6)"
    assert repeated.startswith("1 records repeat")
    assert documents[1].warnings == ()


def test_parts_stay_unique_beside_an_id_that_looks_numbered(tmp_path: Path) -> None:
    records = [{"id": name, "text": "x"} for name in ("a#2", "a", "a", "a", "a#2")]
    parts = [d.part for d in read(write(tmp_path, *records), Limits())]
    assert len(set(parts)) == 5


@pytest.mark.parametrize(
    ("lines", "message"),
    [
        (["", "{broken", "{also"], "line 2: no record could be read"),
        (['{"id": "a"}'], "line 1: no record has text"),
        (["", " "], "holds no records"),
        (["[" * 100_000], "nested too deeply"),
    ],
)
def test_a_file_without_records_is_unreadable(
    tmp_path: Path, lines: list[str], message: str
) -> None:
    with pytest.raises(UnreadableError, match=message):
        read(write(tmp_path, *lines), Limits())


@pytest.mark.parametrize(
    "limits", [Limits(records=2), Limits(characters=20), Limits(file_bytes=30)]
)
def test_limits(tmp_path: Path, limits: Limits) -> None:
    records = [{"id": str(n), "text": "ten letters"} for n in range(3)]
    with pytest.raises(LimitError):
        read(write(tmp_path, *records), limits)


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_byte_order_marks(tmp_path: Path, encoding: str) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes('{"id": "a", "text": "é"}\r\n{"id": "b", "text": "ü"}\r\n'.encode(encoding))
    assert [d.text for d in read(path, Limits())] == ["é", "ü"]


def test_a_line_of_another_encoding_costs_only_itself(tmp_path: Path) -> None:
    path = tmp_path / "records.jsonl"
    path.write_bytes(b'{"id": "a", "text": "caf\xe9"}\n{"id": "b", "text": "tea"}\n')
    (document,) = read(path, Limits())
    assert document.warnings == ("line 1 was left out: it is not text in UTF-8",)


def test_thirteen_thousand_records_are_quick(tmp_path: Path) -> None:
    text = "The firm must keep records of each decision and review them.\n\n(a) yearly; or\n" * 6
    path = write(tmp_path, *({"id": str(n), "text": text} for n in range(13_000)))
    with bounded():
        assert len(read(path, Limits())) == 13_000
