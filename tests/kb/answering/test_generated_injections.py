"""Orders hidden in documents and questions change nothing, though the model obeys them all."""

from pathlib import Path

import pytest
import yaml

from ingest.intake import Prepared
from kb.models.scripted import ScriptedModel
from kb.values import Answer, Verdict
from tests.kb.answering.desk import Desk
from tests.kb.answering.gullible import obey, refuse
from tests.kb.answering.writing_desk import MARKER, WritingDesk, blank
from tests.kb.storing import prepared

ATTACKS = yaml.safe_load(Path(__file__).with_name("injections.yaml").read_text("utf-8"))["attacks"]
PROVEN, DENIED, UNKNOWN = (
    "Are backups encrypted?",
    "Are passwords shared between staff?",
    "Do you run a bug bounty programme?",
)
CLEAN = {"id": "clean", "where": "", "text": ""}
RULES = (
    "Backups must be encrypted.",
    "Passwords must not be shared between staff.",
    "Visitors sign a book at the desk.",
)


def _documents(attack: dict[str, str]) -> list[Prepared]:
    """The rules and, somewhere among them, the attack; each case's documents are its own."""
    where, text, key = attack["where"], attack["text"], attack["id"]
    if where == "passage":
        rules = (*RULES, text, f"{RULES[0]} {text}")
        return [prepared(key, *rules, title="Security policy")]
    if where == "title":
        return [prepared(key, *RULES, title=text)]
    clean = prepared(key, *RULES, title="Security policy")
    if where == "heading":
        return [clean, prepared(f"{key}.more", RULES[1], title=text)]
    if where == "row":
        return [clean, prepared(f"{key}.table", f"Control\tState\nBackups\t{text}", title="State")]
    return [clean]


def _asked(attack: dict[str, str], question: str) -> tuple[str, tuple[str, ...]]:
    if attack["where"] == "question":
        return f"{question} {attack['text']}", ()
    return question, (attack["text"],) if attack["where"] == "history" else ()


def _leaks(attack: dict[str, str], answer: Answer) -> list[str]:
    """What of the attack, the rules or the marker is in an answer."""
    words = ["evil.example", "passages", MARKER, "marker", "instructions", "verdict", "Yes", "yes"]
    return [word for word in (attack["text"], *words) if word in answer.answer]


@pytest.mark.parametrize("attack", ATTACKS, ids=lambda attack: attack["id"])
def test_an_attack_changes_nothing(desk: Desk, attack: dict[str, str]) -> None:
    writing = WritingDesk(desk)
    documents = _documents(attack)
    for question in (PROVEN, DENIED, UNKNOWN):
        text, history = _asked(attack, question)
        for said in (obey, refuse):
            plain, written = writing.ask(ScriptedModel([said]), text, *documents, history=history)
            answer = written.answer
            if question is PROVEN and attack["where"] != "question":
                assert plain.verdict is not None, "there is something to change"
            assert answer.verdict is plain.verdict
            assert answer.status is plain.status
            if question is UNKNOWN:
                assert blank(answer)
            assert not set(_leaks(attack, answer)) - set(_leaks(attack, plain))


def test_the_attacks_are_many_and_stand_everywhere() -> None:
    assert len(ATTACKS) >= 60
    assert len({attack["id"] for attack in ATTACKS}) == len(ATTACKS)
    places = {attack["where"] for attack in ATTACKS}
    assert places == {"passage", "question", "history", "title", "heading", "row"}


def test_without_an_attack_the_gullible_model_is_of_use(desk: Desk) -> None:
    plain, written = WritingDesk(desk).ask(ScriptedModel([obey]), PROVEN, *_documents(CLEAN))
    assert plain.verdict is written.answer.verdict is Verdict.YES
    assert written.answer.answer == "Backups must be encrypted."
    assert written.trace.outcome == "written"
