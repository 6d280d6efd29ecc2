"""What the reader learns from: groups of one question with sentences that do and do not answer.

Two sources, both written for Vouch: ``excerpts/``, where each question of an excerpt says which of
its lines answer and how, and the bank of subjects (``kb/data/practices``), where a subject's
questions are answered by its statements and not by those of others. Questions of excerpts are often
put in everyday words (``training.everyday``).
"""

import random
import re
import zlib
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path

import numpy as np
import yaml

from kb.embedding.protocol import Embedder
from kb.practices.bank import load_bank
from kb.reading.reader import shown
from kb.text.contrasts import Contrasts
from training import statements
from training.everyday import Everyday

VERDICTS = ("yes", "no", "partial", "open")
FOLDER = Path(__file__).parent / "excerpts"
#: Of a question of the bank: sentences that answer it, near ones that do not, and how near two
#: subjects may be for one's statements to be no answer to the other's questions.
_ANSWERS, _NEAR, _AMONG, _ALIKE = 2, 3, 12, 0.72
#: Lines of an excerpt that do not answer, of one group.
_BESIDE = 3
#: Of 100 excerpts those shown with title and heading, and those with a heading at least.
_TITLED, _HEADED = 65, 85
#: Share of an excerpt's groups that are statements to confirm, and of all those in other words.
_STATED, _OTHERWISE = 0.2, 0.55
_CLOSED = re.compile(
    r"^\W*(do|does|did|is|are|was|were|has|have|had|can|could|may|must|should|shall|will|would|am)\b",
    re.IGNORECASE,
)
_OPEN = re.compile(r"^\W*(what|which|who|how|when|where|why)\b", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Group:
    """A question, its sentences with whether each answers, and the verdict as an index or -1."""

    question: str
    sentences: tuple[tuple[str, bool], ...]
    verdict: int


@dataclass(frozen=True, slots=True)
class Ask:
    """A question of an excerpt, the indexes of the lines that answer, and the verdict."""

    question: str
    lines: tuple[int, ...]
    verdict: str


@dataclass(frozen=True, slots=True)
class Excerpt:
    """Lines of one fictional document, and what is asked of them."""

    title: str
    heading: str
    lines: tuple[str, ...]
    asks: tuple[Ask, ...]


def excerpts(folder: Path = FOLDER) -> list[Excerpt]:
    """All excerpts, in a fixed order. Raises ``ValueError`` naming the one that is wrong."""
    found = []
    for path in sorted(folder.glob("*.yaml")):
        for entry in yaml.safe_load(path.read_text("utf-8")):
            asks = tuple(
                Ask(str(a["q"]), tuple(int(n) - 1 for n in a["a"]), str(a["v"]))
                for a in entry["asks"]
            )
            lines = tuple(str(line) for line in entry["lines"])
            one = Excerpt(str(entry["title"]), str(entry["heading"]), lines, asks)
            for ask in asks:
                known = ask.verdict in (*VERDICTS, "none")
                there = all(0 <= at < len(lines) for at in ask.lines)
                if not known or not there or (ask.verdict == "none") != (not ask.lines):
                    raise ValueError(f"{path.name}: {one.title}: {ask.question}")
            found.append(one)
    return found


@dataclass(frozen=True)
class Excerpts:
    """Draws groups from excerpts: with title and heading, with the heading alone, or with none."""

    held: list[Excerpt]

    def texts(self) -> Iterator[str]:
        """Every text that a group may hold, but for questions in other words."""
        for _, ask in (*self._asks, *self._stated):
            yield ask.question
        for one in self.held:
            for line in one.lines:
                yield _as_shown(one, line)

    def draw(self, drawn: random.Random) -> Group:
        """A question of an excerpt with the lines that answer, most others, and one of another."""
        stated = self._stated and drawn.random() < _STATED
        one, ask = drawn.choice(self._stated if stated else self._asks)
        if drawn.random() < _OTHERWISE:
            ask = replace(ask, question=self._everyday.otherwise(ask.question, drawn))
        other = drawn.choice(self.held)
        told = _as_shown(other, drawn.choice(other.lines))
        further = [] if other is one else [told]
        beside = [n for n in range(len(one.lines)) if n not in ask.lines]
        kept = {*ask.lines, *drawn.sample(beside, min(_BESIDE, len(beside)))}
        return group_of(one, ask, further, kept)

    @cached_property
    def _everyday(self) -> Everyday:
        return Everyday.load()

    @cached_property
    def _asks(self) -> list[tuple[Excerpt, Ask]]:
        return [(one, ask) for one in self.held for ask in one.asks]

    @cached_property
    def _stated(self) -> list[tuple[Excerpt, Ask]]:
        """Plain lines to confirm: as they stand, and with one thing changed."""
        contrasts = Contrasts.load()
        found = []
        for one in self.held:
            drawn = random.Random(_number(one))  # noqa: S311
            for at, line in enumerate(one.lines):
                if not statements.is_plain(line):
                    continue
                changed = statements.other_number(line, drawn)
                other = statements.other_member(line, contrasts, drawn)
                made = [(line, (at,), "yes"), (changed, (at,), "no"), (other, (), "none")]
                found += [
                    (one, Ask(statements.asked(text, drawn), lines, verdict))
                    for text, lines, verdict in made
                    if text is not None
                ]
        return found


def group_of(
    one: Excerpt,
    ask: Ask,
    further: Sequence[str] = (),
    kept: Collection[int] | None = None,
) -> Group:
    """A question of an excerpt with its lines (all, or those ``kept``), and others' lines."""
    told = [
        (_as_shown(one, line), at in ask.lines)
        for at, line in enumerate(one.lines)
        if kept is None or at in kept
    ]
    told += [(text, False) for text in further]
    return Group(ask.question, tuple(told), VERDICTS.index(ask.verdict) if ask.lines else -1)


def _as_shown(one: Excerpt, line: str) -> str:
    """A line under title and heading, under the heading alone, or by itself: always the same way
    for one excerpt, so that no text is needed in three."""
    at = _number(one) % 100
    if at < _TITLED:
        return shown(one.title, one.heading, line)
    return shown("", one.heading, line) if at < _HEADED else line


def _number(one: Excerpt) -> int:
    """A number that an excerpt keeps, whatever others there are."""
    return zlib.crc32("\n".join((one.title, one.heading, *one.lines)).encode())


class Bank:
    """Draws groups from the bank of subjects."""

    def __init__(self, embedder: Embedder) -> None:
        subjects = load_bank().subjects
        self._asks = [
            (at, text, turned)
            for at, one in enumerate(subjects)
            for turned, texts in ((False, one.asks), (True, one.inverse))
            for text in texts
        ]
        states = [(at, text) for at, one in enumerate(subjects) for text in one.states]
        self._of = np.array([at for at, _ in states])
        self._ways: list[tuple[str, str]] = []
        for number, (at, text) in enumerate(states):
            terms = subjects[at].terms
            mark = terms[number * 7 % len(terms)]
            self._ways.append((text, shown("", mark[0].upper() + mark[1:], text)))
        self._asked = embedder.embed([text for _, text, _ in self._asks])
        self._stated = embedder.embed([text for _, text in states])

    def texts(self) -> Iterator[str]:
        """Every text that a group may hold."""
        yield from (text for _, text, _ in self._asks)
        for ways in self._ways:
            yield from ways

    @cached_property
    def _alike(self) -> np.ndarray:
        """How near the nearest statements of two subjects are."""
        near = self._stated @ self._stated.T
        starts = np.flatnonzero(np.r_[True, np.diff(self._of) > 0])
        by_row = np.maximum.reduceat(near, starts, axis=0)
        result: np.ndarray = np.maximum.reduceat(by_row, starts, axis=1)
        return result

    def draw(self, drawn: random.Random) -> Group:
        """A question with statements of its subject, of near subjects and of any other."""
        at = drawn.randrange(len(self._asks))
        subject, text, turned = self._asks[at]
        own = np.flatnonzero(self._of == subject).tolist()
        near = self._stated @ self._asked[at]
        near[own] = -2
        order = [n for n in np.argsort(-near)[:60] if self._alike[subject, self._of[n]] < _ALIKE]
        others = drawn.sample(order[:_AMONG], min(_NEAR, len(order)))
        any_other = drawn.randrange(len(self._of))
        if self._of[any_other] != subject:
            others.append(any_other)
        told = [(n, True) for n in drawn.sample(own, min(_ANSWERS, len(own)))]
        told += [(n, False) for n in others]
        said = tuple((self._ways[n][drawn.random() < 0.6], fits) for n, fits in told)
        return Group(text, said, _verdict(text, turned=turned))


def _verdict(text: str, *, turned: bool) -> int:
    """What a subject's statements say to its questions, where the wording tells it."""
    if turned:
        return VERDICTS.index("no")
    if _CLOSED.match(text) and not re.search(r"\d", text):
        return VERDICTS.index("yes")
    return VERDICTS.index("open") if _OPEN.match(text) else -1
