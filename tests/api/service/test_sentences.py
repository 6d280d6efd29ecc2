"""An answer cut into its sentences: every citation at one, and all of the text told."""

import pytest

from api.service.sentences import cited_sentences
from kb.values import Answer, Citation, Question, Status


def cut(text: str, *quotes: str) -> list[tuple[str, tuple[int, ...]]]:
    cited = tuple(Citation("T", "0" * 16, 1, (), None, q, 0, len(q)) for q in quotes)
    answer = Answer(Question("?"), Status.GROUNDED, text, citations=cited)
    found = cited_sentences(answer)
    assert sorted(n for one in found for n in one.citations) == list(range(1, len(quotes) + 1))
    assert all(text[one.start : one.end] == one.text for one in found)
    assert "".join(one.text for one in found).replace(" ", "") == "".join(text.split())
    return [(one.text, one.citations) for one in found]


@pytest.mark.parametrize(
    ("text", "quotes", "expected"),
    [
        ("A is so. B is so.", ["A is so.", "B is so"], [("A is so.", (1,)), ("B is so.", (2,))]),
        ("They disagree. A is 1. A is 2.", ["A is 1", "A is 2"],
         [("They disagree. A is 1.", (1,)), ("A is 2.", (2,))]),
        ("A: 1; B: 2.\n(3 more)", ["1\t2"], [("A: 1; B: 2.", (1,)), ("(3 more)", ())]),
        ("A is so.", ["A is so.", "A is so."], [("A is so.", (1, 2))]),
        ("It is good. It is old.", ["good it is", "old it is"],
         [("It is good.", (1,)), ("It is old.", (2,))]),
        ("It is good and old.", ["good it is", "old it is"], [("It is good and old.", (1, 2))]),
    ],
)  # fmt: skip
def test_each_citation_stands_where_its_words_do(
    text: str, quotes: list[str], expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert cut(text, *quotes) == expected


def test_a_blank_has_none() -> None:
    assert cited_sentences(Answer(Question("?"), Status.ABSTAINED)) == []
