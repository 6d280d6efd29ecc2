"""An answer's card: status, marks, sources, conflicts; every word of a document is text."""

import pytest

from tests.ui.shapes import FOUL, answer, citation, read
from ui import words
from ui.marks import placed
from ui.markup import sender
from ui.parts import answer as cards
from ui.parts import copying


def test_hostile_text_stays_text_wherever_it_stands() -> None:
    foul = citation(document=FOUL, heading=[FOUL, FOUL], quote=FOUL, collection=FOUL, source=FOUL)
    other = foul.model_copy(update={"start": 90, "end": 99})
    dispute = {"topic": FOUL, "values": [{"value": FOUL, "citation": foul}]}
    control = {"framework": FOUL, "id": FOUL, "title": FOUL}
    for status in ("grounded", "abstained", FOUL):
        found = answer(
            status=status,
            verdict=FOUL,
            reason=FOUL,
            answer=FOUL,
            note=FOUL,
            question=FOUL,
            citations=[foul, other],
            conflicts=[dispute],
            closest=[foul],
            controls=[control],
        )
        assert FOUL in read(cards.card(found, 0, copying.menu(found)))
    assert FOUL in read(cards.question(FOUL))


def test_a_button_takes_no_text_from_outside_as_its_address() -> None:
    with pytest.raises(ValueError, match="address"):
        sender("v-mark", FOUL)


def test_a_source_says_where_it_stands_and_how_old_it_is() -> None:
    text = read(cards.card(answer(citations=[citation(expired=True)]), 0))
    assert "Access › 2. Reviews" in text
    assert "page 3" in text
    assert "out of date since 31 May 2026" in text
    assert "out of date" not in read(cards.card(answer(), 0))


@pytest.mark.parametrize("reason", list(words.REASON))
def test_every_reason_has_its_words(reason: str) -> None:
    found = answer(status="abstained", reason=reason, citations=[], closest=[citation()])
    html = cards.card(found, 4)
    for sentence in words.REASON[reason]:
        assert sentence in read(html)
    assert 'data-v-send="source:4:0"' in html
    assert "Closest evidence" in html


def test_the_words_cover_the_contract() -> None:
    from kb.values import AUDIENCES, Collection, Reason, Status, Verdict

    assert set(words.STATUS) == set(words.STATUS_ICON) == {s.value for s in Status}
    assert set(words.REASON) == {r.value for r in Reason}
    assert set(words.VERDICT) == {v.value for v in Verdict}
    assert set(words.COLLECTION) == set(words.COLLECTIONS) == {c.value for c in Collection}
    assert set(words.AUDIENCE) == {a.value for a in AUDIENCES}


def test_a_conflict_shows_both_values_with_their_sources_once() -> None:
    one, two = citation(document="Schedule"), citation(document="Policy", start=50, end=70)
    values = [{"value": "30 days", "citation": one}, {"value": "60 days", "citation": two}]
    third = citation(document="Handbook", start=80, end=90)
    dispute = {"topic": "retention", "values": values}
    found = answer(citations=[one, two, third], conflicts=[dispute])
    html = cards.card(found, 0)
    text = read(html)
    assert "Sources disagree: retention" in text
    assert text.index("30 days") < text.index("Schedule") < text.index("60 days")
    assert text.count("Schedule") == 1
    assert [found.cited[at].document for at in range(3)] == ["Schedule", "Policy", "Handbook"]
    assert all(
        f'class="v-source" type="button" data-v-send="source:0:{at}"' in html for at in (0, 1, 2)
    )


def test_marks_stand_after_the_words_they_prove() -> None:
    quotes = ["A is so.", "Logs\t90 days", "elsewhere", "A is"]
    text = "A is so. What: Logs; Kept: 90 days."
    found = placed(text, [citation(quote=quote) for quote in quotes])
    assert found == [(4, 4), (8, 1), (len(text), 2), (len(text), 3)]
    assert placed("", [citation(quote="")]) == [(0, 1)]


def test_the_same_place_cited_twice_has_one_number() -> None:
    twice = answer(answer="A. B.", citations=[citation(quote="A."), citation(quote="B.")])
    assert cards.marked(twice, 0).count('data-v-send="source:0:0"') == 2
    assert len(twice.cited) == 1
