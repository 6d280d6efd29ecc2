"""What each column of a sheet is taken for, and saying otherwise."""

import streamlit as st

from ui.markup import esc, tag
from ui.screens.questionnaires import terms
from vouch_client.models.questionnaires import SheetFound, SheetMap

#: Columns offered beyond the last one that was read.
_MORE = 3
_ROUND = "qn-columns-round"


def said(read: SheetMap | None) -> str:
    """``A Number · B Question · C Answer, from row 3``."""
    if read is None:
        return "read as it stands"
    named = [f"{letter} {terms.ROLE.get(role, role)}" for letter, role in in_order(read.columns)]
    rows = f", rows {read.first}–{read.last}" if read.first and read.last else ""
    head = f", headings in row {read.header}" if read.header else ""
    return " · ".join(named) + head + rows


def in_order(columns: dict[str, str]) -> list[tuple[str, str]]:
    """The columns as they stand in the sheet: A to Z, then AA."""
    return sorted(columns.items(), key=lambda one: (len(one[0]), one[0]))


def edit(read: SheetMap, at: int, sheet: SheetFound) -> SheetMap | None:
    """Draw the choices for a sheet, the ``at``-th; returns the map when one was changed."""
    letters = offered(read.columns | dict.fromkeys(sheet.headings, ""), more=not sheet.headings)
    roles = ["", *terms.ROLE]
    count = st.session_state.get(_ROUND, 0)
    chosen: dict[str, str] = {}
    with st.container(border=True, key="v-columns"):
        skip = st.toggle(
            "Leave this sheet out", value=read.skip, key=f"qn-skip-{at}-{count}-{read.skip}"
        )
        if skip:
            return None if read.skip else _changed(read, {}, read.first, skip=True)
        for some in (letters[i : i + 4] for i in range(0, len(letters), 4)):
            for letter, place in zip(some, st.columns(4), strict=False):
                role = read.columns.get(letter, "")
                chosen[letter] = place.selectbox(
                    f"Column {letter}",
                    roles,
                    index=roles.index(role) if role in roles else 0,
                    format_func=lambda name: terms.ROLE.get(name, "Not read"),
                    key=f"qn-col-{at}-{letter}-{count}-{role}",
                )
                if there := holds(letter, sheet):
                    place.html(there)
        left, _ = st.columns([1, 3])
        first = left.number_input(
            "First row with a question",
            min_value=0,
            max_value=1_048_576,
            value=read.first,
            help="0 lets Vouch find it.",
            key=f"qn-first-{at}-{count}-{read.first}",
        )
    after = settled(read.columns, {letter: role for letter, role in chosen.items() if role})
    if after == dict(read.columns) and int(first) == read.first and not read.skip:
        return None
    return _changed(read, after, int(first), skip=False)


def settled(before: dict[str, str], after: dict[str, str]) -> dict[str, str]:
    """A choice with one column of questions: the one that was just chosen."""
    asks = [letter for letter, role in after.items() if role == "question"]
    new = [letter for letter in asks if before.get(letter) != "question"]
    if new and len(asks) > 1:
        return {c: r for c, r in after.items() if r != "question" or c == new[-1]}
    return after


def holds(letter: str, sheet: SheetFound) -> str:
    """What stands in a column: its heading, and one row's cell."""
    heading, sample = sheet.headings.get(letter, ""), sheet.sample.get(letter, "")
    lines = [tag("div", "v-strong", esc(heading))] if heading else []
    if sample:
        lines.append(tag("div", "v-small", esc(f"Row {sheet.sample_row}: {sample}")))
    return "".join(lines)


def offered(columns: dict[str, str], *, more: bool = True) -> list[str]:
    """The letters of the columns to choose for: those there are, or those read and a few more."""
    last = max((_number(letter) for letter in columns), default=1)
    return [_letter(number) for number in range(1, min(last + more * _MORE, 60) + 1)]


def again() -> None:
    """Draw the choices anew, as the file is read now."""
    st.session_state[_ROUND] = st.session_state.get(_ROUND, 0) + 1


def _changed(read: SheetMap, columns: dict[str, str], first: int, *, skip: bool) -> SheetMap:
    again()
    # What was found by itself is found anew for the new columns.
    same = first == read.first and columns == dict(read.columns)
    return SheetMap(
        sheet=read.sheet,
        columns=columns,
        header=read.header,
        first=first,
        last=read.last if same else 0,
        skip=skip,
    )


def _number(letter: str) -> int:
    found = 0
    for one in letter.upper():
        found = found * 26 + ord(one) - 64
    return found


def _letter(number: int) -> str:
    found = ""
    while number:
        number, rest = divmod(number - 1, 26)
        found = chr(65 + rest) + found
    return found
