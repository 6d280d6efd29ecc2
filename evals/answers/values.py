"""What an evaluation is made of: a question asked, what was observed, and what was judged."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Protocol

from kb.errors import VouchError
from kb.values import Answer, Audience, Citation, Collection, Passage, Question


class EvalError(VouchError):
    """A suite, a result file or a gate is not where it should be, or not what it should be."""


@dataclass(frozen=True, slots=True)
class Load:
    """A folder or file that a suite needs in its knowledge base, and as what."""

    path: Path
    collection: Collection
    audience: Audience = Audience.INTERNAL
    split: bool = True


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a suite.

    ``groups`` name the parts of the suite it belongs to, ``right`` is the verdict that is right
    (``blank`` where an abstention is, ``none`` where no verdict is asked for), ``expected`` says
    in words what is right, ``gold`` is what the suite's own evaluators judge by. ``search``: the
    question makes sense to a search, so what it finds is measured too.
    """

    id: str
    question: Question
    groups: tuple[str, ...]
    right: str
    expected: tuple[str, ...]
    gold: Any
    search: bool = True


class Documents(Protocol):
    """The stored documents, read anew: what an answer says of them is not taken on trust."""

    def text(self, cited: Citation) -> str:
        """The whole text of the cited version; empty where there is none."""
        ...

    def passage(self, cited: Citation) -> str:
        """The text of the passages that the quote touches, as the version was cut."""
        ...

    def file(self, document_id: str) -> str:
        """The file a document came from, relative to the suite's folder."""
        ...

    def place(self, document_id: str) -> tuple[Collection, Audience] | None:
        """The collection and the audience of a document; None where it is not live."""
        ...

    def collection(self, file: str) -> Collection | None:
        """The collection that a file of the suite is in; None where it is not loaded."""
        ...

    def external_id(self, document_id: str) -> str:
        """The id a record came with; empty for a file."""
        ...


def same_file(file: str, named: str) -> bool:
    """Whether ``file`` is the one that a case names, be it by the end of its path."""
    return file == named or file.endswith(f"/{named}")


@dataclass(frozen=True, slots=True)
class Observation:
    """A question with the answer that a contestant gave and what a search found for it."""

    asked: Asked
    answer: Answer
    hits: tuple[Passage, ...]
    documents: Documents


@dataclass(frozen=True, slots=True)
class Result:
    """What one evaluator found for one case: ``value`` out of ``of``, and why.

    ``version`` is the evaluator's: figures of different versions are not compared.
    """

    name: str
    value: float
    of: float = 1.0
    reason: str = ""
    version: str = "1"


@dataclass(frozen=True, slots=True)
class Evaluator:
    """Judges one thing. ``judge`` gives value, out of how much, and why; None: does not apply."""

    name: str
    judge: Callable[[Observation], tuple[float, float, str] | None]
    version: str = "1"


@dataclass(frozen=True, slots=True)
class Quoted:
    """A citation as the report shows it."""

    place: str
    quote: str


@dataclass(frozen=True, slots=True)
class Detail:
    """The words of a case, for a report that may show them."""

    question: str
    history: tuple[str, ...]
    expected: tuple[str, ...]
    given: str
    quotes: tuple[Quoted, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One case of a run. ``error`` is set where answering or judging it crashed."""

    id: str
    groups: tuple[str, ...]
    right: str
    given: str
    answered: bool
    confidence: float
    milliseconds: float
    results: tuple[Result, ...]
    error: str = ""
    detail: Detail | None = None

    def result(self, name: str) -> Result | None:
        """The result of that name, where its evaluator had something to say."""
        return next((r for r in self.results if r.name == name), None)


@dataclass(frozen=True, slots=True)
class Goal:
    """What a figure should reach: at least, or at most, ``value``."""

    value: float
    at_most: bool = False

    def met_by(self, value: float) -> bool:
        """Whether ``value`` reaches the goal."""
        return value <= self.value if self.at_most else value >= self.value


@dataclass(frozen=True, slots=True)
class Measure:
    """A figure that a suite reports: the sum of the results of this name over what they are of.

    ``one_each``: a case counts once or not at all, so that Wilson's interval applies; otherwise
    cases weigh by what they hold and the interval is bootstrapped over cases.
    """

    name: str
    label: str
    meaning: str
    goal: Goal | None = None
    headline: bool = False
    one_each: bool = True


@dataclass(frozen=True, slots=True)
class Suite:
    """Questions, the documents they are asked of, and how the answers are judged.

    ``home`` is set where an existing data folder is asked; otherwise ``loads`` fill one.
    ``sealed``: the words of its cases are not shown unless asked for.
    """

    name: str
    split: str
    root: Path
    loads: tuple[Load, ...]
    asked: tuple[Asked, ...]
    evaluators: tuple[Evaluator, ...]
    measures: tuple[Measure, ...]
    as_of: date | None = None
    home: Path | None = None
    sealed: bool = False
