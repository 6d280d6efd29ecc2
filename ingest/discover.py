"""Which files a load is about."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path

#: Folders and files that tools leave behind; none of them is a document.
_SKIPPED_FOLDERS = frozenset(
    ["__pycache__", "node_modules", "venv", "site-packages", "__MACOSX", "$RECYCLE.BIN"]
)
_SKIPPED_FILES = frozenset(["Thumbs.db", "desktop.ini", "Icon\r"])


@dataclass(frozen=True, slots=True)
class Found:
    """A file to read. ``key`` names it for ever: its path, or ``archive!/member``."""

    key: str
    path: Path


@dataclass(frozen=True, slots=True)
class Passed:
    """Something passed over, and why."""

    key: str
    reason: str


def discover(paths: Iterable[Path]) -> tuple[list[Found], list[Passed]]:
    """The files at and below ``paths``, each once, in a fixed order, and what was passed over.

    Hidden files and folders, links, and what tools leave behind are passed over; a file named
    outright is taken whatever its name. A path that does not exist is among the passed, with
    ``there is no such file``.
    """
    found: dict[str, Found] = {}
    passed: list[Passed] = []
    for path in paths:
        absolute = path.expanduser().absolute()
        if absolute.is_dir():
            for item in _walk(absolute, passed):
                found.setdefault(str(item), Found(str(item), item))
        elif absolute.is_file():
            found.setdefault(str(absolute), Found(str(absolute), absolute))
        else:
            passed.append(Passed(str(path), "there is no such file"))
    return [found[key] for key in sorted(found)], passed


def _walk(folder: Path, passed: list[Passed]) -> Iterator[Path]:
    try:
        entries = sorted(folder.iterdir())
    except OSError as error:
        passed.append(Passed(str(folder), f"the folder cannot be read: {error.strerror}"))
        return
    for entry in entries:
        if not _readable(entry.name):
            shown = str(entry).encode("utf-8", "replace").decode()
            passed.append(Passed(shown, "its name is not UTF-8; rename it"))
        elif entry.is_symlink():
            passed.append(Passed(str(entry), "a link; load what it points to instead"))
        elif entry.name.startswith((".", "~$")) or entry.name in _SKIPPED_FILES:
            if entry.is_file():
                passed.append(Passed(str(entry), "a hidden or temporary file"))
        elif entry.is_dir():
            if entry.name not in _SKIPPED_FOLDERS:
                yield from _walk(entry, passed)
        elif entry.is_file():
            yield entry
        else:
            passed.append(Passed(str(entry), "not a regular file"))


def _readable(name: str) -> bool:
    """Whether a file name is text; bytes that are not come as lone surrogates."""
    try:
        name.encode()
    except UnicodeEncodeError:
        return False
    return True
