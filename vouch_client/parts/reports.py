"""``client.reports``: coverage, crosswalks, conflicts, evals, what is due and what stays open."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from vouch_client.models.evals import EvalRun
from vouch_client.models.reports import (
    ConflictPage,
    ControlPage,
    Coverage,
    CrosswalkPage,
    DuePage,
    FrameworkPage,
    Matrix,
    UnansweredPage,
)
from vouch_client.transport import Transport


@dataclass(frozen=True)
class Reports:
    """Reports over everything that the caller may see: drafts, for a person to judge."""

    _transport: Transport

    def frameworks(self, *, limit: int = 1_000, offset: int = 0) -> FrameworkPage:
        """A page of the frameworks, those with controls first."""
        return FrameworkPage.model_validate(self._get("/v1/frameworks", limit=limit, offset=offset))

    def controls(self, framework: str, *, limit: int = 1_000, offset: int = 0) -> ControlPage:
        """A page of a framework's controls with their text."""
        found = self._get(f"/v1/frameworks/{framework}/controls", limit=limit, offset=offset)
        return ControlPage.model_validate(found)

    def coverage(
        self,
        framework: str,
        *,
        state: str | None = None,
        family: str | None = None,
        limit: int = 200,
        offset: int = 0,
    ) -> Coverage:
        """The last coverage report of a framework; where it is not current, a job makes it."""
        found = self._get(
            f"/v1/coverage/{framework}", state=state, family=family, limit=limit, offset=offset
        )
        return Coverage.model_validate(found)

    def matrix(self, source: str, target: str) -> Matrix:
        """How many pairs of controls two frameworks are mapped by, group by group."""
        return Matrix.model_validate(
            self._get("/v1/crosswalks/matrix", **{"from": source}, to=target)
        )

    def crosswalk(
        self,
        source: str,
        target: str | None = None,
        *,
        control: str | None = None,
        indirect: bool = False,
        limit: int = 200,
        offset: int = 0,
    ) -> CrosswalkPage:
        """The rows that map one framework to another; ``indirect``: ways over a third one too."""
        found = self._get(
            "/v1/crosswalks",
            **{"from": source},
            to=target,
            control=control or None,
            indirect=indirect,
            limit=limit,
            offset=offset,
        )
        return CrosswalkPage.model_validate(found)

    def conflicts(
        self, *, topic: str = "", explained: bool = False, limit: int = 100, offset: int = 0
    ) -> ConflictPage:
        """Documents that disagree, the surest first."""
        found = self._get(
            "/v1/conflicts", topic=topic or None, explained=explained, limit=limit, offset=offset
        )
        return ConflictPage.model_validate(found)

    def evals(self) -> list[EvalRun]:
        """The last run of each suite of questions with known answers; none before the first."""
        found = self._get("/v1/evals")["suites"]
        return [EvalRun.model_validate({**one, "figures": _measured(one)}) for one in found]

    def due(
        self, *, days: int = 30, kind: str | None = None, limit: int = 100, offset: int = 0
    ) -> DuePage:
        """Documents and approved answers to look at again, now or within so many days."""
        found = self._get("/v1/review-due", days=days, kind=kind, limit=limit, offset=offset)
        return DuePage.model_validate(found)

    def unanswered(
        self,
        *,
        reasons: Sequence[str] = (),
        since: str | None = None,
        limit: int = 100,
        offset: int = 0,
    ) -> UnansweredPage:
        """What people asked that nobody could answer, those asked most first; for reviewers."""
        found = self._get(
            "/v1/unanswered",
            reason=list(reasons) or None,
            since=since,
            limit=limit,
            offset=offset,
        )
        return UnansweredPage.model_validate(found)

    def _get(self, path: str, **params: Any) -> Any:
        return self._transport.json("GET", path, params=params)


def _measured(suite: Mapping[str, Any]) -> list[Any]:
    """The figures that have a value: one that nobody measured has none."""
    return [one for one in suite["figures"] if None not in (one["value"], one["low"], one["high"])]
