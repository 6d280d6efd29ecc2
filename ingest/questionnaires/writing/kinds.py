"""Which format a questionnaire's file has."""

from pathlib import Path

from ingest.detect import detect
from ingest.formats import Format
from kb.values.questionnaires import FileKind

__all__ = ["OFFICE", "kind_of"]

#: The formats that are a zip container of parts.
OFFICE = (FileKind.XLSX, FileKind.XLSM, FileKind.DOCX)

_KINDS = {
    Format.XLSX: FileKind.XLSX,
    Format.DOCX: FileKind.DOCX,
    Format.CSV: FileKind.CSV,
    Format.JSON: FileKind.JSON,
    Format.JSONL: FileKind.JSON,
    Format.PDF: FileKind.PDF,
}
_NAMED = {
    ".csv": FileKind.CSV,
    ".tsv": FileKind.CSV,
    ".tab": FileKind.CSV,
    ".json": FileKind.JSON,
    ".jsonl": FileKind.JSON,
    ".ndjson": FileKind.JSON,
}


def kind_of(path: Path) -> FileKind:
    """The format of the file at ``path``, by its first bytes, then its name.

    Raises ``UnreadableError`` for what is no readable file.
    """
    found = _KINDS.get(detect(path), FileKind.TEXT)
    suffix = path.suffix.lower()
    if found is FileKind.XLSX and suffix in (".xlsm", ".xltm"):
        return FileKind.XLSM
    if found is FileKind.TEXT:
        return _NAMED.get(suffix, found)
    return found
