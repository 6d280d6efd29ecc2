"""Answers in a model's words: fallbacks, repair, verdicts, streaming, and what is kept of it."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date

import pytest

from kb.answering.asked import understand
from kb.answering.generated import Generator
from kb.answering.generated_trace import Event, Outcome, Written
from kb.answering.scored import Scored
from kb.answering.verify import Claim
from kb.models.breaker import Breaker
from kb.models.choice import Price
from kb.models.protocol import (
    ChatModel,
    ChatModelError,
    Failure,
    Message,
    Reply,
    Role,
    Schema,
    Usage,
)
from kb.models.scripted import ScriptedModel
from kb.text.contrasts import Contrasts
from kb.text.thesaurus import Thesaurus
from kb.values import Answer, Conflict, Question, Reason, Status, Verdict
from tests.kb.answering.passages import TODAY, scored

_THESAURUS, _CONTRASTS = Thesaurus.load(), Contrasts.load()
_RULE = "Backups must be encrypted."
_MORE = "Backups are kept for 35 days."
_ASKED = "Are backups encrypted?"
_OPEN = "What is said of backups?"


def _reply(*claims: tuple[int, str, str], verdict: str | None = None, cannot: str = "") -> str:
    told = [{"passage": n, "quote": q, "sentence": s} for n, q, s in claims]
    return json.dumps({"claims": told, "verdict": verdict, "cannot_answer": cannot or None})


def _units(*texts: str, **fields: object) -> list[Scored]:
    return [scored(text, f"d{at}", 0.9 - at / 100, **fields) for at, text in enumerate(texts)]


def _generator(model: ChatModel, *texts: str, **fields: object) -> Generator:
    made = Generator(
        model,
        _THESAURUS,
        _CONTRASTS,
        lambda cited: texts[int(cited.document_id[1:])],
        today=lambda: TODAY,
        clock=lambda: 0.0,
    )
    return replace(made, **fields)  # type: ignore[arg-type]


def _plain(question: str, verdict: Verdict | None = None, **fields: object) -> Answer:
    filled: dict[str, object] = {"answer": "The plain answer.", "confidence": 0.9}
    made = Answer(Question(question, id="q1"), Status.GROUNDED, verdict=verdict, id="q1")
    return replace(made, **(filled | fields))  # type: ignore[arg-type]


def _blank(question: str, reason: Reason = Reason.NO_EVIDENCE) -> Answer:
    return Answer(Question(question), Status.ABSTAINED, reason=reason)


def _write(
    model: ChatModel, plain: Answer, units: Sequence[Scored], *texts: str, **fields: object
) -> Written:
    generator = _generator(model, *texts, **fields)
    return generator.write(plain.question, understand(plain.question.text), units, plain)


def _stream(model: ChatModel, plain: Answer, units: Sequence[Scored], *texts: str) -> list[Event]:
    generator = _generator(model, *texts)
    asked = understand(plain.question.text)
    return list(generator.stream(plain.question, asked, units, plain))


def test_a_written_answer_has_its_citations_and_its_trace() -> None:
    model = ScriptedModel(
        [_reply((1, _RULE, _RULE), (2, _MORE, "Backups are retained for 35 days."))]
    )
    made = _write(
        model, _plain(_OPEN), _units(_RULE, _MORE), _RULE, _MORE, price=Price(1.0, 10.0)
    )  # fmt: skip
    answer, trace = made.answer, made.trace
    assert answer.answer == "Backups must be encrypted. Backups are retained for 35 days."
    assert [c.quote for c in answer.citations] == [_RULE, _MORE]
    assert (answer.status, answer.id, answer.note) == (Status.GROUNDED, "q1", "")
    assert (trace.outcome, trace.calls, trace.model) == (Outcome.WRITTEN, 1, "scripted:1")
    assert trace.prompt.startswith("answer.v1@")
    assert trace.usage.read > 100
    assert trace.cost == round((trace.usage.read + 10 * trace.usage.written) / 1e6, 6)
    assert json.loads(json.dumps(trace.as_json()))["outcome"] == "written"


def test_the_model_sees_numbered_passages_between_markers_of_their_own() -> None:
    model = ScriptedModel([_reply(cannot="no")])
    for _ in range(2):
        _write(model, _plain(_OPEN), _units(_RULE, _MORE, heading=("Storage",)), _RULE, _MORE)
    first, second = (told[-1].text for told in model.seen)
    assert f"[1] Policy › Storage (policy)\n{_RULE}" in first
    assert f"[2] Policy › Storage (policy)\n{_MORE}" in first
    markers = {text.split("\n")[0] for text in (first, second)}
    assert len(markers) == 2
    assert all(text.count(text.split("\n")[0]) == 2 for text in (first, second))


@pytest.mark.parametrize(
    ("failure", "told"),
    [
        (Failure.TIMEOUT, "it did not reply in time"),
        (Failure.RATE_LIMITED, "it takes no more requests at present"),
        (Failure.UNAVAILABLE, "it cannot be reached"),
        (Failure.REFUSED, "it refused the request"),
        (Failure.PAUSED, "it failed several times"),
    ],
)
def test_a_model_that_fails_leaves_the_plain_answer_and_says_so(
    failure: Failure, told: str
) -> None:
    plain = _plain(_ASKED, Verdict.YES, note="Out of date: Policy.")
    model = ScriptedModel([ChatModelError(failure, "detail for the log")])
    made = _write(model, plain, _units(_RULE), _RULE)
    assert replace(made.answer, note="") == replace(plain, note="")
    assert made.answer.note.startswith("Out of date: Policy. Given without the language model: ")
    assert told in made.answer.note
    assert made.trace.outcome is Outcome.FALLBACK
    events = _stream(model, plain, _units(_RULE), _RULE)
    assert [e.answer for e in events if isinstance(e, Written)] == [made.answer]


@pytest.mark.parametrize(
    "broken",
    ["", "Yes.", '{"claims": [', '{"claims": 3}', '{"verdict": "yes"}', "[]", '{"claims": [{}]}',
     '{"claims": [], "verdict": "surely"}', "[" * 100_000],
)  # fmt: skip
def test_a_reply_of_another_form_is_asked_for_again_once(broken: str) -> None:
    model = ScriptedModel([broken, _reply((1, _RULE, _RULE))])
    made = _write(model, _plain(_OPEN), _units(_RULE), _RULE)
    assert made.answer.answer == _RULE
    assert made.trace.calls == 2
    roles = [message.role for message in model.seen[1]]
    assert roles == [Role.SYSTEM, Role.USER, Role.MODEL, Role.USER]
    assert "could not be used" in model.seen[1][-1].text

    twice = _write(ScriptedModel([broken, broken]), _plain(_OPEN), _units(_RULE), _RULE)
    assert twice.answer.answer == "The plain answer."
    assert "its reply could not be used" in twice.answer.note
    assert twice.trace.calls == 2


def test_what_did_not_stand_is_told_to_the_model_once() -> None:
    model = ScriptedModel([_reply((1, "Nobody said so.", "Nobody.")), _reply((1, _RULE, _RULE))])
    made = _write(model, _plain(_OPEN), _units(_RULE), _RULE)
    assert made.answer.answer == _RULE
    assert "the quote does not stand in passage 1" in model.seen[1][-1].text
    assert [d.why for d in made.trace.dropped] == ["the quote does not stand in passage 1"]


def test_one_false_sentence_is_dropped_and_the_rest_is_said() -> None:
    reply = _reply((1, _RULE, _RULE), (2, _MORE, "Backups are kept for 90 days."))
    made = _write(ScriptedModel([reply]), _plain(_OPEN), _units(_RULE, _MORE), _RULE, _MORE)
    assert made.answer.answer == _RULE
    assert made.trace.calls == 1
    assert len(made.trace.dropped) == 1


def test_a_fence_around_the_reply_and_double_claims_do_not_matter() -> None:
    inside = _reply((1, _RULE, _RULE), (1, _RULE, _RULE))
    model = ScriptedModel([f"Here you are:\n```json\n{inside}\n```\n"])
    made = _write(model, _plain(_OPEN), _units(_RULE), _RULE)
    assert (made.answer.answer, made.trace.calls) == (_RULE, 1)


def test_a_model_that_sees_no_answer_takes_none_away() -> None:
    plain = _plain(_ASKED, Verdict.YES)
    reply = _reply(cannot="nothing on backups", verdict="no")
    made = _write(ScriptedModel([reply]), plain, _units(_RULE), _RULE)
    assert (made.answer.verdict, made.answer.answer) == (Verdict.YES, plain.answer)
    assert made.answer.note == "The language model saw no answer in these passages."


@pytest.mark.parametrize(
    ("before", "text", "proposed", "verdict", "outcome"),
    [
        (Verdict.YES, "Backups must be encrypted.", "yes", Verdict.YES, "written"),
        (Verdict.YES, "Backups must be encrypted.", "no", Verdict.YES, "written"),
        (Verdict.YES, "Backups must be encrypted.", "partial", Verdict.YES, "written"),
        (Verdict.YES, "Backups should be encrypted.", "partial", Verdict.PARTIAL, "written"),
        (Verdict.YES, "Backups should be encrypted.", "yes", Verdict.YES, "fallback"),
        (Verdict.YES, "Backups are not encrypted.", "no", Verdict.PARTIAL, "written"),
        (Verdict.YES, "Backups are not encrypted.", "yes", Verdict.YES, "fallback"),
        (Verdict.NO, "Backups are not encrypted.", "yes", Verdict.NO, "written"),
        (Verdict.NO, "Backups must be encrypted.", "yes", Verdict.NO, "fallback"),
        (Verdict.PARTIAL, "Backups must be encrypted.", "yes", Verdict.PARTIAL, "fallback"),
        (Verdict.PARTIAL, "Backups should be encrypted.", "yes", Verdict.PARTIAL, "written"),
        (None, "Backups must be encrypted.", "yes", Verdict.YES, "written"),
        (None, "Backups must be encrypted.", None, None, "written"),
        (None, "Backups should be encrypted.", "yes", None, "written"),
    ],
)
def test_a_verdict_is_never_the_models_alone(
    before: Verdict | None, text: str, proposed: str | None, verdict: Verdict | None, outcome: str
) -> None:
    model = ScriptedModel([_reply((1, text, text), verdict=proposed)])
    made = _write(model, _plain("Do you encrypt backups?", before), _units(text), text)
    assert (made.answer.verdict, made.trace.outcome.value) == (verdict, outcome)


@pytest.mark.parametrize(
    ("text", "proposed", "verdict"),
    [
        ("Backups must be encrypted.", "yes", Verdict.YES),
        ("Backups must be encrypted.", "no", None),
        ("Backups should be encrypted.", "yes", None),
        ("Backups should be encrypted.", "partial", Verdict.PARTIAL),
        ("Backups are not encrypted.", "yes", None),
        ("Backups are not encrypted.", "no", Verdict.NO),
    ],
)
def test_a_blank_is_filled_only_by_what_its_sentences_bear_out(
    text: str, proposed: str, verdict: Verdict | None
) -> None:
    blank = _blank("Do you encrypt backups?")
    model = ScriptedModel([_reply((1, text, text), verdict=proposed)])
    made = _write(model, blank, _units(text), text)
    assert made.answer.verdict is verdict
    assert (made.answer.status is Status.ABSTAINED) == (verdict is None)


def test_a_yes_needs_every_cited_sentence_to_affirm() -> None:
    hedge = "Backups of laptops should be encrypted."
    reply = _reply((1, _RULE, _RULE), (2, hedge, hedge), verdict="yes")
    blank = _blank("Do you encrypt backups?")
    made = _write(ScriptedModel([reply]), blank, _units(_RULE, hedge), _RULE, hedge)
    assert made.answer.verdict is None
    assert made.answer.status is Status.ABSTAINED


def test_evidence_that_is_out_of_date_proves_no_yes() -> None:
    old = _units(_RULE, valid_until=date(2020, 1, 1))
    model = ScriptedModel([_reply((1, _RULE, _RULE), verdict="yes")])
    made = _write(model, _plain("Do you encrypt backups?", Verdict.PARTIAL), old, _RULE)
    assert made.answer.verdict is Verdict.PARTIAL
    assert made.answer.note.startswith("Out of date: Policy.")


@pytest.mark.parametrize(
    "plain",
    [
        _blank(_ASKED, Reason.NEEDS_COMMITMENT),
        _blank(_ASKED, Reason.AMBIGUOUS),
        replace(_plain(_ASKED), conflicts=(Conflict("backups", ()),)),
    ],
)
def test_conflicts_and_questions_for_a_person_are_not_put_to_the_model(plain: Answer) -> None:
    model = ScriptedModel([_reply((1, _RULE, _RULE), verdict="yes")])
    made = _write(model, plain, _units(_RULE), _RULE)
    assert (made.answer, made.trace.outcome, model.seen) == (plain, Outcome.SKIPPED, [])


def test_where_nothing_found_could_be_quoted_the_model_is_not_asked() -> None:
    model = ScriptedModel([_reply((1, _RULE, _RULE))])
    weak = [replace(one, coverage=0.2, meaning=0.2) for one in _units(_RULE)]
    other = [replace(one, unnamed=("okta",)) for one in _units(_RULE)]
    clash = [replace(one, clash=("at rest",)) for one in _units(_RULE)]
    for units in (weak, other, clash, []):
        assert _write(model, _blank(_OPEN), units, _RULE).trace.outcome is Outcome.SKIPPED
    assert model.seen == []


def test_a_value_that_was_asked_for_has_to_be_given() -> None:
    plain = _plain("How long are backups kept?", answer="Backups are kept for 35 days.")
    units = _units(_RULE, _MORE)
    model = ScriptedModel([_reply((1, _RULE, _RULE))])
    made = _write(model, plain, units, _RULE, _MORE)
    assert made.answer.answer == plain.answer
    assert "no value where one is asked for" in made.answer.note


def test_what_is_no_sentence_near_the_question_cannot_be_quoted() -> None:
    far = replace(_units(_RULE, _MORE)[1], coverage=0.1, meaning=0.1)
    units = [_units(_RULE)[0], far]
    model = ScriptedModel([_reply((1, _RULE, _RULE), (2, _MORE, _MORE))])
    made = _write(model, _plain(_OPEN), units, _RULE, _MORE)
    assert made.answer.answer == _RULE
    assert made.trace.dropped[0].why == "what it quotes does not speak to the question"


def test_a_stored_version_that_says_otherwise_stops_the_claim() -> None:
    model = ScriptedModel([_reply((1, _RULE, _RULE))])
    made = _write(model, _plain(_OPEN), _units(_RULE), "Backups may be encrypted.")
    assert made.answer.answer == "The plain answer."


def test_a_stream_gives_each_sentence_as_soon_as_it_is_complete_and_checked() -> None:
    reply = _reply((1, _RULE, _RULE), (1, "invented", "Invented."), (2, _MORE, _MORE))
    model = _Watched(reply)
    generator = _generator(model, _RULE, _MORE)
    plain = _plain(_OPEN)
    units = _units(_RULE, _MORE)
    events = generator.stream(plain.question, understand(_OPEN), units, plain)
    first = next(events)
    assert isinstance(first, Claim)
    assert first.text == _RULE
    assert model.given < len(reply) / 2
    *rest, last = list(events)
    assert [claim.text for claim in rest if isinstance(claim, Claim)] == [_MORE]
    assert isinstance(last, Written)
    assert last.answer.answer == f"{_RULE} {_MORE}"
    assert last.trace.usage == Usage(11, 22)
    assert last.answer == _write(ScriptedModel([reply]), plain, units, _RULE, _MORE).answer


def test_a_stream_holds_back_what_a_verdict_may_still_overturn() -> None:
    hedge = "Backups should be encrypted."
    plain = _plain("Do you encrypt backups?", Verdict.YES)
    reply = _reply((1, hedge, hedge), verdict="yes")
    events = _stream(ScriptedModel([reply]), plain, _units(hedge), hedge)
    assert [type(event) for event in events] == [Written]
    good = _reply((1, _RULE, _RULE), verdict="yes")
    events = _stream(ScriptedModel([good]), plain, _units(_RULE), _RULE)
    assert [type(event) for event in events] == [Claim, Written]


def test_a_stream_that_breaks_off_keeps_what_was_checked() -> None:
    reply = _reply((1, _RULE, _RULE), (2, _MORE, _MORE))
    model = _Watched(reply, stop=reply.index(_MORE))
    *said, last = list(
        _generator(model, _RULE, _MORE).stream(
            Question(_OPEN), understand(_OPEN), _units(_RULE, _MORE), _plain(_OPEN)
        )
    )
    assert [claim.text for claim in said if isinstance(claim, Claim)] == [_RULE]
    assert isinstance(last, Written)
    assert last.answer.answer == _RULE
    assert "broke off: it cannot be reached" in last.answer.note


def test_an_unfinished_stream_with_nothing_in_it_is_repaired() -> None:
    reply = _reply((1, _RULE, _RULE))
    events = _stream(ScriptedModel([reply[:20], reply]), _plain(_OPEN), _units(_RULE), _RULE)
    assert [e.text for e in events if isinstance(e, Claim)] == [_RULE]


@dataclass
class _Watched:
    """Streams one character after the other, and counts them."""

    reply: str
    stop: int | None = None
    given: int = 0
    name: str = "watched:1"

    def complete(self, messages: Sequence[Message], schema: Schema) -> Reply:
        return Reply(self.reply)

    def stream(self, messages: Sequence[Message], schema: Schema) -> Iterator[Reply]:
        for character in self.reply:
            if self.given == self.stop:
                raise ChatModelError(Failure.UNAVAILABLE, "the line went dead")
            self.given += 1
            yield Reply(character)
        yield Reply("", Usage(11, 22))


def test_after_several_failures_the_model_is_left_alone_for_a_while() -> None:
    now = [0.0]
    down = ChatModelError(Failure.UNAVAILABLE, "down")
    model = ScriptedModel([down] * 4 + [_reply((1, _RULE, _RULE))])
    breaker = Breaker(model, failures=3, pause=60, clock=lambda: now[0])

    def outcome() -> str:
        made = _write(breaker, _plain(_OPEN), _units(_RULE), _RULE)
        return made.trace.why or made.trace.outcome.value

    assert [outcome() for _ in range(3)] == ["it cannot be reached"] * 3
    assert outcome() == "it failed several times and is left alone for a while"
    assert len(model.seen) == 3
    now[0] = 61
    assert outcome() == "it cannot be reached"
    assert outcome() == "it failed several times and is left alone for a while"
    now[0] = 130
    assert outcome() == "written"
    assert outcome() == "written"
