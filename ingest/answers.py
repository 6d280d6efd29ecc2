"""What a reading process says, taken in line by line and checked before anything believes it."""

import base64
import re
from pathlib import Path
from typing import Any

from ingest import codec
from ingest.archives import Member, Skipped
from ingest.checked import Fields, as_pair, as_texts
from ingest.formats import Format
from kb.errors import LimitError, UnreadableError, UnsupportedError
from kb.values import Document

__all__ = ["Answer", "ExpandAnswer", "PictureAnswer", "ReadAnswer"]

_MESSAGE = 500
_OUR_NAME = re.compile(r"\d{5,}(?:\.[a-z0-9]{1,8})?")
_ERRORS = {"limit": LimitError, "unsupported": UnsupportedError, "unreadable": UnreadableError}


class Answer:
    """What a process says to one request, checked line by line; ``ValueError`` for nonsense."""

    def __init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """Forget what was said."""
        self.error: UnreadableError | None = None
        self.retire = False

    def take(self, line: dict[str, Any]) -> None:
        """Take in the next line."""
        fields = Fields(line, "answer")
        if "end" in fields:
            self._take_end(Fields(fields.take("end"), "end"))
        else:
            self._take_part(fields)
        fields.done(None)

    def _take_part(self, fields: Fields) -> None:
        raise ValueError(f"only an end is expected: {fields}")

    def _take_end(self, end: Fields) -> None:
        self.retire = end.flag("retire", False)
        if "error" in end:
            error = Fields(end.take("error"), "error")
            kind = _ERRORS.get(error.text("kind"), UnreadableError)
            self.error = error.done(
                kind(*(error.text(name)[:_MESSAGE] for name in ("reason", "hint", "place")))
            )
        end.done(None)


class ReadAnswer(Answer):
    """Documents, the file's format and warnings about the file."""

    def reset(self) -> None:
        super().reset()
        self.documents: list[Document] = []
        self.warnings: tuple[str, ...] = ()
        self.format: Format | None = None

    def _take_part(self, fields: Fields) -> None:
        if "format" in fields:
            self.format = Format(fields.text("format"))
        else:
            self.documents.append(codec.decode(fields.take("document")))

    def _take_end(self, end: Fields) -> None:
        self.warnings = as_texts(end.take("warnings", []))
        super()._take_end(end)


class ExpandAnswer(Answer):
    """What was unpacked; each file must be where it was allowed to be."""

    def __init__(self, into: Path) -> None:
        self._into = into
        super().__init__()

    def reset(self) -> None:
        super().reset()
        self.members: list[Member] = []
        self.skipped: list[Skipped] = []

    def _take_end(self, end: Fields) -> None:
        for item in end.items("members"):
            name, file = as_pair(item)
            path = self._into / file
            if not _OUR_NAME.fullmatch(file) or path.is_symlink() or not path.is_file():
                raise ValueError(f"{name} was not unpacked")
            self.members.append(Member(name, path))
        self.skipped = [Skipped(*as_pair(item)) for item in end.items("skipped")]
        super()._take_end(end)


class PictureAnswer(Answer):
    """A page as PNG, and how many pieces of the quote are marked on it."""

    def reset(self) -> None:
        super().reset()
        self.png = b""
        self.marks = 0

    def _take_end(self, end: Fields) -> None:
        if "png" in end:
            self.png = base64.b64decode(end.text("png"), validate=True)
            self.marks = end.number("marks")
            if not self.png.startswith(b"\x89PNG\r\n"):
                raise ValueError("the picture is no PNG")
        super()._take_end(end)
