"""Judge the dev halves with other weights and bounds: ``python -m training.bounds ANSWERS=3``.

Each argument is one way to judge: bounds of ``kb.answering.readings`` and ``kb.answering.scoring``
joined by commas (``ANSWERS=3,SURE_YES=.99``), or ``as-is``. ``--weights FILE`` reads with other
weights. The first way takes a minute and a half on two cores, not counting that the documents are
loaded once, and each further one twenty seconds.
"""

import argparse
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path

from evals.answers import running, suites
from evals.answers.homes import Homes
from evals.answers.values import Row, Suite
from evals.cases import CaseError, Split
from ingest.progress import NoProgress
from kb.answering import readings, scoring
from kb.answering.answerer import Answerer
from kb.embedding.protocol import WordStates
from kb.reading.reader import Reader, Reading
from kb.reading.weights import Weights, bundled, load

_MODULES = (readings, scoring)
_CLINIC = suites.REPOSITORY / "evals" / "data" / "clinic"
_FAR = "wording: far"
_SHOWN = (
    "correct",
    "right_abstention",
    "wrong_abstention",
    "citation_precision",
    "both_sides",
)
_HEAD = ("correct", "far", "rightly blank", "wrongly blank", "citations", "conflicts", "wrong yes")


def main(argv: Sequence[str] | None = None) -> None:
    """Judge each way and print a line of figures for it."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("ways", nargs="*", default=["as-is"])
    parser.add_argument("--weights", type=Path)
    parser.add_argument("--home", type=Path, default=Path(".bench") / "bounds")
    parser.add_argument("--corpus", type=Path, default=suites.CORPUS)
    given = parser.parse_args(argv)
    weights = bundled() if given.weights is None else load(given.weights.read_bytes())
    if weights is None:
        raise SystemExit("there are no weights: give them with --weights")
    given.home.mkdir(parents=True, exist_ok=True)
    change = _reading_with(weights, {})
    with ExitStack() as held:
        homes = Homes(given.home)
        asked = list(_suites(given.corpus, given.home))
        bases = [held.enter_context(homes.open(suite, NoProgress())) for suite in asked]
        names = ", ".join(f"{suite.name} {len(suite.asked)}" for suite in asked)
        sys.stdout.write(f"{names}\n{' | '.join(('bounds', *_HEAD))}\n")
        for way in given.ways:
            rows: list[Row] = []
            with bounds("" if way == "as-is" else way):
                for suite, base in zip(asked, bases, strict=True):
                    rows += running.run(suite, base, NoProgress(), change=change).rows
            sys.stdout.write(f"{' | '.join((way, *figures(rows)))}\n")
            sys.stdout.flush()


@contextmanager
def bounds(text: str) -> Iterator[None]:
    """Within it the bounds of ``text`` hold; raises ``ValueError`` for one that there is not."""
    before = []
    try:
        for one in filter(None, text.split(",")):
            name, _, value = one.partition("=")
            found = [m for m in _MODULES if isinstance(getattr(m, name, None), float | int)]
            if not found:
                raise ValueError(f"{name} is no bound of readings.py or scoring.py")
            module = found[0]
            held = getattr(module, name)
            before.append((module, name, held))
            setattr(module, name, type(held)(float(value)))
        yield
    finally:
        for module, name, held in reversed(before):
            setattr(module, name, held)


def figures(rows: Sequence[Row]) -> list[str]:
    """The figures of ``_HEAD``: shares, and the wrong yes as a count."""
    correct, *others = (_share(rows, name) for name in _SHOWN)
    far = _share([row for row in rows if _FAR in row.groups], "correct")
    wrong = sum(r.value for row in rows for r in row.results if r.name == "wrong_yes")
    return [correct, far, *others, f"{wrong:.0f}"]


def _share(rows: Iterable[Row], name: str) -> str:
    found = [r for row in rows for r in row.results if r.name == name]
    of = sum(r.of for r in found)
    return f"{sum(r.value for r in found) / of:.3f}" if of else "-"


@dataclass(frozen=True)
class _Kept(Reader):
    """Reads each sentence once for each question, whatever the bounds."""

    read_before: dict[tuple[str, str], Reading] = field(default_factory=dict)

    def read(self, question: str, texts: Sequence[str]) -> list[Reading]:
        absent = [t for t in dict.fromkeys(texts) if (question, t) not in self.read_before]
        for text, one in zip(absent, super().read(question, absent), strict=True):
            self.read_before[question, text] = one
        return [self.read_before[question, text] for text in texts]


def _reading_with(
    weights: Weights, read: dict[tuple[str, str], Reading]
) -> Callable[[Answerer], Answerer]:
    """Makes of an answerer one that reads with these weights."""

    def change(answerer: Answerer) -> Answerer:
        embedder = answerer.retriever.embedder
        if not isinstance(embedder, WordStates):
            raise SystemExit("the embedding model of the settings tells no states of words")
        reader = _Kept(embedder, weights, read_before=read)
        return replace(answerer, scorer=replace(answerer.scorer, reader=reader))

    return change


def _suites(corpus: Path, home: Path) -> Iterator[Suite]:
    """The dev halves; those whose documents are not there are left out, and said to be."""
    for name in ("company", "practice_policies", "articles"):
        try:
            yield suites.named(name, Split.DEV, corpus, home / "work")
        except CaseError as missing:
            sys.stderr.write(f"left out: {missing}\n")
    yield suites.own(_CLINIC, Split.DEV, home)


if __name__ == "__main__":
    main()
