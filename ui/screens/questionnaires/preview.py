"""What was found in a file, before anything is answered, and putting it right."""

from collections.abc import Mapping

import streamlit as st

from ui import audiences
from ui.markup import esc, icon, sender, tag
from ui.parts import confirm, heading, states, table
from ui.parts.dates import day
from ui.screens.questionnaires import columns, held, place, terms
from ui.session import Visit
from vouch_client.errors import UnreachableError, VouchClientError
from vouch_client.models.questionnaires import Preview, QuestionFound, Questionnaire, SheetFound

_HELD = "qn-preview"
_SHEET = "qn-sheet"
_FIRST = 12


def draw(visit: Visit, run: Questionnaire, sent: str = "") -> None:
    """The sheets, what their columns are taken for, the first questions; then Start."""
    found = preview(visit, run)
    if found is None:
        return
    verb, _, rest = sent.partition(":")
    if verb == "correct" and rest.isdecimal():
        pressed = int(rest)
        closes = st.session_state.get(_SHEET) == pressed
        st.session_state[_SHEET] = None if closes else pressed
    st.html(facts(found))
    for note in found.notes:
        states.note(note)
    for warning in warnings(found):
        states.note(warning, "warning")
    _start(visit, found)
    heading.section("Sheets", "Is a column taken for something else? Correct it here.")
    at = st.session_state.get(_SHEET)
    if at is None or at >= len(found.sheets):
        st.html(sheets(found.sheets))
    else:
        st.html(sheets(found.sheets[: at + 1], chosen=at))
        _correct(visit, run, found, found.sheets[at])
        if found.sheets[at + 1 :]:
            st.html(sheets(found.sheets[at + 1 :], first=at + 1))
    if found.remembered:
        _forget(visit, run)
    _questions(found, found.sheets[at].sheet if at is not None else None)


def preview(visit: Visit, run: Questionnaire) -> Preview | None:
    """The preview as it was given; after a reload the file is read again."""
    found: Preview | None = st.session_state.get(_HELD)
    if found is None or found.questionnaire.id != run.id:
        with st.spinner("Reading the file…"):
            found = _read(visit, run.id, {})
    return found


def facts(found: Preview) -> str:
    """How many questions on how many sheets, and what the file is for."""
    run = found.questionnaire
    used = sum(1 for sheet in found.sheets if sheet.questions)
    where = f"on {used} sheets" if used > 1 else ""
    big = f"{run.questions:,} question{'s' if run.questions != 1 else ''} found {where}".strip()
    small = [f"for {run.customer}" if run.customer else "", f"due {day(run.due)}" * bool(run.due)]
    small.append(f"{audiences.said(run.audience)} answers")
    return tag("div", "v-effect", esc(big)) + tag(
        "div", "v-soft", esc(" · ".join(one for one in small if one))
    )


def warnings(found: Preview) -> list[str]:
    """What a person should look at before starting."""
    said = []
    if not found.questionnaire.questions:
        said.append(
            "No question was found. Say below which column holds the questions, or ask the "
            "customer for a form with one question in a row."
        )
    doubted = sum(1 for one in found.questions if one.doubt)
    if doubted:
        said.append(
            f"{doubted:,} of the first {len(found.questions):,} lines may be no questions; they "
            "are marked below, and are left for a person where Vouch has nothing to say."
        )
    nowhere = sum(1 for one in found.questions if not any(c.writable for c in one.cells))
    if found.questions and nowhere == len(found.questions):
        said.append("No cell takes an answer. Say below which column the answers go into.")
    elif nowhere:
        said.append(f"{nowhere:,} of the first {len(found.questions):,} have no cell to write to.")
    return said


