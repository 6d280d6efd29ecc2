"""Sheets made by chance, and large ones: whatever they hold, only the answers change."""

from hypothesis import given, settings
from hypothesis import strategies as st

from ingest.questionnaires.writing.compare import compare_bytes
from ingest.questionnaires.writing.xlsx import fill
from kb.values.questionnaires import FileKind
from tests.ingest.questionnaires.writing.sheets import cells, outside, part, write
from tests.ingest.questionnaires.writing.workbooks import MAIN, raw_workbook

WS = f'<worksheet xmlns="{MAIN}">'
_GAPS = st.sampled_from(["", " ", "\r\n  ", "<!-- <c r='A1'/> -->"])


@st.composite
def _sheets(draw):
    """A part with rows in order, some without numbers, cells likewise, and gaps of all kinds."""
    rows = []
    number = 0
    for _ in range(draw(st.integers(0, 8))):
        step = draw(st.integers(1, 3))
        number += step
        named = step > 1 or draw(st.booleans())
        inside = []
        column = 0
        for _ in range(draw(st.integers(0, 5))):
            jump = draw(st.integers(1, 3))
            column += jump
            name = f' r="{chr(64 + column)}{number}"' if jump > 1 or draw(st.booleans()) else ""
            value = draw(st.sampled_from(["/>", "><v>7</v></c>", ' t="s"><v>0</v></c>', "></c>"]))
            inside.append(draw(_GAPS) + f"<c{name}{value}")
        tag = f'<row r="{number}"' if named else "<row"
        rows.append(draw(_GAPS) + (f"{tag}>{''.join(inside)}</row>" if inside else f"{tag}/>"))
    return f"{WS}<sheetData>{''.join(rows)}{draw(_GAPS)}</sheetData><pageMargins/></worksheet>"


@settings(max_examples=200, deadline=None)
@given(
    xml=_sheets(),
    answers=st.dictionaries(
        st.tuples(st.integers(1, 26), st.integers(1, 20)), st.text(max_size=8), max_size=12
    ),
)
def test_whatever_the_sheet_only_the_given_cells_change(xml, answers):
    data = raw_workbook(xml)
    wanted = {f"{chr(64 + column)}{row}": words for (column, row), words in answers.items()}
    result = fill(data, [write(place, words) for place, words in wanted.items()])
    assert len(result.written) == len(wanted)
    assert compare_bytes(data, result.data, result.written, FileKind.XLSX).clean
    was, now = cells(part(data)), cells(part(result.data))
    assert set(now) == set(was) | set(wanted)
    assert all(now[name] == was[name] for name in set(was) - set(wanted))
    assert outside(part(data))[1] == outside(part(result.data))[1]


def test_a_thousand_answers_in_a_large_sheet():
    rows = "".join(
        f'<row r="{row}">'
        + "".join(f'<c r="{name}{row}"><v>{row}</v></c>' for name in "ACE")
        + "</row>"
        for row in range(1, 2001, 2)
    )
    data = raw_workbook(f"{WS}<sheetData>{rows}</sheetData></worksheet>")
    writes = [write(f"{'ABCDEF'[row % 6]}{row}", f"answer {row}") for row in range(1, 1001)]
    result = fill(data, writes)
    was, now = cells(part(data)), cells(part(result.data))
    written = {place.cell for place in result.written}
    assert len(written) == 1000
    assert {name for name in now if now[name] != was.get(name)} == written
    assert compare_bytes(data, result.data, result.written, FileKind.XLSX).clean
