"""Questions while documents are loaded: each is answered from one state, the same as alone."""

import json
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from ingest import load as loading
from ingest.intake import Options
from ingest.load import Loader
from kb.contract import answer_json
from kb.erasure import erase
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.quiet import Quiet
from kb.values import Question, SearchFilter
from tests.kb.storing import prepared, settings, store

QUESTIONS = (
    "Are backups tested every quarter?",
    "Who approves visitors of site 3?",
    "Are laptops encrypted?",
)
_SECONDS = 60


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    folder = tmp_path / "documents"
    folder.mkdir()
    for number in range(24):
        text = (
            f"# Policy {number}\n\nBackups of site {number} are tested every quarter.\n\n"
            f"Visitors of site {number} are approved by manager {number % 5}.\n\n"
            f"## Laptops\n\nLaptops of site {number} are encrypted with AES-256.\n"
        )
        (folder / f"{number:02}.md").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture(autouse=True)
def _small_groups(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(loading, "LIVE_GROUP", 6)


def asked(base: KnowledgeBase) -> Iterator[tuple[int, str, str]]:
    """Each question's change, words and answer."""
    for text in QUESTIONS:
        with base.view() as change:
            found = json.dumps(answer_json(base.ask(Question(text))[0]), sort_keys=True)
            hits = [(p.chunk_id, p.score) for p in base.search(text, 5, SearchFilter())]
        yield change, text, f"{found}{hits}"


def alone(home: Path, folder: Path) -> dict[tuple[int, str], str]:
    """The answers after each group of a load, nobody else asking."""
    answers: dict[tuple[int, str], str] = {}
    with open_knowledge_base(settings(home)) as base:
        follow = base.follow

        def followed() -> None:
            follow()
            base.follow = follow  # type: ignore[method-assign]
            answers.update(((at, text), found) for at, text, found in asked(base))
            base.follow = followed  # type: ignore[method-assign]

        base.follow = followed  # type: ignore[method-assign]
        Loader(base, Options(), live=True).load([folder])
        base.follow = follow  # type: ignore[method-assign]
    return answers


def test_answers_during_a_load_are_those_of_a_state_asked_alone(
    tmp_path: Path, folder: Path
) -> None:
    seen: set[tuple[int, str, str]] = set()
    wrong: list[BaseException] = []
    over = threading.Event()
    with open_knowledge_base(settings(tmp_path / "busy")) as base:
        store(base, prepared("seed", "The seed says nothing."))

        def ask() -> None:
            try:
                while not over.is_set():
                    seen.update(asked(base))
            except BaseException as error:  # noqa: BLE001 - told to the test below
                wrong.append(error)

        askers = [threading.Thread(target=ask) for _ in range(4)]
        for asker in askers:
            asker.start()
        report = Loader(base, Options(), live=True).load([folder])
        over.set()
        for asker in askers:
            asker.join(_SECONDS)
        seen.update(asked(base))
    assert not wrong
    assert not report.failures
    with open_knowledge_base(settings(tmp_path / "calm")) as calm:
        store(calm, prepared("seed", "The seed says nothing."))
        first = {(at, text): found for at, text, found in asked(calm)}
    expected = first | alone(tmp_path / "calm", folder)
    changes = {at for at, _, _ in seen}
    assert len(changes) > 3, "the load was over before anybody asked"
    for at, text, found in seen:
        assert expected[at, text] == found


def test_a_purge_waits_for_questions_and_proves_itself_beside_askers(tmp_path: Path) -> None:
    with open_knowledge_base(settings(tmp_path)) as base, base.writing("serve"):
        keep, gone = store(
            base,
            prepared("a", "Laptops are encrypted with AES-256."),
            prepared("b", "The retired safe stands in the cellar of house nine."),
        )
        over = threading.Event()
        wrong: list[BaseException] = []

        def ask() -> None:
            try:
                while not over.is_set():
                    base.ask(Question("Where does the retired safe stand?"))
            except BaseException as error:  # noqa: BLE001 - told to the test below
                wrong.append(error)

        askers = [threading.Thread(target=ask) for _ in range(3)]
        for asker in askers:
            asker.start()
        proof = erase(base, [gone])
        over.set()
        for asker in askers:
            asker.join(_SECONDS)
        assert not wrong
        found = base.search("retired safe in the cellar", 5, SearchFilter())
        assert {passage.document_id for passage in found} == {keep}
    assert proof.samples > 0
    assert "index" not in {left.split("/")[0] for left in proof.left}


def test_quiet_waits_for_askers_and_lets_none_in() -> None:
    quiet = Quiet()
    order: list[str] = []
    inside, leave, waiting = threading.Event(), threading.Event(), threading.Event()

    def ask(name: str) -> None:
        with quiet.asking():
            inside.set()
            assert leave.wait(_SECONDS)
            with quiet.asking():  # within, it waits for nobody
                order.append(name)

    def purge() -> None:
        waiting.set()
        with quiet.alone():
            order.append("purge")

    first = threading.Thread(target=ask, args=("first",))
    first.start()
    assert inside.wait(_SECONDS)
    alone = threading.Thread(target=purge)
    alone.start()
    assert waiting.wait(_SECONDS)
    while not quiet._waiting:
        assert alone.is_alive()
    late = threading.Thread(target=ask, args=("late",))
    late.start()
    leave.set()
    for thread in (first, alone, late):
        thread.join(_SECONDS)
        assert not thread.is_alive()
    assert order == ["first", "purge", "late"]


def test_a_view_does_not_move(tmp_path: Path) -> None:
    with open_knowledge_base(settings(tmp_path)) as base:
        store(base, prepared("a", "Laptops are encrypted."))
        with base.view() as change:
            before = base.search("badge", 5, SearchFilter())
            loader = threading.Thread(
                target=store, args=(base, prepared("b", "Visitors wear a badge."))
            )
            loader.start()
            loader.join(_SECONDS)
            assert not loader.is_alive()
            assert base.search("badge", 5, SearchFilter()) == before
            with base.view() as again:
                assert again == change
        assert base.search("badge", 5, SearchFilter())[0].text == "Visitors wear a badge."