def sheets(found: list[SheetFound], chosen: int | None = None, first: int = 0) -> str:
    """Sheets as a table, the ``first`` one's place first; a row sends ``correct:<its place>``."""
    rows = []
    for at, sheet in enumerate(found, first):
        word = "Close" if at == chosen else "Correct"
        act = sender(
            "v-action",
            f"correct:{at}",
            icon("expand_less" if at == chosen else "tune"),
            tag("span", "", word),
            aria_label=f"{word} sheet {at + 1}",
        )
        left_out = sheet.map is not None and sheet.map.skip
        read = esc(columns.said(sheet.map)) if not left_out else tag("span", "v-soft", "left out")
        count = f"{sheet.questions:,}" if sheet.questions else "–"
        name = esc(sheet.sheet or "The file")
        rows.append([tag("div", "v-strong", name), esc(count), read, act if sheet.map else ""])
    grid = table.html(("Sheet", "Questions", "Its columns", ""), rows, "Sheets of the file")
    return tag("div", "v-sheets", grid)


def questions(found: list[QuestionFound]) -> str:
    """The first questions as a table."""
    rows = []
    for one in found:
        where = f"{one.sheet} {one.cell}".strip()
        doubt = tag("div", "v-doubt", icon("help"), esc(one.doubt)) if one.doubt else ""
        hidden = tag("div", "v-doubt", icon("visibility_off"), "in a hidden row")
        into = ", ".join(
            f"{cell.cell} {terms.ROLE.get(cell.role, cell.role)}"
            + (f" ({' / '.join(cell.choices[:5])})" if cell.choices else "")
            for cell in one.cells
            if cell.writable
        )
        rows.append(
            [
                esc(where) + tag("div", "v-small", esc(one.ref)),
                esc(one.text) + doubt + (hidden if one.hidden else ""),
                esc(into) or tag("span", "v-late", "no cell takes an answer"),
            ]
        )
    return table.html(("Where", "Question", "Answers go into"), rows, "First questions")


def _start(visit: Visit, found: Preview) -> None:
    run = found.questionnaire
    with st.container(horizontal=True, key="v-start"):
        started = st.button(
            f"Answer {run.questions:,} questions",
            icon=":material/play_arrow:",
            type="primary",
            disabled=not run.questions,
            key="qn-start",
        )
        if st.button("Delete", icon=":material/delete:", type="tertiary", key="qn-delete"):
            _remove(visit, run)
    if not started:
        return
    try:
        visit.client.questionnaires.run(run.id)
    except UnreachableError:
        raise
    except VouchClientError as error:
        states.error(error)
        return
    held.forget(run.id)
    st.session_state.pop(_HELD, None)
    st.rerun()


def _remove(visit: Visit, run: Questionnaire) -> None:
    def do() -> None:
        visit.client.questionnaires.remove(run.id)
        held.stale()
        place.open_run("")

    confirm.ask(
        "Delete this questionnaire?",
        "Nothing was answered yet; the file that you have stays as it is.",
        "Delete",
        do,
    )


def _correct(visit: Visit, run: Questionnaire, found: Preview, sheet: SheetFound) -> None:
    if sheet.map is None:
        return
    changed = columns.edit(sheet.map, found.sheets.index(sheet), sheet)
    if changed is not None and _read(visit, run.id, {"sheets": [changed]}) is not None:
        st.rerun()


def _forget(visit: Visit, run: Questionnaire) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        states.note("Files of this form are read as you said.", "bookmark")
        pressed = st.button("Forget that", type="tertiary", icon=":material/undo:", key="qn-forget")
    if pressed and _read(visit, run.id, {"forget": True}) is not None:
        columns.again()
        st.rerun()


def _read(visit: Visit, run: str, how: Mapping[str, object]) -> Preview | None:
    """Have the file read again; None, with the reason shown, where it cannot be."""
    try:
        found = visit.client.questionnaires.read_as(run, **how)  # type: ignore[arg-type]
    except UnreachableError:
        raise
    except VouchClientError as error:
        states.error(error)
        return None
    st.session_state[_HELD] = found
    held.stale()
    return found


def _questions(found: Preview, sheet: str | None) -> None:
    shown = [one for one in found.questions if sheet is None or one.sheet == sheet][:_FIRST]
    if shown:
        of = f" on {sheet}" if sheet else ""
        heading.section("First questions" + of.replace("`", ""))
        st.html(questions(shown))
