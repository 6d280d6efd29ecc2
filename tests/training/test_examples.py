"""What the reader was trained with: well formed, and drawn as it says."""

import random
from collections import Counter
from pathlib import Path

import pytest

from kb.embedding.hashing import HashingEmbedder
from training.examples import VERDICTS, Bank, Excerpts, excerpts, group_of

GOOD = """
- title: Backup plan
  heading: Copies
  lines: [Backups are made daily., They should be tested.]
  asks:
    - {q: "Are backups made daily?", a: [1], v: "yes"}
    - {q: "How long are they kept?", a: [], v: "none"}
"""


def test_every_excerpt_is_well_formed() -> None:
    found = excerpts()
    assert len(found) > 400
    assert all(len(one.lines) > 2 and one.asks for one in found)
    verdicts = Counter(ask.verdict for one in found for ask in one.asks)
    assert min(verdicts[verdict] for verdict in (*VERDICTS, "none")) > sum(verdicts.values()) / 10


@pytest.mark.parametrize(
    ("old", "new"), [('v: "yes"', 'v: "perhaps"'), ("a: [1]", "a: [3]"), ("a: []", "a: [2]")]
)
def test_a_wrong_example_is_named(old: str, new: str, tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(GOOD.replace(old, new))
    with pytest.raises(ValueError, match=r"one\.yaml: Backup plan"):
        excerpts(tmp_path)


def test_a_group_of_an_excerpt(tmp_path: Path) -> None:
    (tmp_path / "one.yaml").write_text(GOOD)
    (one,) = excerpts(tmp_path)
    told = group_of(one, one.asks[0], further=["Doors are locked."])
    assert told.verdict == VERDICTS.index("yes")
    text, fits = told.sentences[0]
    assert text.endswith("Backups are made daily.")
    assert fits
    assert [fits for _, fits in told.sentences] == [True, False, False]
    assert group_of(one, one.asks[1]).verdict == -1


@pytest.mark.parametrize("source", ["bank", "excerpts"])
def test_groups_are_drawn_from_known_texts(source: str) -> None:
    made = Bank(HashingEmbedder()) if source == "bank" else Excerpts(excerpts())
    known = set(made.texts())
    drawn, unlike = random.Random(1), 0
    for _ in range(50):
        group = made.draw(drawn)
        unlike += group.question not in known
        assert {text for text, _ in group.sentences} <= known
        if source == "bank":
            assert any(fits for _, fits in group.sentences)
            assert not all(fits for _, fits in group.sentences)
    # Questions of excerpts are often put in other words than they are written in.
    assert (unlike > 0) == (source == "excerpts")


def test_held_out_excerpts_change_no_text_of_the_others() -> None:
    every = excerpts()
    held_out = every[3::10]
    known = set(Excerpts(every).texts())
    assert set(Excerpts([one for one in every if one not in held_out]).texts()) <= known
    for one in held_out:
        for ask in one.asks:
            group = group_of(one, ask)
            assert {group.question, *(text for text, _ in group.sentences)} <= known


def test_lines_are_shown_with_and_without_what_stands_above() -> None:
    ways = Counter(
        (
            text == line,
            text.startswith(one.title),
        )
        for one in excerpts()
        for line, (text, _) in zip(one.lines, group_of(one, one.asks[0]).sentences, strict=True)
    )
    assert ways[False, True] > ways[False, False] > 100
    assert ways[True, False] > 100
