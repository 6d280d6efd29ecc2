"""Suggested questions: each is answered, and none tells of what may not be seen."""

import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from fastapi.testclient import TestClient

from kb.knowledge_base import KnowledgeBase
from kb.library.entry import Draft
from kb.values import Audience
from tests.api.service.chats import client_of, people_app
from tests.api.service.conftest import load

ACCESS = """# Access Control Policy

## 1. Password length

The password length is at least fourteen characters, says the access control policy.

## 2. Joiners and leavers

Of joiners and leavers the access control policy says that managers ask for access.
"""


@pytest.fixture
def ann(base: KnowledgeBase, tmp_path: Path) -> Iterator[TestClient]:
    page = tmp_path / "access.md"
    page.write_text(ACCESS)
    load(base, page, Audience.INTERNAL)
    with client_of(people_app(base), "ann") as client:
        yield client


def made(client: TestClient, **params: object) -> list[str]:
    until = time.monotonic() + 60
    while time.monotonic() < until:
        found = client.get("/v1/suggestions", params={"limit": 24, **params}).json()  # type: ignore[arg-type]
        if not found["making"]:
            return [one["question"] for one in found["suggestions"]]
        time.sleep(0.05)
    raise AssertionError("no suggestions were made")


def test_each_one_is_answered(ann: TestClient) -> None:
    found = made(ann)
    assert "What does “Access Control Policy” say about password length?" in found
    for question in found:
        assert ann.post("/v1/ask", json={"question": question}).json()["status"] == "grounded"


def test_they_stay_until_the_documents_change(
    ann: TestClient, base: KnowledgeBase, tmp_path: Path
) -> None:
    first = made(ann)
    assert ann.get("/v1/suggestions", params={"limit": 24}).json()["making"] is False
    assert made(ann) == first
    page = tmp_path / "retention.md"
    page.write_text(
        "# Retention Policy\n\n## Log retention\n\n"
        "On log retention the retention policy says that logs are kept for one year.\n"
    )
    load(base, page, Audience.INTERNAL)
    assert ann.get("/v1/suggestions").json()["making"] is True
    assert "What does “Retention Policy” say about log retention?" in made(ann)


def test_nobody_is_told_of_what_is_above(ann: TestClient) -> None:
    assert made(ann)
    assert "Access" not in str(made(ann, audience="public"))


def test_approved_answers_are_suggested(ann: TestClient, base: KnowledgeBase) -> None:
    draft = Draft("Do you run a bug bounty?", "Yes, since 2024.", audience=Audience.NDA)
    base.library.add(draft, "rae", approve=True)
    assert made(ann)[0] == "Do you run a bug bounty?"
    assert "bounty" not in str(made(ann, audience="public"))


def test_making_them_asks_for_no_row_in_the_log(ann: TestClient, base: KnowledgeBase) -> None:
    made(ann)
    rae = client_of(people_app(base), "rae")
    assert rae.get("/v1/unanswered").json()["total"] == 0
