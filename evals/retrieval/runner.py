"""Loads a data set, asks its questions in every way, and measures what is found."""

import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from evals.retrieval.dataset import Case, DataSet, DataSetError
from evals.retrieval.measures import MEASURES, Estimate, Scores, estimate, score
from evals.retrieval.modes import Search, searches
from ingest.intake import Options
from ingest.load import Loader
from kb.embedding.protocol import Vectors
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.records.passages import count_live
from kb.settings import load_settings
from kb.values import Passage

#: The way the others are compared with.
REFERENCE = "hybrid"
ALL = "all"


@dataclass(frozen=True, slots=True)
class WayResult:
    """One way of searching one group of questions.

    ``lead`` is by how much the reference is ahead of it, by measure.
    """

    way: str
    group: str
    questions: int
    values: Mapping[str, Estimate]
    lead: Mapping[str, Estimate]
    milliseconds: tuple[float, float]


@dataclass(frozen=True, slots=True)
class Outcome:
    """A data set measured. ``load_seconds`` is near zero where all was loaded before."""

    name: str
    passages: int
    chunks_embedded: int
    load_seconds: float
    model: str
    results: tuple[WayResult, ...]


class StderrProgress:
    """One line a stage, and a line each few seconds, on stderr."""

    def __init__(self) -> None:
        self._name, self._total, self._done, self._told = "", 0, 0, 0.0

    def stage(self, name: str, total: int) -> None:
        """See ``Progress``."""
        self._name, self._total, self._done = name, total, 0
        self._tell()

    def advance(self, steps: int = 1, *, note: str = "") -> None:  # noqa: ARG002
        """See ``Progress``."""
        self._done += steps
        if time.monotonic() - self._told > 5:
            self._tell()

    def _tell(self) -> None:
        self._told = time.monotonic()
        sys.stderr.write(f"{self._name}: {self._done} of {self._total}\n")


def measure(data: DataSet, home: Path, progress: StderrProgress, ways: Sequence[str]) -> Outcome:
    """Measure ``data`` in ``home``, which is kept and loaded again only where files changed.

    ``ways`` names the ways to compare, all where empty. Raises ``DataSetError`` when files cannot
    be loaded or a way has no such name.
    """
    with open_knowledge_base(load_settings(home=home)) as base:
        options = Options(data.collection, split=data.split, chunk_words=base.settings.chunk_words)
        report = Loader(base, options, progress).load(data.files)
        for failed in report.failures:
            raise DataSetError(f"{failed.path}: {failed.problem}")
        known = searches(base, data.depth)
        for name in ways:
            if name not in known:
                raise DataSetError(f"no way of searching is named {name!r}: use one of {[*known]}")
        vectors = _vectors(base, data.cases, progress)
        scores, times = {}, {}
        for name in dict.fromkeys((REFERENCE, *(ways or known))):
            scores[name], times[name] = _run(known[name], name, data, vectors, progress)
        return Outcome(
            data.name,
            _count(base),
            report.chunks_embedded,
            report.seconds,
            base.model,
            tuple(_results(data.cases, scores, times)),
        )


def _count(base: KnowledgeBase) -> int:
    with base.records.read() as connection:
        return count_live(connection)


def _vectors(
    base: KnowledgeBase, cases: Sequence[Case], progress: StderrProgress
) -> dict[str, Vectors]:
    """The vector of each question, made once for all ways."""
    progress.stage("Embedding the questions", len(cases))
    found = {}
    for case in cases:
        found[case.id] = base.embedder.embed_query(case.question)
        progress.advance()
    return found


def _run(
    search: Search,
    name: str,
    data: DataSet,
    vectors: Mapping[str, Vectors],
    progress: StderrProgress,
) -> tuple[Scores, list[float]]:
    """The scores of one way, and how many milliseconds each search took, embedding left out."""
    progress.stage(f"Asking: {name}", len(data.cases))
    rankings, taken = {}, []
    for case in data.cases:
        began = time.perf_counter()
        found = search(case.question, vectors[case.id])
        taken.append(1000 * (time.perf_counter() - began))
        rankings[case.id] = _targets(data, found)
        progress.advance()
    return score(data.cases, rankings), taken


def _targets(data: DataSet, found: Sequence[Passage]) -> list[str]:
    """What the passages count for, each once, at its best place."""
    return list(dict.fromkeys(data.target(passage) for passage in found))[:100]


def _results(
    cases: Sequence[Case], scores: Mapping[str, Scores], times: Mapping[str, Sequence[float]]
) -> list[WayResult]:
    groups = [ALL, *sorted({group for case in cases for group in case.groups})]
    results = []
    for group in groups:
        inside = np.array([group == ALL or group in case.groups for case in cases])
        for name, values in scores.items():
            lead = {m: scores[REFERENCE][m] - values[m] for m in MEASURES}
            results.append(
                WayResult(
                    name,
                    group,
                    int(inside.sum()),
                    {m: estimate(values[m][inside]) for m in MEASURES},
                    {} if name == REFERENCE else {m: estimate(lead[m][inside]) for m in MEASURES},
                    (float(np.median(times[name])), float(np.percentile(times[name], 95))),
                )
            )
    return results
