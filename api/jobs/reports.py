"""The jobs ``coverage`` and ``conflicts``: reports over all documents that an audience may see.

A report is kept until those documents change; see ``kb.records.reports``.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from kb.audit.answers import code_version
from kb.records import reports
from kb.records.jobs import Job
from kb.values import Audience

if TYPE_CHECKING:
    from api.jobs.control import Control
    from api.service.core import Core
    from kb.knowledge_base import KnowledgeBase

COVERAGE, CONFLICTS = "coverage", "conflicts"
Json = dict[str, Any]
#: How often a report is made again because documents changed while it was made.
_TIMES = 3


@dataclass(frozen=True, slots=True)
class Made:
    """A report and the documents it quotes."""

    content: Json
    quoted: frozenset[str]


def state_now(base: "KnowledgeBase", kind: str, subject: str, audience: Audience) -> str:
    """What the report of today over the present documents is to say of its state."""
    with base.records.read() as connection:
        return reports.state_of(connection, audience, *_more(base, kind, subject))


def run_coverage(core: "Core", job: Job, control: "Control") -> Json:
    """Hold a framework's controls against the documents; see ``api.jobs.control.Handler``."""
    from kb.coverage.applicability import statement
    from kb.coverage.contract import report_json
    from kb.coverage.standards import Standards
    from kb.coverage.survey import Surveyor

    base, framework = core.base, str(job.args["framework"])

    def make() -> Made:
        known = Standards.read(base.records, job.audience)
        standard = known.find(framework)
        told = _Told(control, len(standard.requirements))
        surveyor = Surveyor(base.records, base.embedder, base.model)
        report = surveyor.survey(known, standard, job.audience, told)
        body = report_json(report, report.controls)
        content = {
            "report": body,
            "families": [[family, title] for family, title, _ in report.families],
            "statement": [list(entry.cells) for entry in statement(report)],
        }
        return Made(content, frozenset(_documents(body)))

    return _kept(core, job, COVERAGE, framework, make)


def run_conflicts(core: "Core", job: Job, control: "Control") -> Json:
    """Find documents that disagree; see ``api.jobs.control.Handler``."""
    from kb.disagreements.contract import disagreement_json
    from kb.disagreements.survey import Examiner

    base = core.base

    def make() -> Made:
        told = _Told(control, 0)
        examiner = Examiner(base.records, base.embedder, base.contrasts)
        found = examiner.survey(job.audience, started=told.more, done=told)
        content = {
            "on": found.on.isoformat(),
            "documents": found.documents,
            "passages": found.passages,
            "statements": found.statements,
            "found": [disagreement_json(one) for one in found.found],
        }
        return Made(content, frozenset(_documents(content)))

    return _kept(core, job, CONFLICTS, "", make)


def _kept(core: "Core", job: Job, kind: str, subject: str, make: Callable[[], Made]) -> Json:
    """Make a report unless it is there; one of documents that changed meanwhile is not kept."""
    base = core.base
    base.check_model()
    for _ in range(_TIMES):
        state = state_now(base, kind, subject, job.audience)
        with base.records.read() as connection:
            held = reports.get(connection, kind, subject, job.audience)
        if held is not None and held.state == state:
            break
        made = make()
        with base.records.write() as connection:
            more = _more(base, kind, subject)
            if reports.state_of(connection, job.audience, *more) == state:
                reports.put(
                    connection,
                    kind,
                    subject,
                    job.audience,
                    state=state,
                    quoted=made.quoted,
                    content=made.content,
                )
                break
    return {"kind": kind, "subject": subject, "audience": job.audience.value}


def _more(base: "KnowledgeBase", kind: str, subject: str) -> tuple[str, ...]:
    return kind, subject, base.model, date.today().isoformat(), code_version()


def _documents(content: Any) -> Iterator[str]:
    """The ids of every document that is cited anywhere in a report."""
    if isinstance(content, dict):
        if "document_id" in content:
            yield str(content["document_id"])
        yield from _in_all(content.values())
    elif isinstance(content, list):
        yield from _in_all(content)


def _in_all(values: Iterable[Any]) -> Iterator[str]:
    for value in values:
        yield from _documents(value)


class _Told:
    """Tells a job how far it is."""

    def __init__(self, control: "Control", total: int) -> None:
        self._control, self._total, self._done = control, total, 0

    def more(self, total: int) -> None:
        """There is more to do."""
        self._total += total
        self._control.progress(self._done, self._total)

    def __call__(self, steps: int) -> None:
        """Steps are done."""
        self._done = min(self._done + steps, self._total)
        self._control.progress(self._done, self._total)
