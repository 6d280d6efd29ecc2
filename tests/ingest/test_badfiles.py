"""Every bad file ends in documents or in a clear error, in time, and the next file is read."""

from collections.abc import Iterator
from itertools import chain
from pathlib import Path

import pytest

from ingest.limits import Limits
from ingest.sandbox import ReaderPool, ReadResult
from kb.errors import UnreadableError
from tests.ingest.badfiles import BAD_FILES, HARMLESS, write_bad_files

LIMITS = Limits(
    seconds=6,
    memory_mb=600,
    characters=5_000_000,
    archive_bytes=100_000_000,
    cells=200_000,
    records=50_000,
    file_bytes=30_000_000,
)
HONEST = "Passwords have at least 14 characters."


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> dict[str, tuple[ReadResult, ReadResult]]:
    """What came of each bad file, and of the honest file read after it."""
    folder = tmp_path_factory.mktemp("bad")
    honest = tmp_path_factory.mktemp("honest") / "honest.txt"
    honest.write_text(HONEST, "utf-8")
    bad = write_bad_files(folder)
    paths: Iterator[Path] = chain.from_iterable((path, honest) for path in bad)
    with ReaderPool(LIMITS, workers=2) as pool:
        read = [result for _, result in pool.read_many(paths)]
    return {
        path.name: (result, after)
        for path, result, after in zip(bad, read[::2], read[1::2], strict=True)
    }


@pytest.mark.parametrize("name", BAD_FILES)
def test_a_bad_file_ends_well(results: dict[str, tuple[ReadResult, ReadResult]], name: str) -> None:
    result, after = results[name]

    assert result.seconds < LIMITS.seconds + 2
    assert after.error is None
    assert after.documents[0].text == HONEST
    if result.error is None:
        assert result.documents
        assert sum(len(document.text) for document in result.documents) <= LIMITS.characters
        return
    assert name not in HARMLESS
    assert isinstance(result.error, UnreadableError)
    assert result.documents == ()
    message = str(result.error)
    assert 10 < len(message) < 500
    for word in ("\n", "Traceback", "No module named", "nonsense", "crashed", "Error:"):
        assert word not in message
