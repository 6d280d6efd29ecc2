"""What of an answer an asker gets to see: its words, and the quotes that stand behind them."""

from kb.values import Answer, Citation, Status

#: An answer stays below this many characters unless it is asked for more.
LONGEST = 1_200


def answered(answer: Answer) -> bool:
    """Whether it is an answer and not a blank."""
    return answer.status is not Status.ABSTAINED


def words(answer: Answer) -> str:
    """The answer and the values of its conflicts; the nearest passages are no answer."""
    values = [v.value for conflict in answer.conflicts for v in conflict.values]
    return " ".join((answer.answer, *values))


def too_long(answer: Answer) -> bool:
    """Whether somebody who wants to know would have to read a page."""
    return len(answer.answer) > LONGEST


def citations(answer: Answer) -> list[Citation]:
    """What the answer rests on, each quote once; the nearest passages not."""
    disputed = [v.citation for conflict in answer.conflicts for v in conflict.values]
    return _once([*answer.citations, *disputed])


def quotes(answer: Answer) -> list[Citation]:
    """Everything that is shown as a quotation, each once."""
    return _once([*citations(answer), *answer.nearest])


def given(answer: Answer) -> str:
    """The verdict as a word: ``blank`` for an abstention, ``none`` for an answer without one."""
    if not answered(answer):
        return "blank"
    return "none" if answer.verdict is None else answer.verdict.value


def _once(cited: list[Citation]) -> list[Citation]:
    places = {(c.document_id, c.version, c.start, c.end, c.quote): c for c in reversed(cited)}
    return list(reversed(places.values()))
