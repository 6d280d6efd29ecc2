"""A broken or overlarge questionnaire ends in questions or in a clear error, soon."""

import time
from contextlib import suppress
from pathlib import Path

import pytest

from ingest.questionnaires import QUESTIONNAIRE_LIMITS, read_questionnaire
from kb.errors import LimitError, UnreadableError
from tests.ingest.questionnaires.hostile import HOSTILE

REFUSED = {
    "bomb.xlsx": LimitError,
    "media-bomb.docx": LimitError,
    "entities.xlsx": UnreadableError,
    "repeated-string.xlsx": LimitError,
    "ten-million-strings.xlsx": LimitError,
    "deep.xlsx": UnreadableError,
    "deep.json": UnreadableError,
    "broken-xml.xlsx": UnreadableError,
    "cut-off.xlsx": UnreadableError,
    "encrypted.xlsx": UnreadableError,
    "empty.xlsx": UnreadableError,
    "not-json.json": UnreadableError,
}


@pytest.mark.parametrize("name", HOSTILE)
def test_a_hostile_file_costs_little(name: str, tmp_path: Path) -> None:
    path = tmp_path / name
    path.write_bytes(HOSTILE[name]())
    begun = time.monotonic()

    if name in REFUSED:
        with pytest.raises(REFUSED[name]) as caught:
            read_questionnaire(path)
        assert "nonsense" not in str(caught.value)
        assert 10 < len(str(caught.value)) < 600
    else:
        with suppress(UnreadableError):
            read_questionnaire(path)

    # The limit is of the reading itself; a busy machine takes its time before and after.
    assert time.monotonic() - begun < QUESTIONNAIRE_LIMITS.seconds + 60
    assert QUESTIONNAIRE_LIMITS.memory_mb <= 450


def test_an_encrypted_workbook_says_that_it_is(tmp_path: Path) -> None:
    path = tmp_path / "encrypted.xlsx"
    path.write_bytes(HOSTILE["encrypted.xlsx"]())

    with pytest.raises(UnreadableError, match="password"):
        read_questionnaire(path)


def test_a_drop_down_over_billions_of_cells_still_gives_the_question(tmp_path: Path) -> None:
    path = tmp_path / "huge.xlsx"
    path.write_bytes(HOSTILE["huge-lists.xlsx"]())

    (item,) = read_questionnaire(path).items

    assert item.text == "Do you keep backups of data?"
