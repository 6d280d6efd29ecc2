"""What the reading process does: takes a job file, reads the questionnaire it names.

The job is a JSON file ``{"path", "maps"}``, so that a person's column maps come along with the
path. The questionnaire goes back as JSON in the metadata of a document, which every reading process
can send.
"""

import hashlib
import importlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path

from ingest.checked import Fields
from ingest.detect import inspect
from ingest.formats import Format
from ingest.limits import Limits
from ingest.questionnaires.reading import codec, xlsx
from ingest.questionnaires.reading.assemble import Assembled
from kb.errors import UnsupportedError
from kb.values import Document
from kb.values.questionnaires import ColumnMap, FileKind, Questionnaire

__all__ = ["FIELD", "READERS", "read"]

FIELD = "questionnaire"
#: For ``ReaderPool``: whatever a job file looks like, it is a job.
READERS: Mapping[str, str] = dict.fromkeys(Format, "ingest.questionnaires.reading.job:read")
_PIECE = 1 << 20
_HERE = "ingest.questionnaires.reading"
_READERS: Mapping[Format, str] = {
    Format.XLSX: f"{_HERE}.xlsx:read",
    Format.CSV: f"{_HERE}.csv_:read",
    Format.DOCX: f"{_HERE}.docx_:read",
    Format.PDF: f"{_HERE}.pdf:read",
    Format.JSON: f"{_HERE}.json_:read",
    Format.JSONL: f"{_HERE}.json_:read",
    Format.TEXT: f"{_HERE}.pasted:read",
    Format.MARKDOWN: f"{_HERE}.pasted:read",
}
_KINDS = {
    Format.CSV: FileKind.CSV,
    Format.DOCX: FileKind.DOCX,
    Format.PDF: FileKind.PDF,
    Format.JSON: FileKind.JSON,
    Format.JSONL: FileKind.JSON,
    Format.TEXT: FileKind.TEXT,
    Format.MARKDOWN: FileKind.TEXT,
}


def read(path: Path, limits: Limits) -> Iterable[Document]:
    """The questionnaire of a job, in one document. Raises ``UnreadableError`` as all readers do."""
    job = Fields(json.loads(path.read_text("utf-8")), "job")
    maps = tuple(codec.decode_map(one) for one in job.items("maps"))
    found = read_file(Path(job.text("path")), limits, maps)
    job.done(None)
    return [Document(found.name, (), metadata=((FIELD, json.dumps(codec.encode(found))),))]


def read_file(path: Path, limits: Limits, maps: Sequence[ColumnMap]) -> Questionnaire:
    """Read a questionnaire in this process, with none of its limits on time and memory."""
    detection = inspect(path)
    name = _READERS.get(detection.format)
    if name is None:
        raise UnsupportedError(
            f"questionnaires are not read from {detection.format.one}",
            "save it as .xlsx, .csv, .docx, .pdf, .json or .txt",
        )
    module, _, function = name.partition(":")
    reader: Callable[..., Assembled] = getattr(importlib.import_module(module), function)
    found = reader(path, limits, maps)
    nothing = "no question was found; a column map can say where they stand"
    return Questionnaire(
        path.name,
        _kind(detection.format, path),
        _digest(path),
        found.shape,
        found.items,
        found.maps,
        (*(() if found.items else (nothing,)), *found.notes),
        found.samples,
    )


def _kind(found: Format, path: Path) -> FileKind:
    if found is Format.XLSX:
        return FileKind.XLSM if xlsx.has_macros(path) else FileKind.XLSX
    return _KINDS[found]


def _digest(path: Path) -> str:
    digest = hashlib.sha256()
    with path.open("rb") as file:
        while piece := file.read(_PIECE):
            digest.update(piece)
    return digest.hexdigest()
