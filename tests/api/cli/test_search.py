"""``vouch search``: one query, and a batch of them."""

import json
from pathlib import Path

from tests.api.cli.conftest import Vouch

HIT = {"document", "external_id", "chunk_id", "score", "text"}


def test_json_hits_hold_the_fields_of_the_contract(loaded: Vouch) -> None:
    found = loaded("search", "backup encryption", "--json").json

    assert found["query"] == "backup encryption"
    assert set(found["hits"][0]) >= HIT
    assert found["hits"][0]["document"] == "Backup Policy"
    assert found["hits"][0]["external_id"] is None
    scores = [hit["score"] for hit in found["hits"]]
    assert scores == sorted(scores, reverse=True)


def test_text_hits_show_place_and_text(loaded: Vouch) -> None:
    done = loaded("search", "backup encryption", "-k", "1")

    assert "Backup Policy > 1. Encryption" in done.out
    assert "AES-256" in done.out
    assert done.out.startswith("  1. 0.")


def test_k_and_filters_narrow_the_hits(loaded: Vouch, ids: dict[str, str]) -> None:
    assert len(loaded("search", "backups", "-k", "1", "--json").json["hits"]) == 1
    one = ids["Access Control Policy"]
    hits = loaded("search", "backups", "--document", one, "--json").json["hits"]
    assert {hit["document_id"] for hit in hits} == {one}
    assert loaded("search", "backups", "--collection", "framework", "--json").json["hits"] == []


def test_nothing_found_is_said(vouch: Vouch) -> None:
    assert vouch("search", "backups").out == "Nothing found.\n"


def test_in_date_leaves_out_what_is_out_of_date(vouch: Vouch, tmp_path: Path) -> None:
    letter = tmp_path / "letter.md"
    letter.write_text("---\nvalid-until: 2001-01-31\n---\n# Letter\n\nThe test of 2000 passed.\n")
    vouch("ingest", letter)

    assert vouch("search", "test passed", "--json").json["hits"]
    assert vouch("search", "test passed", "--in-date", "--json").json["hits"] == []


def test_batch(loaded: Vouch, tmp_path: Path) -> None:
    batch, out = tmp_path / "queries.jsonl", tmp_path / "run.jsonl"
    batch.write_text('{"id": "a", "query": "backup encryption"}\n{"id": 7, "query": "MFA"}\n')

    done = loaded("search", "--batch", batch, "--out", out, "-k", "2")

    assert (done.code, done.out) == (0, "")
    assert "2 queries in" in done.err
    results = [json.loads(line) for line in out.read_text().splitlines()]
    assert [r["id"] for r in results] == ["a", 7]
    assert all(set(hit) >= HIT for r in results for hit in r["hits"])
    assert all(len(r["hits"]) <= 2 for r in results)
    alone = loaded("search", "backup encryption", "-k", "2", "--json").json["hits"]
    assert results[0]["hits"] == alone


def test_a_broken_batch_is_refused(loaded: Vouch, tmp_path: Path) -> None:
    batch, out = tmp_path / "queries.jsonl", tmp_path / "run.jsonl"
    batch.write_text('{"id": "a", "question": "backups"}\n')

    done = loaded("search", "--batch", batch, "--out", out)

    assert done.code == 2
    assert 'line 1: "query" is missing' in done.err
    assert not out.exists()
