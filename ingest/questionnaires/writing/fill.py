"""Writes a copy of a customer's questionnaire with the answers in it, and nothing else changed."""

from collections.abc import Sequence
from pathlib import Path

from ingest.archives import check_container
from ingest.limits import Limits
from ingest.questionnaires.reading.request import QUESTIONNAIRE_LIMITS
from ingest.questionnaires.writing import csv_, docx, json_, xlsx
from ingest.questionnaires.writing.compare import compare_bytes
from ingest.questionnaires.writing.errors import WriteError
from ingest.questionnaires.writing.files import write_whole
from ingest.questionnaires.writing.kinds import OFFICE, kind_of
from ingest.questionnaires.writing.outcome import FillReport, Result
from kb.errors import LimitError, UnreadableError, UnsupportedError
from kb.values.questionnaires import CellWrite, FileKind

__all__ = ["fill"]


def fill(
    source: Path,
    target: Path,
    writes: Sequence[CellWrite],
    kind: FileKind | None = None,
    *,
    overwrite: bool = False,
    in_place: bool = False,
    limits: Limits | None = None,
) -> FillReport:
    """Write ``source`` with the answers to ``target``, which appears whole or not at all.

    A place that cannot be written is left as it is and named in the report; of two answers for one
    place the first is taken. ``overwrite`` replaces a file that is there; ``in_place`` allows
    ``target`` to be ``source``. Before the target appears it is compared with the source, and a
    difference outside the written places raises ``WriteError``, as do a target that is there and a
    folder that cannot be written. Raises ``UnsupportedError`` for PDF and plain text, which take no
    answers (see ``write_report``), ``UnreadableError`` and ``LimitError`` for a source that is
    damaged or past the limits.
    """
    kind = kind or kind_of(source)
    _check_target(source, target, overwrite=overwrite, in_place=in_place)
    result, before = _filled(source, writes, kind, limits or QUESTIONNAIRE_LIMITS)
    try:
        difference = compare_bytes(before, result.data, result.written, kind, source.suffix)
    except UnreadableError as error:
        raise WriteError(
            f"{target.name} was not written: it cannot be read again ({error}); please report this"
        ) from error
    if not difference.clean:
        raise WriteError(
            f"{target.name} was not written: beside the answers it would differ from "
            f"{source.name} in {'; '.join(difference.unexpected)}; please report this"
        )
    write_whole(target, result.data)
    order = {write.place: number for number, write in enumerate(writes)}
    return FillReport(
        target=target,
        kind=kind,
        written=tuple(sorted(result.written, key=order.__getitem__)),
        refused=tuple(sorted(result.refused, key=lambda one: order[one.place])),
        shortened=result.shortened,
        notes=result.notes,
    )


def _filled(
    source: Path, writes: Sequence[CellWrite], kind: FileKind, limits: Limits
) -> tuple[Result, bytes]:
    size = source.stat().st_size
    if size > limits.file_bytes:
        raise LimitError(
            f"the file has {size:,} bytes, more than {limits.file_bytes:,}",
            "raise limits.file_bytes",
        )
    if kind in OFFICE:
        check_container(source, limits)
    data = source.read_bytes()
    if kind in (FileKind.XLSX, FileKind.XLSM):
        return xlsx.fill(data, writes), data
    if kind is FileKind.DOCX:
        return docx.fill(data, writes), data
    if kind is FileKind.CSV:
        return csv_.fill(data, writes, source.suffix), data
    if kind is FileKind.JSON:
        return json_.fill(data, writes, source.suffix), data
    raise UnsupportedError(
        f"answers cannot be written into a {kind.value} file", "write a report beside it instead"
    )


def _check_target(source: Path, target: Path, *, overwrite: bool, in_place: bool) -> None:
    if not target.exists():
        return
    if target.samefile(source):
        if not in_place:
            raise WriteError(
                f"{target.name} is the questionnaire itself; name another file to write to"
            )
    elif not overwrite:
        raise WriteError(f"{target} is there already; name another file, or allow to replace it")
