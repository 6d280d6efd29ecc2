"""Uploads: loaded at once, limited, and kept under a name that is safe."""

import io
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from hypothesis import given
from hypothesis import strategies as st

from api.service.storing import safe_name
from kb.knowledge_base import KnowledgeBase
from tests.api.service.conftest import id_of

TEXT = b"# Backup Policy\n\nBackups are restored as a test every quarter.\n"


def upload(client: TestClient, name: str, content: bytes, **form: str) -> Any:
    return client.post("/v1/documents", files={"file": (name, content)}, data=form)


def test_an_upload_can_be_asked_about_at_once(client: TestClient, base: KnowledgeBase) -> None:
    response = upload(client, "backup.md", TEXT)
    assert response.status_code == 200
    report = response.json()
    assert report["counts"]["loaded"] == 1
    assert report["files"][0]["path"] == "backup.md"
    assert report["document_ids"] == [id_of(client, "Backup Policy")]
    assert (base.settings.home / "uploads" / "backup.md").read_bytes() == TEXT
    asked = client.post("/v1/ask", json={"question": "How often are backups restored as a test?"})
    assert "every quarter" in asked.json()["answer"]


def test_the_same_name_again_is_a_new_version(client: TestClient) -> None:
    first = upload(client, "backup.md", TEXT).json()
    assert upload(client, "backup.md", TEXT).json()["counts"]["unchanged"] == 1
    second = upload(client, "backup.md", TEXT.replace(b"quarter", b"month")).json()
    assert second["counts"]["changed"] == 1
    assert second["document_ids"] == first["document_ids"]
    shown = client.get(f"/v1/documents/{first['document_ids'][0]}").json()
    assert shown["version"] == 2


def test_a_removed_document_comes_back_when_uploaded_again(client: TestClient) -> None:
    identity = upload(client, "backup.md", TEXT).json()["document_ids"][0]
    client.delete(f"/v1/documents/{identity}")
    assert upload(client, "backup.md", TEXT).json()["document_ids"] == [identity]
    assert client.get(f"/v1/documents/{identity}").json()["state"] == "live"


def test_collection_and_audience_are_taken(client: TestClient, visitor: TestClient) -> None:
    report = upload(client, "guide.md", TEXT, collection="reference", audience="public").json()
    shown = visitor.get(f"/v1/documents/{report['document_ids'][0]}").json()
    assert (shown["collection"], shown["audience"]) == ("reference", "public")
    assert upload(client, "x.md", TEXT, collection="answers").status_code == 422
    assert upload(client, "x.md", TEXT, audience="all").status_code == 422


def test_a_key_cannot_load_above_its_audience(visitor: TestClient, base: KnowledgeBase) -> None:
    assert upload(visitor, "x.md", TEXT, audience="internal").status_code == 403
    assert upload(visitor, "x.md", TEXT).status_code == 403
    assert not (base.settings.home / "uploads").exists()


@pytest.mark.parametrize("size", [100_001, 300_000])
def test_too_large_an_upload_is_refused_and_leaves_nothing(
    client: TestClient, base: KnowledgeBase, size: int
) -> None:
    response = upload(client, "big.md", b"x" * size)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"
    assert "VOUCH_UPLOAD_BYTES" in response.json()["detail"]
    folder = base.settings.home / "uploads"
    assert not folder.exists() or not list(folder.iterdir())


def test_too_large_a_question_is_refused(client: TestClient) -> None:
    response = client.post("/v1/ask", json={"question": "x" * 1_100_000})
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_a_request_that_hides_its_size_is_refused_all_the_same(client: TestClient) -> None:
    def pieces() -> Iterator[bytes]:
        yield b'{"question": "'
        for _ in range(20):
            yield b"x" * 100_000
        yield b'"}'

    headers = {"Content-Type": "application/json"}
    response = client.post("/v1/ask", content=pieces(), headers=headers)
    assert response.status_code == 413
    assert response.headers["content-type"] == "application/problem+json"


def test_a_file_that_cannot_be_read_is_a_problem_with_its_report(client: TestClient) -> None:
    response = upload(client, "broken.pdf", b"%PDF-1.7 this is no PDF")
    assert response.status_code == 422
    problem = response.json()
    assert problem["type"] == "urn:vouch:problem:unreadable"
    assert "broken.pdf" in problem["detail"]
    assert problem["report"]["files"][0]["status"] == "failed"


def test_a_broken_copy_takes_nothing_away(client: TestClient) -> None:
    identity = upload(client, "backup.md", TEXT).json()["document_ids"][0]
    assert upload(client, "backup.md", b"\x00\x01\x02" * 50).status_code == 422
    assert client.get(f"/v1/documents/{identity}").json()["state"] == "live"


def test_an_archive_is_reported_file_by_file(client: TestClient) -> None:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        archive.writestr("backup.md", TEXT)
        archive.writestr("../escape.md", TEXT.replace(b"Backup", b"Escape"))
    report = upload(client, "set.zip", buffer.getvalue()).json()
    assert len(report["document_ids"]) >= 1
    assert all(not line["path"].startswith("/") for line in report["files"])


@pytest.mark.parametrize(
    ("name", "safe"),
    [
        ("policy.md", "policy.md"),
        ("../../etc/passwd", "passwd"),
        ("C:\\Users\\me\\Policy v2 (final).docx", "Policy v2 (final).docx"),
        (".hidden", "hidden"),
        ("...", "document"),
        ("", "document"),
        ("a\x00b\n.md", "a_b_.md"),
        ("Richtlinie für Schlüssel.pdf", "Richtlinie für Schlüssel.pdf"),
    ],
)
def test_names_are_made_safe(name: str, safe: str) -> None:
    assert safe_name(name) == safe


@given(st.text(max_size=400))
def test_any_name_stays_in_its_folder(name: str) -> None:
    safe = safe_name(name)
    assert safe
    assert Path(safe).name == safe
    assert not safe.startswith((".", "~"))
    assert 0 < len(safe.encode()) <= 200
    assert safe_name(safe) == safe
