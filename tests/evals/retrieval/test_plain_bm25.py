"""The plain baseline."""

from evals.retrieval.plain_bm25 import PlainBm25

_TEXTS = ("the key is rotated", "the key the key", "a door", "the door and the long long key")


def test_a_rare_word_counts_more_than_a_common_one() -> None:
    assert PlainBm25(_TEXTS).best("the rotated", 4)[0] == 0


def test_of_two_texts_with_the_word_the_shorter_comes_first() -> None:
    assert PlainBm25(_TEXTS).best("door", 4) == [2, 3]


def test_texts_without_a_word_of_the_question_are_left_out() -> None:
    assert PlainBm25(_TEXTS).best("unheard", 4) == []
