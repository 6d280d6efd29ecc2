"""Taking a questionnaire in."""

import streamlit as st

from ui import audiences
from ui.parts import audience_choice, heading, states
from ui.screens.questionnaires import held, place
from ui.session import Visit
from vouch_client.errors import UnreachableError, VouchClientError
from vouch_client.models import Me

KINDS = ["xlsx", "xlsm", "csv", "docx", "pdf", "json", "txt"]


def draw(visit: Visit) -> None:
    """The page of a new questionnaire."""
    st.button(
        "All questionnaires",
        icon=":material/arrow_back:",
        type="tertiary",
        on_click=place.open_run,
        args=("",),
        key="qn-back",
    )
    heading.section(
        "New questionnaire",
        "Nothing is answered yet: first you see what was found in the file.",
    )
    form(visit)


def form(visit: Visit) -> None:
    """The file and what it is for; once sent, the preview is opened."""
    with st.form("qn-upload", border=True):
        file = st.file_uploader(
            "The customer's file",
            type=KINDS,
            help="As the customer sent it. It is kept unchanged; the answers go into a copy.",
        )
        left, right = st.columns(2)
        customer = left.text_input(
            "Customer",
            max_chars=200,
            placeholder="Marram Holt",
            help="Shows what you told this customer before, where it differs.",
        )
        due = right.date_input("Due", value=None, format="DD/MM/YYYY")
        audience = audience_choice.draw(left, "What the customer may see", levels(visit.me))
        organisation = right.text_input(
            "Our own names",
            max_chars=400,
            placeholder="Thistlewharf, Thistlewharf Ltd",
            help='Names of your company as your documents use them, with commas: "we" may be '
            "said in their place.",
        )
        product = left.text_input(
            "Product",
            max_chars=200,
            placeholder="any",
            help="Approved answers for another product are not used. Empty: all of them.",
        )
        evidence = st.toggle(
            "Name the sources in the comment column",
            help="Adds the document, its section and version behind each comment.",
        )
        sent = st.form_submit_button("Read the file", type="primary", icon=":material/visibility:")
    if not sent:
        return
    if file is None:
        states.note("Choose the customer's file first.", "upload_file")
        return
    names = [name.strip() for name in organisation.split(",") if name.strip()]
    with st.spinner("Reading the file…"):
        try:
            found = visit.client.questionnaires.upload(
                file.name,
                file.getvalue(),
                customer=customer.strip(),
                due=due.isoformat() if due else None,
                audience=audience,
                with_evidence="true" if evidence else None,
                organisation=names,
                product=product.strip(),
            )
        except UnreachableError:
            raise
        except VouchClientError as error:
            states.error(error)
            return
    held.stale()
    st.session_state["qn-preview"] = found
    place.open_run(found.questionnaire.id)
    st.rerun()


def levels(me: Me) -> list[str]:
    """The audiences a visitor may answer for: their own level first, what is for groups last."""
    found = audiences.seen(me)[::-1]
    plain = [name for name in found if name == audiences.level(name)]
    return plain + [name for name in found if name not in plain]
