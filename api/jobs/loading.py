"""The job ``load``: uploaded files, settled in their place and loaded one after the other."""

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import sqlalchemy as sa

from api.jobs.control import FailedError
from api.service.places import name_at
from api.service.storing import FOLDER, Staged
from kb.errors import NotFoundError
from kb.records import files
from kb.records.jobs import Job
from kb.records.schema import documents, origins
from kb.values import Audience, Collection

if TYPE_CHECKING:
    from api.jobs.control import Control
    from api.service.core import Core
    from ingest.progress import Progress
    from ingest.report import NearDuplicate, Report
    from kb.knowledge_base import KnowledgeBase

KIND = "load"
Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Upload:
    """Files that somebody sent, and what they are to be loaded as; ``sight`` is the most that the
    sender may see, and be told of."""

    staged: Staged
    collection: Collection
    audience: Audience
    sight: Audience
    product: str = ""

    def as_args(self) -> Json:
        """As a job keeps it."""
        return {
            "staged": self.staged.identity,
            "names": list(self.staged.names),
            "collection": self.collection.value,
            "audience": self.audience.value,
            "sight": self.sight.value,
            "product": self.product,
        }

    @classmethod
    def of(cls, args: Json, home: Path) -> "Upload":
        """What ``as_args`` wrote."""
        staged = Staged(home, args["staged"], tuple(args["names"]))
        level = Audience(args["audience"])
        return cls(
            staged,
            Collection(args["collection"]),
            level,
            Audience(args["sight"]),
            args.get("product", ""),
        )


def run(core: "Core", job: Job, control: "Control") -> Json:
    """Load the files of an upload; see ``api.jobs.control.Handler``.

    A file that an earlier attempt has finished is not read again. Raises ``FailedError`` when
    nothing could be read of any.
    """
    upload = Upload.of(job.args, core.base.settings.home)
    report = _kept(control, core.base, upload.staged)
    done = sum("!/" not in outcome.path for outcome in report.files)
    told = _Told(control, len(upload.staged.names), done)
    body = load(core.base, upload, told, report, actor=job.actor)
    if problem := nothing_read(body):
        raise FailedError(problem, body)
    return body


def load(
    base: "KnowledgeBase",
    upload: Upload,
    told: "Progress | None" = None,
    report: "Report | None" = None,
    patience: float = -1,
    actor: str = "local",
) -> Json:
    """Load an upload and return the report as JSON, paths as the uploader knows them.

    ``report`` holds what an earlier attempt finished. Raises ``StoreBusyError`` when another load
    is under way for longer than ``patience`` seconds.
    """
    from ingest.intake import Options
    from ingest.load import Loader
    from ingest.report import Report, report_json

    report = Report() if report is None else report
    words = base.settings.chunk_words
    options = Options(upload.collection, upload.audience, True, words, upload.product)
    done = {outcome.path for outcome in report.files}
    with base.changing("upload", patience):
        _settle(base, upload.staged)
        left = [path for path in upload.staged.paths if str(path) not in done]
        report = Loader(base, options, told, live=True, actor=actor).load(left, report)
    upload.staged.drop()
    report.near_duplicates = _seen(base, report.near_duplicates, upload.sight)
    body = report_json(report, base.settings.home / FOLDER)
    # Texts that any document holds have their vectors already: how many is not for everybody.
    del body["passages_embedded"]
    for line in body["files"]:
        line["path"] = name_at(line["path"])
    return body | {"document_ids": _loaded_ids(base, upload.staged.paths)}


def _seen(
    base: "KnowledgeBase", found: "Sequence[NearDuplicate]", sight: Audience
) -> "list[NearDuplicate]":
    """The pairs of which ``sight`` may see both."""
    with base.records.read() as connection:
        query = sa.select(documents.c.id).where(
            documents.c.id.in_({i for pair in found for i in (pair.first_id, pair.second_id)}),
            documents.c.audience.in_([audience.value for audience in sight.sees()]),
        )
        seen = set(connection.execute(query).scalars())
    return [pair for pair in found if {pair.first_id, pair.second_id} <= seen]


def nothing_read(body: Json) -> str:
    """What was wrong, when no file of the report could be read; else ``""``."""
    lines = body["files"]
    failed = [line for line in lines if line["status"] == "failed"]
    if not failed or any(line["status"] not in ("failed", "skipped") for line in lines):
        return ""
    return "; ".join(f"{line['path']}: {line['problem']}" for line in failed)


def _settle(base: "KnowledgeBase", staged: Staged) -> None:
    for here, there in staged.waiting():
        with base.records.write() as connection:
            # A document taken out earlier comes back when its file is uploaded again.
            files.forget(connection, str(there))
        there.parent.mkdir(exist_ok=True, mode=0o700)
        here.replace(there)
    absent = [path.name for path in staged.paths if not path.is_file()]
    if absent:
        raise NotFoundError(
            f"{', '.join(absent)}: the upload is not in this data folder any more; send it again"
        )


def _loaded_ids(base: "KnowledgeBase", paths: Sequence[Path]) -> list[str]:
    with base.records.read() as connection:
        query = sa.select(origins.c.document_id).where(origins.c.path.in_(map(str, paths)))
        return sorted(set(connection.execute(query).scalars()))


class _Told:
    """Tells the job how many of its files are done. See ``ingest.progress.Progress``."""

    def __init__(self, control: "Control", total: int, done: int) -> None:
        self._control, self._total, self._done = control, total, done
        self._reading = True

    def stage(self, name: str, total: int) -> None:  # noqa: ARG002 - the protocol's
        """A stage begins."""
        self._reading = name == "Reading"
        self._control.progress(self._done, self._total, "" if self._reading else name.lower())

    def advance(self, steps: int = 1, *, note: str = "") -> None:
        """Files are done, or another one is begun."""
        if self._reading:
            self._done = min(self._done + steps, self._total)
            self._control.progress(self._done, self._total, _name(note))
        else:
            self._control.check()


def _name(path: str) -> str:
    return name_at(path.rpartition(f"/{FOLDER}/")[2])


def _kept(control: "Control", base: "KnowledgeBase", staged: Staged) -> "Report":
    """The report of a job, begun with what an earlier attempt finished; each file that is finished
    is noted for the next."""
    from ingest.report import FileOutcome, Report, outcome_from_json, outcome_json

    folder = base.settings.home / FOLDER
    whole = {str(path) for path in staged.paths}

    class Kept(Report):
        def add(self, outcome: FileOutcome) -> None:
            super().add(outcome)
            if outcome.path in whole:
                control.keep({"files": [outcome_json(line, folder) for line in self.files]})

    held = (control.job.kept or {}).get("files", [])
    earlier = [outcome_from_json(line, folder) for line in held]
    done = {outcome.path for outcome in earlier} & whole
    # What an archive that was not finished had said is said again.
    return Kept(files=[o for o in earlier if o.path.partition("!/")[0] in done])
