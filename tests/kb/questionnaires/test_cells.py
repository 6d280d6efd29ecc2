"""From an answer to the customer's cells."""

from dataclasses import replace

import pytest

from kb.questionnaires.cells import Filling, Sources, defaults
from kb.questionnaires.run import Options
from kb.values import Answer, Citation, Question, Status, Verdict
from kb.values.questionnaires import AnswerCell, Item, Place, Role
from tests.kb.questionnaires.forms import item, verdict

CITED = Citation("Backup Policy", "d1", 1, ("Backup Policy", "2. Encryption"), 3, "…", 0, 1,
                 collection="policy")  # fmt: skip
YES = Answer(
    Question("Are backups encrypted?"),
    Status.GROUNDED,
    "Backups are encrypted at rest.",
    Verdict.YES,
    confidence=0.9,
    citations=(CITED,),
)


def free(role: Role, column: str, **more: object) -> AnswerCell:
    return AnswerCell(role, Place("Form", f"{column}1"), **more)  # type: ignore[arg-type]


def filled(
    asked: Item, answer: Answer = YES, options: Options | None = None
) -> tuple[dict[str, str], tuple[str, ...]]:
    sources = Sources(lambda _identity, _version: "2.1")
    writes, notes = Filling(options or Options(), sources).fill(asked, answer)
    return {write.place.cell: write.text for write in writes}, notes


def test_verdict_comment_and_evidence() -> None:
    cells = (verdict(1), free(Role.COMMENT, "D"), free(Role.EVIDENCE, "E"))
    written, notes = filled(item(1, "Are backups encrypted?", *cells))
    assert written == {
        "C1": "Yes",
        "D1": "Backups are encrypted at rest.",
        "E1": "Backup Policy, 2. Encryption, page 3, version 2.1",
    }
    assert notes == ()


def test_an_answer_column_alone_takes_the_verdict_and_the_sentence() -> None:
    asked = item(1, "Are backups encrypted?", free(Role.ANSWER, "C"))
    assert filled(asked)[0] == {"C1": "Yes. Backups are encrypted at rest."}
    german = replace(asked, language="de")
    assert filled(german)[0]["C1"].startswith("Ja. ")


def test_answer_and_comment_share_it() -> None:
    asked = item(1, "Are backups encrypted?", free(Role.ANSWER, "C"), free(Role.COMMENT, "D"))
    assert filled(asked)[0] == {"C1": "Yes", "D1": "Backups are encrypted at rest."}


def test_evidence_is_added_to_the_comment_if_wanted_and_has_no_column() -> None:
    options = Options(with_evidence=True)
    text = filled(item(1, "Are backups encrypted?"), options=options)[0]["D1"]
    assert text.endswith("\nSource: Backup Policy, 2. Encryption, page 3, version 2.1")
    cells = (free(Role.COMMENT, "D"), free(Role.EVIDENCE, "E"))
    assert "Source" not in filled(item(1, "…", *cells), options=options)[0]["D1"]


def test_a_blank_answer_writes_nothing() -> None:
    blank = Answer(Question("?"), Status.ABSTAINED, "withheld words")
    assert filled(item(1, "Are backups encrypted?"), blank) == ({}, ())


def test_a_verdict_that_does_not_fit_leaves_its_cell_blank_and_the_comment_filled() -> None:
    cells = (verdict(1, "Yes", "No"), free(Role.COMMENT, "D"))
    partial = replace(YES, verdict=Verdict.PARTIAL)
    written, notes = filled(item(1, "Are backups encrypted?", *cells), partial)
    assert set(written) == {"D1"}
    assert notes == ("C1 is left blank: its list has nothing that says “Partially” and no more "
                     "(Yes, No).",)  # fmt: skip


@pytest.mark.parametrize(
    ("cell", "note"),
    [
        (verdict(1, writable=False, why="a formula stands there"), "a formula stands there"),
        (verdict(1, current="No"), "it says “No” already"),
    ],
)
def test_what_stands_there_is_left(cell: AnswerCell, note: str) -> None:
    written, notes = filled(item(1, "Are backups encrypted?", cell))
    assert written == {}
    assert note in notes[0]


def test_a_placeholder_is_replaced() -> None:
    asked = item(1, "Are backups encrypted?", verdict(1, current="Please select"))
    assert filled(asked)[0] == {"C1": "Yes"}


def test_a_value_in_every_row_came_with_the_form() -> None:
    rows = [item(n, "Are backups encrypted?", verdict(n, current="No")) for n in range(1, 9)]
    assert len(defaults(rows)) == 8
    assert defaults(rows[:3]) == frozenset()


def test_owner_and_score_columns_are_left_to_a_person() -> None:
    cells = (verdict(1), free(Role.OWNER, "D"), free(Role.SCORE, "E"))
    assert set(filled(item(1, "Are backups encrypted?", *cells))[0]) == {"C1"}


def test_a_tick_goes_into_the_column_of_the_answer() -> None:
    cells = tuple(
        free(Role.VERDICT, column, mark=name)
        for column, name in zip("CDE", ("Yes", "No", "N/A"), strict=True)
    )
    assert filled(item(1, "Are backups encrypted?", *cells))[0] == {"C1": "X"}


def test_a_documents_own_control_data_is_no_comment() -> None:
    row = replace(CITED, quote="Version\t2.1")
    told = replace(
        YES, answer="Version | 2.1. Backups are encrypted at rest.", citations=(row, CITED)
    )
    assert filled(item(1, "Are backups encrypted?"), told)[0]["D1"] == (
        "Backups are encrypted at rest."
    )


def test_a_topic_as_a_whole_is_not_rated() -> None:
    scale = replace(verdict(1, "0", "5"), role=Role.SCORE)
    legend = "0 = not in place, 5 = fully in place"
    topic = item(1, "Asset inventory", scale, guidance=legend)
    assert filled(topic)[0] == {}
    assert "rates a topic" in filled(topic)[1][0]
    stated = item(1, "Assets are inventoried.", scale, guidance=legend)
    assert filled(stated)[0] == {"C1": "5"}
