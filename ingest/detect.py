"""What a file is: by its first bytes before its name, since names lie."""

import os
import re
import stat
from dataclasses import dataclass
from pathlib import Path

from ingest.formats import Format
from ingest.signatures import binary_format, looks_binary
from ingest.textkinds import head_text, text_format
from kb.errors import UnreadableError, UnsupportedError

__all__ = ["Detection", "Format", "detect", "file_size", "inspect"]

_HEAD_BYTES = 65_536

_SUFFIXES = {
    ".pdf": Format.PDF,
    ".docx": Format.DOCX,
    ".docm": Format.DOCX,
    ".dotx": Format.DOCX,
    ".dotm": Format.DOCX,
    ".xlsx": Format.XLSX,
    ".xlsm": Format.XLSX,
    ".xltx": Format.XLSX,
    ".xltm": Format.XLSX,
    ".csv": Format.CSV,
    ".tsv": Format.CSV,
    ".tab": Format.CSV,
    ".html": Format.HTML,
    ".htm": Format.HTML,
    ".xhtml": Format.HTML,
    ".md": Format.MARKDOWN,
    ".markdown": Format.MARKDOWN,
    ".mdown": Format.MARKDOWN,
    ".mkd": Format.MARKDOWN,
    ".mdx": Format.MARKDOWN,
    ".txt": Format.TEXT,
    ".text": Format.TEXT,
    ".rst": Format.TEXT,
    ".adoc": Format.TEXT,
    ".asciidoc": Format.TEXT,
    ".org": Format.TEXT,
    ".log": Format.TEXT,
    "": Format.TEXT,
    ".jsonl": Format.JSONL,
    ".ndjson": Format.JSONL,
    ".json": Format.JSON,
    ".yaml": Format.YAML,
    ".yml": Format.YAML,
    ".zip": Format.ZIP,
}

_LFS = re.compile(rb"version https://git-lfs\.github\.com/spec/")
_ANNEX = re.compile(rb"\S*/annex/objects/")
_POINTER_BYTES = 1024
_NAME_BYTES = 256


@dataclass(frozen=True, slots=True)
class Detection:
    """What a file is, and a warning where its name says something else."""

    format: Format
    warning: str = ""


def detect(path: Path) -> Format:
    """What the file at ``path`` is. Raises as ``inspect`` does."""
    return inspect(path).format


def inspect(path: Path) -> Detection:
    """What the file at ``path`` is, judged by its first 64 kB, its name, and its zip directory.

    Raises ``UnreadableError`` for what is no readable file (missing, empty, a folder, a pointer to
    a file that was not fetched, encrypted, a damaged container) and ``UnsupportedError`` for a
    known kind of file that Vouch does not read.
    """
    head = _head(path)
    suffix = path.suffix.lower()
    named = _SUFFIXES.get(suffix, Format.UNKNOWN)
    found = binary_format(path, head)
    if found is None:
        if looks_binary(head):
            raise UnsupportedError("it holds no text, and is of no format known", _hint(named))
        found = text_format(head_text(head), path.name, named, whole=len(head) < _HEAD_BYTES)
    return Detection(found, _mismatch(suffix, named, found))


def _head(path: Path) -> bytes:
    """The first bytes of a regular file that holds something."""
    file_size(path)
    try:
        with path.open("rb") as file:
            head = file.read(_HEAD_BYTES)
    except PermissionError as error:
        raise UnreadableError("it may not be read", "check the file's permissions") from error
    except OSError as error:
        raise UnreadableError(f"it cannot be read: {error.strerror}") from error
    if not head:
        raise UnreadableError("the file is empty")
    if len(head) < _HEAD_BYTES and not head.strip(b"\xef\xbb\xbf\xff\xfe\x00 \t\r\n\f\v"):
        raise UnreadableError("the file holds only white space or zero bytes")
    if len(head) < _POINTER_BYTES:
        _refuse_pointer(path, head)
    return head


def _refuse_pointer(path: Path, text: bytes) -> None:
    """A short text that stands for a file kept elsewhere would be read as that file's content."""
    if _LFS.match(text):
        raise UnreadableError("it is a Git LFS pointer, not the file itself", "run `git lfs pull`")
    if _ANNEX.match(text):
        raise UnreadableError("it is a git-annex pointer, not the file", "run `git annex get`")
    target = os.fsdecode(text) if len(text) < _NAME_BYTES else ""
    if target.isprintable() and target != path.name and (path.parent / target).is_file():
        raise UnreadableError(
            f"it is a link to {target} that was saved as text", "load the file it names"
        )


def file_size(path: Path) -> int:
    """Bytes of a regular file. Raises ``UnreadableError`` for what is none.

    To be asked before opening: a named pipe would keep its reader waiting, a device never ends.
    """
    try:
        status = path.stat()
    except FileNotFoundError as error:
        if not path.is_symlink():
            raise UnreadableError("there is no such file") from error
        annexed = "annex" in path.readlink().parts
        hint = "run `git annex get`" if annexed else ""
        raise UnreadableError("it is a link to a file that is not there", hint) from error
    except OSError as error:
        raise UnreadableError(f"it cannot be read: {error.strerror}") from error
    if stat.S_ISDIR(status.st_mode):
        raise UnreadableError("it is a folder, not a file")
    if not stat.S_ISREG(status.st_mode):
        raise UnreadableError("it is a pipe, socket or device, not a file")
    return status.st_size


def _mismatch(suffix: str, named: Format, found: Format) -> str:
    """A warning, where the name promises another format than the content keeps."""
    if named is found or (named is Format.UNKNOWN and not _known_elsewhere(suffix)):
        return ""
    if not suffix or found in _REFINES.get(named, ()):
        return ""
    return f"the name ends in {suffix}, but it is {found.one}; it was read as that"


_REFINES = {
    Format.JSON: (Format.OSCAL,),
    Format.YAML: (Format.OSCAL, Format.OPENCONTROL, Format.LIBRARY),
}


def _known_elsewhere(suffix: str) -> bool:
    """Whether a suffix promises a format that Vouch does not read, such as ``.xls``."""
    return suffix in {".doc", ".xls", ".ppt", ".pptx", ".odt", ".ods", ".rtf", ".eml", ".xml"}


def _hint(named: Format) -> str:
    if named in (Format.PDF, Format.DOCX, Format.XLSX, Format.ZIP):
        return "it may be damaged or encrypted: fetch the file again"
    return ""
