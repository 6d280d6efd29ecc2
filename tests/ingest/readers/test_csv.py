from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.readers import csv_
from kb.errors import LimitError, UnreadableError
from kb.values import BlockKind, Document

LIMITS = Limits()


def read(tmp_path: Path, data: str | bytes, name: str = "key_register.csv") -> Document:
    path = tmp_path / name
    path.write_bytes(data.encode() if isinstance(data, str) else data)
    (document,) = csv_.read(path, LIMITS)
    return document


def rows(document: Document) -> list[str]:
    return [block.text for block in document.blocks if block.kind is BlockKind.TABLE_ROW]


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_rows_under_their_columns_whatever_the_separator(tmp_path: Path, mark: str) -> None:
    text = "\n".join(
        mark.join(row) for row in (["key", "place"], ["K-1", "vault"], ["K-2", "dock"])
    )
    document = read(tmp_path, text)
    assert rows(document) == ["K-1\tvault", "K-2\tdock"]
    assert {b.header for b in document.blocks} == {("key", "place")}
    assert document.title == "key register"


def test_commas_in_quotes_and_line_breaks_in_cells(tmp_path: Path) -> None:
    document = read(tmp_path, 'key,rule\nK-1,"kept, then\nsealed"\nK-2,"said ""no"""\n')
    assert rows(document) == ["K-1\tkept, then sealed", 'K-2\tsaid "no"']


def test_semicolons_beside_decimal_commas(tmp_path: Path) -> None:
    document = read(tmp_path, "key;weight;price\nK-1;1,5;2,25\nK-2;3,0;4,75\n")
    assert rows(document) == ["K-1\t1,5\t2,25", "K-2\t3,0\t4,75"]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp1252"])
def test_encodings(tmp_path: Path, encoding: str) -> None:
    text = "clé,lieu\nporte du café,fermée la soirée et vérifiée\nclé dorée,cachée au café\n"
    document = read(tmp_path, text.encode(encoding))
    assert rows(document)[0] == "porte du café\tfermée la soirée et vérifiée"


def test_ragged_rows_are_kept_and_told(tmp_path: Path) -> None:
    document = read(tmp_path, "key,place\nK-1,vault\nK-2\nK-3,dock,extra\n\n,,\n")
    assert [row.rstrip("\t") for row in rows(document)] == ["K-1\tvault", "K-2", "K-3\tdock\textra"]
    assert document.warnings == ("1 rows have more cells than the others (2); all were kept",)


def test_a_title_and_facts_above_the_table(tmp_path: Path) -> None:
    document = read(
        tmp_path, "Register of keys\n\nOwner,Vault desk\nVersion,4\n\nkey,place\nK-1,dock\n"
    )
    assert document.blocks[0].text == "Register of keys"
    assert (document.facts.owner, document.facts.version) == ("Vault desk", "4")
    assert document.blocks[-1].header == ("key", "place")


def test_separator_named_in_the_first_line(tmp_path: Path) -> None:
    document = read(tmp_path, "sep=;\nkey;place\nK-1;a, b, c\nK-2;d, e, f\n")
    assert rows(document) == ["K-1\ta, b, c", "K-2\td, e, f"]


def test_tsv_by_its_name(tmp_path: Path) -> None:
    document = read(tmp_path, "key\tplace\nK-1\ta, b\n", "a.tsv")
    assert rows(document) == ["K-1\ta, b"]


def test_what_cannot_be_read(tmp_path: Path) -> None:
    with pytest.raises(UnreadableError, match="no text"):
        read(tmp_path, " \n,,\n")
    path = tmp_path / "a.csv"
    path.write_text("key,place\n" * 20)
    with pytest.raises(LimitError, match="30 filled cells"):
        csv_.read(path, Limits(cells=30))
