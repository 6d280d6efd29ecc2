"""Reading a questionnaire, seen from the process that wants it."""

import json
import tempfile
from collections.abc import Sequence
from pathlib import Path

from ingest.detect import file_size
from ingest.limits import Limits
from ingest.questionnaires.reading import codec
from ingest.sandbox import ReaderPool
from kb.errors import LimitError, UnreadableError
from kb.values.questionnaires import ColumnMap, Questionnaire

__all__ = ["QUESTIONNAIRE_LIMITS", "read_questionnaire"]

#: Tighter than for documents: a questionnaire of 400 questions has some 10,000 cells.
QUESTIONNAIRE_LIMITS = Limits(
    file_bytes=60_000_000,
    pages=500,
    cells=200_000,
    characters=10_000_000,
    archive_bytes=250_000_000,
    seconds=20.0,
    memory_mb=450,
)
_REGISTRY = "ingest.questionnaires.reading.job:READERS"
_FIELD = "questionnaire"


def read_questionnaire(
    path: Path, *, maps: Sequence[ColumnMap] = (), limits: Limits = QUESTIONNAIRE_LIMITS
) -> Questionnaire:
    """The questions of a customer's file, read in a child process with limits.

    ``maps`` say, sheet by sheet, how columns are to be read instead of how they would be. Raises
    ``UnreadableError`` for a file that cannot be read (``UnsupportedError`` for another format,
    ``LimitError`` past a limit). A readable file without questions gives none, and a note.
    """
    path = Path(path)
    if file_size(path) > limits.file_bytes:
        raise LimitError(
            f"it has {file_size(path):,} bytes, the limit is {limits.file_bytes:,}",
            "split it, or raise limits.file_bytes",
        )
    job = {"path": str(path.absolute()), "maps": [codec.encode_map(one) for one in maps]}
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "job.json"
        file.write_text(json.dumps(job), "utf-8")
        with ReaderPool(limits, registry=_REGISTRY) as pool:
            result = pool.read(file)
    if result.error is not None:
        raise result.error
    return _answer(result.documents[0].metadata if result.documents else ())


def _answer(metadata: Sequence[tuple[str, str]]) -> Questionnaire:
    """The questionnaire a reading process sent; it is believed only as far as it can be checked."""
    try:
        return codec.decode(json.loads(dict(metadata)[_FIELD]))
    except (KeyError, ValueError, RecursionError) as error:
        raise UnreadableError(f"the reading process answered nonsense: {error}") from error
