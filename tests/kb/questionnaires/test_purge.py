"""Erasing a document erases its words from questionnaires."""

import json

import sqlalchemy as sa

from kb.knowledge_base import KnowledgeBase
from kb.questionnaires.desk import Questionnaires
from kb.questionnaires.review import Edit, approve
from kb.questionnaires.run import State
from kb.records.questionnaires_purge import erase_quotes
from kb.records.questionnaires_schema import questionnaire_history, questionnaire_rows
from kb.records.sources import listing
from tests.kb.questionnaires.forms import three


def everything(base: KnowledgeBase) -> str:
    with base.records.read() as connection:
        return json.dumps(
            [
                [str(value) for value in row]
                for table in (questionnaire_rows, questionnaire_history)
                for row in connection.execute(sa.select(table))
            ]
        )


def test_no_word_of_the_document_is_left(desk: Questionnaires, base: KnowledgeBase) -> None:
    run = desk.start(three(), b"file", customer="Marram")
    list(desk.answer(run.id))
    approve(base.records, run.id, [1], "Ann")
    desk.edit(run.id, 2, Edit("In words of my own."), "Ann")
    desk.exported(run.id, "Ann", target="out.xlsx", written=1)
    later = desk.start(three("e" * 64), b"other", customer="Marram")
    list(desk.answer(later.id))
    assert "AES-256" in everything(base)
    with base.records.write() as connection:
        (document,) = [doc["id"] for doc in listing(connection)]
        assert erase_quotes(connection, document) >= 3
    left = everything(base)
    assert "AES-256" not in left
    assert "Multi-factor authentication" not in left
    assert document not in left
    first, second, _ = desk.show(run.id).rows
    assert first.state is State.WAITING
    assert (second.text, second.state) == ("In words of my own.", State.EDITED)
