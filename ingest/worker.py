"""The reading process: takes requests, one JSON object a line, and answers in the same way.

It is started by ``ingest.process`` and nobody else. A request is ``{"id", "op", "path"}`` with
``into`` for the op ``expand``, ``number`` and ``quote`` for ``picture``. The answer is any number
of ``{"id", "format"}`` and ``{"id", "document"}`` and one last ``{"id", "end"}``, which holds
warnings, the error if there is one, what was unpacked or drawn, and whether the process wants to
be replaced.
"""

import argparse
import importlib
import json
import logging
import os
import warnings
from collections.abc import Callable, Iterable, Mapping
from pathlib import Path
from typing import Any, BinaryIO

from ingest import codec, page_image
from ingest.archives import expand
from ingest.confine import Confinement
from ingest.detect import Format, inspect
from ingest.limits import Limits
from kb.errors import LimitError, UnreadableError, UnsupportedError
from kb.values import Document

__all__ = ["main"]

_MESSAGE = 300  # characters of a library's message that are worth showing
Json = dict[str, Any]


def main() -> None:
    """Serve requests until the pipe closes."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--parent", type=int, required=True)
    parser.add_argument("--limits", type=json.loads, required=True)
    parser.add_argument("--registry", required=True)
    options = parser.parse_args()
    requests, answers = _private_pipes()
    limits = Limits(**options.limits)
    readers: Mapping[str, str] = _load(options.registry)
    logging.disable(logging.CRITICAL)
    warnings.simplefilter("ignore")
    worker = _Worker(limits, readers, Confinement(limits, options.parent), answers)
    worker.tell({"ready": True})
    os.dup2(1, 2)  # the parent has heard why a start failed, and listens no longer
    for line in requests:
        worker.serve(json.loads(line))


def _private_pipes() -> tuple[BinaryIO, BinaryIO]:
    """The pipes to the parent, moved to where no library that prints or asks can reach them."""
    requests, answers = os.fdopen(os.dup(0), "rb"), os.fdopen(os.dup(1), "wb")
    silence = os.open(os.devnull, os.O_RDWR)
    os.dup2(silence, 0)
    os.dup2(silence, 1)
    return requests, answers


def _load(name: str) -> Any:
    """The object that ``module:attribute`` names."""
    module, _, attribute = name.partition(":")
    return getattr(importlib.import_module(module), attribute)


class _Worker:
    """Answers requests one after another."""

    def __init__(
        self,
        limits: Limits,
        readers: Mapping[str, str],
        confinement: Confinement,
        answers: BinaryIO,
    ) -> None:
        self._limits, self._readers = limits, readers
        self._confinement, self._answers = confinement, answers
        self._id, self._guard = 0, _Guard()

    def tell(self, message: Json, *, now: bool = True) -> None:
        """Send one line. Lone surrogates, which UTF-8 cannot hold, become question marks."""
        line = json.dumps({"id": self._id, **message}, ensure_ascii=False, separators=(",", ":"))
        self._answers.write(line.encode("utf-8", "replace") + b"\n")
        if now:
            self._answers.flush()

    def serve(self, request: Json) -> None:
        """Answer one request, whatever happens on the way."""
        self._id = request["id"]
        path, into = Path(request["path"]), request.get("into")
        self._confinement.begin(Path(into) if into else None)
        end: Json = {}
        try:
            with self._guard:
                end = self._answer(request, path, into)
        except MemoryError:
            end = {"error": _error(_too_large(self._limits)), "retire": True}
        except UnreadableError as error:
            end = {"error": _error(error)}
        if self._confinement.end():
            end["retire"] = True
        self.tell({"end": end})

    def _answer(self, request: Json, path: Path, into: str | None) -> Json:
        if request["op"] == "picture":
            self._guard.label = Format.PDF.label
            return page_image.as_answer(path, request["number"], request["quote"])
        return self._expand(path, Path(into)) if into else self._read(path)

    def _read(self, path: Path) -> Json:
        self._guard.label = "file"
        found = inspect(path)
        self.tell({"format": found.format})
        if found.format not in self._readers:
            raise _unsupported(found.format, path)
        self._guard.label = found.format.label
        read: Callable[[Path, Limits], Iterable[Document]] = _load(self._readers[found.format])
        self._send(read(path, self._limits))
        return {"warnings": [found.warning] if found.warning else []}

    def _send(self, documents: Iterable[Document]) -> None:
        characters = 0
        for count, document in enumerate(documents, start=1):
            characters += codec.size(document)
            if characters > self._limits.characters:
                raise LimitError(
                    f"it yields more than {self._limits.characters:,} characters of text",
                    "split it, or raise limits.characters",
                )
            if count > self._limits.records:
                raise LimitError(
                    f"it yields more than {self._limits.records:,} documents",
                    "split it, or raise limits.records",
                )
            self.tell({"document": codec.encode(document)}, now=False)

    def _expand(self, path: Path, into: Path) -> Json:
        self._guard.label = Format.ZIP.label
        expanded = expand(path, into, self._limits)
        return {
            "members": [[member.name, member.path.name] for member in expanded.members],
            "skipped": [[skipped.name, skipped.reason] for skipped in expanded.skipped],
        }


class _Guard:
    """Turns whatever a library raises into an error that tells a person something."""

    label = "file"

    def __enter__(self) -> None:
        return None

    def __exit__(self, kind: type[BaseException] | None, error: object, _: object) -> None:
        if error is None or isinstance(error, UnreadableError | MemoryError | KeyboardInterrupt):
            return
        if isinstance(error, RecursionError):
            raise LimitError(f"the {self.label} is nested too deeply") from None
        name = type(error).__name__
        text = " ".join(str(error).split())
        short = f"{name}: {text}" if text else name
        raise UnreadableError(
            f"the {self.label} could not be read: {short[:_MESSAGE]}", "it may be damaged"
        ) from None


def _too_large(limits: Limits) -> LimitError:
    return LimitError(
        f"reading it takes more than {limits.memory_mb:,} MB of memory",
        "split it, or raise limits.memory_mb",
    )


def _unsupported(found: Format, path: Path) -> UnsupportedError:
    if found is Format.ZIP:
        return UnsupportedError("it is a zip archive", "its files are read one by one")
    if found in (Format.JSON, Format.YAML):
        return UnsupportedError(
            f"it is {found.one} of a kind that is not read",
            "OSCAL, OpenControl and framework libraries are; records go into a .jsonl file",
        )
    suffix = f"{path.suffix} files" if path.suffix else "such files"
    return UnsupportedError(f"there is no reader for {suffix}", "if it is plain text, name it .txt")


def _error(error: UnreadableError) -> Json:
    kind = {LimitError: "limit", UnsupportedError: "unsupported"}.get(type(error), "unreadable")
    return {"kind": kind, "reason": error.reason, "hint": error.hint, "place": error.place}


if __name__ == "__main__":
    main()
