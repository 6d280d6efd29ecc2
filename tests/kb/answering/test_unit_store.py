"""Vectors of sentences on disk: found again, forgotten for good, and never missed."""

import sqlite3
from pathlib import Path

import numpy as np
import pytest

from kb.answering.unit_store import UnitStore, key_of
from kb.answering.vectors import UnitVectors
from kb.embedding.hashing import HashingEmbedder
from kb.embedding.protocol import Vectors

TEXTS = ["Backups: They are tested every quarter.", "Keys: They are rotated.", "Logs: They stay."]


@pytest.fixture
def embedder() -> HashingEmbedder:
    return HashingEmbedder()


def store(folder: Path) -> UnitStore:
    return UnitStore(folder, HashingEmbedder().fingerprint)


def filled(folder: Path, embedder: HashingEmbedder) -> UnitStore:
    made = store(folder)
    made.put(dict(zip(TEXTS, UnitVectors(embedder).made(TEXTS), strict=True)))
    return made


def test_a_stored_vector_is_the_one_that_is_made(tmp_path: Path, embedder: HashingEmbedder) -> None:
    filled(tmp_path, embedder).close()
    found = store(tmp_path).get([*TEXTS[:2], "Never stored."])
    assert set(found) == set(TEXTS[:2])
    made = UnitVectors(embedder).of(TEXTS[:2])
    assert np.stack([found[text] for text in TEXTS[:2]]).tobytes() == made.tobytes()


def test_what_is_stored_is_not_embedded(
    tmp_path: Path, embedder: HashingEmbedder, monkeypatch: pytest.MonkeyPatch
) -> None:
    vectors = UnitVectors(embedder, filled(tmp_path, embedder))
    embedded: list[str] = []
    embed = embedder.embed

    def noted(texts: list[str]) -> Vectors:
        embedded.extend(texts)
        return embed(texts)

    monkeypatch.setattr(embedder, "embed", noted)
    assert vectors.of([*TEXTS, "New."]).shape == (4, embedder.fingerprint.dimension)
    assert embedded == ["New."]


def test_more_texts_than_one_statement_takes(tmp_path: Path, embedder: HashingEmbedder) -> None:
    texts = [f"Sentence {n}." for n in range(1_100)]
    made = store(tmp_path)
    made.put(dict(zip(texts, UnitVectors(embedder).made(texts), strict=True)))
    assert len(made.get(texts)) == 1_100


def test_no_text_is_in_the_file_and_nothing_after_it_was_cleared(
    tmp_path: Path, embedder: HashingEmbedder
) -> None:
    made = filled(tmp_path, embedder)
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert key_of(TEXTS[0]) in files
    assert b"Backups" not in files
    made.clear()
    files = b"".join(path.read_bytes() for path in tmp_path.iterdir())
    assert not any(key_of(text) in files for text in TEXTS)
    assert not made.get(TEXTS)


def test_some_are_forgotten(tmp_path: Path, embedder: HashingEmbedder) -> None:
    made = filled(tmp_path, embedder)
    made.drop([key_of(TEXTS[0])])
    assert made.stored() == {key_of(text) for text in TEXTS[1:]}


@pytest.mark.parametrize("raw", [b"", b"no database at all, but long enough to be one" * 99])
def test_a_broken_file_is_begun_anew(tmp_path: Path, embedder: HashingEmbedder, raw: bytes) -> None:
    filled(tmp_path, embedder).close()
    (path,) = tmp_path.glob("*.db")
    path.write_bytes(raw)
    made = store(tmp_path)
    assert made.get(TEXTS) == {}
    made.put({TEXTS[0]: UnitVectors(embedder).made(TEXTS[:1])[0]})
    assert set(made.get(TEXTS)) == {TEXTS[0]}


def test_a_vector_of_another_length_counts_as_absent(
    tmp_path: Path, embedder: HashingEmbedder
) -> None:
    made = filled(tmp_path, embedder)
    made.close()
    (path,) = tmp_path.glob("*.db")
    with sqlite3.connect(path) as connection:
        connection.execute("UPDATE units SET vector = x'0000' WHERE key = ?", [key_of(TEXTS[0])])
    connection.close()
    assert set(made.get(TEXTS)) == set(TEXTS[1:])


def test_a_folder_that_cannot_be_made_costs_no_answer(
    tmp_path: Path, embedder: HashingEmbedder
) -> None:
    (tmp_path / "index").write_text("in the way")
    made = store(tmp_path / "index")
    assert not made.put({TEXTS[0]: UnitVectors(embedder).made(TEXTS[:1])[0]})
    assert UnitVectors(embedder, made).of(TEXTS).shape[0] == 3
