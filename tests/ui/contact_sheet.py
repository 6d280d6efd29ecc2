"""Every page and state as pictures: ``python -m tests.ui.contact_sheet [NAME…]``.

It loads the samples into a folder of its own, starts the service and the pages, and writes
``docs/images/pages/light.jpg`` and ``dark.jpg``; with ``--single FOLDER`` each state as a PNG too.
A page adds its states to ``STATES``.
"""

import argparse
import base64
import sys
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from api.service.keys import local_key
from ingest.intake import Options
from ingest.load import Loader
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import Settings
from kb.values import Audience, Collection
from tests.ui import browsing, desk_states, questionnaire_states, report_states
from tests.ui.conftest import Running

OUT = browsing.ROOT / "docs" / "images" / "pages"
SAMPLES = browsing.ROOT / "samples"
WIDE, TABLET = {"width": 1280, "height": 900}, {"width": 820, "height": 1100}


@dataclass(frozen=True)
class State:
    """A state of a page: ``reach`` brings the browser there from ``path``."""

    name: str
    reach: Callable[[Any, Running], None]
    path: str = "/"
    size: dict[str, int] | None = None
    sign_in: bool = False
    settle: int = 700


def welcome(page: Any, _service: Running) -> None:
    page.wait_for_selector(".v-welcome", timeout=60_000)


def coming(page: Any, service: Running) -> None:
    welcome(page, service)
    box = page.get_by_test_id("stChatInputTextArea")
    box.fill("Is customer data encrypted at rest and in transit?")
    box.press("Enter")
    page.wait_for_selector(".v-card-coming", timeout=60_000)


def asked(*questions: str, opened: bool = False) -> Callable[[Any, Running], None]:
    """A chat in which these were asked, the first source of the last answer open."""

    def reach(page: Any, service: Running) -> None:
        welcome(page, service)
        for number, question in enumerate(questions, start=1):
            browsing.ask(page, question, number)
        if opened:
            marks = "article.v-card >> nth=-1 >> :is(.v-mark, .v-source)"
            page.locator(marks).first.click()
            page.wait_for_selector(".v-passage")

    return reach


def scope(page: Any, service: Running) -> None:
    welcome(page, service)
    page.get_by_role("button", name="For: Internal").click()
    page.wait_for_selector("[data-testid=stPopoverBody]")


def managed(page: Any, service: Running) -> None:
    asked("Who approves access to production?")(page, service)
    page.get_by_role("button", name="Chat", exact=True).click()
    page.wait_for_selector("[data-testid=stPopoverBody]")


def why(page: Any, service: Running) -> None:
    asked("How often is access reviewed?")(page, service)
    page.get_by_role("button", name="This did not help").click()
    page.get_by_text("What was wrong?").wait_for()


def offline(page: Any, service: Running) -> None:
    asked("Do you encrypt laptops?")(page, service)
    service.stop()
    try:
        page.reload()
        page.wait_for_selector(".v-offline", timeout=60_000)
    finally:
        page.wait_for_timeout(800)


def signed_out(page: Any, _service: Running) -> None:
    page.wait_for_selector(".st-key-v-sign-in", timeout=60_000)


MFA = "Do you enforce multi-factor authentication?"
BACKUPS = "How long are backups kept?"
STATES = (
    State("Ask: the first sight", welcome),
    State("Ask: an answer on its way", coming, settle=0),
    State("Ask: grounded, a source open", asked(MFA, opened=True)),
    State("Ask: sources disagree", asked(BACKUPS)),
    State("Ask: no answer", asked("What does the largest plan cost a year?")),
    State("Ask: what an answer may rest on", scope),
    State("Ask: a chat's menu", managed),
    State("Ask: what was wrong", why),
    State("Ask: tablet, first sight", welcome, size=TABLET),
    State("Ask: tablet, a source open", asked(BACKUPS, opened=True), size=TABLET),
    *(State(f"Coverage: {n}", r, "/coverage?framework=soc2") for n, r in report_states.COVERAGE),
    *(State(f"Trust: {name}", reach, "/trust") for name, reach in report_states.TRUST),
    *(State(f"Settings: {name}", reach, "/settings") for name, reach in report_states.SETTINGS),
    State("Coverage: tablet", report_states.COVERAGE[0][1], "/coverage?framework=soc2", TABLET),
    State("Trust: tablet, the audit trail", report_states.TRUST[6][1], "/trust", TABLET),
    State("Settings: tablet, the system", report_states.SETTINGS[4][1], "/settings", TABLET),
    State("Sign-in by key", signed_out, sign_in=True),
    State("The service is away", offline),
    *(State(f"Library: {name}", reach, "/library") for name, reach in desk_states.LIBRARY),
    *(State(f"Sources: {name}", reach, "/sources") for name, reach in desk_states.SOURCES),
    State("Sources: tablet", desk_states.SOURCES[0][1], "/sources", size=TABLET),
    *(
        State(f"Questionnaires: {name}", reach, "/questionnaires")
        for name, reach in questionnaire_states.STATES
    ),
    State("Questionnaires: tablet", questionnaire_states.desk(), "/questionnaires", size=TABLET),
)


def main(argv: list[str]) -> None:
    """Take the pictures."""
    parser = argparse.ArgumentParser(prog="python -m tests.ui.contact_sheet")
    parser.add_argument("names", nargs="*", help="only states whose name holds one of these")
    parser.add_argument("--single", type=Path, help="a folder for each picture by itself")
    parser.add_argument("--scheme", choices=("light", "dark"), action="append")
    chosen = parser.parse_args(argv)
    states = [s for s in STATES if not chosen.names or any(n in s.name for n in chosen.names)]
    for scheme in chosen.scheme or ("light", "dark"):
        _pictures(scheme, states, chosen.single)


def _pictures(scheme: str, states: list[State], single: Path | None) -> None:
    """One scheme, over a base of its own: what a state leaves behind shows in later ones."""
    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(home=Path(folder) / "home")
        with open_knowledge_base(settings) as base, base.writing("contact sheet"):
            _load(base)
            local_key(settings.home)
            service = Running(base, settings.home / "service.key")
            try:
                service.await_suggestions()
                _sheet(service, scheme, states, Path(folder), single)
            finally:
                service.stop()


def _load(base: KnowledgeBase) -> None:
    for name, collection, audience in (
        ("company/internal", Collection.POLICY, Audience.INTERNAL),
        ("company/nda", Collection.POLICY, Audience.NDA),
        ("company/public", Collection.POLICY, Audience.PUBLIC),
        ("reference", Collection.REFERENCE, Audience.PUBLIC),
    ):
        Loader(base, Options(collection, audience)).load([SAMPLES / name])


def _sheet(
    service: Running, scheme: str, states: list[State], folder: Path, single: Path | None
) -> None:
    from api.cli.serving import PageOptions, SignIn

    pictures: list[tuple[str, bytes]] = []
    by_key = PageOptions(SignIn.KEY)
    with (
        browsing.pages(service.address, service.key_file, folder) as address,
        browsing.pages(service.address, service.key_file, folder, by_key) as closed,
    ):
        for state in states:
            with browsing.browser(viewport=state.size or WIDE, color_scheme=scheme) as page:
                page.goto((closed if state.sign_in else address) + state.path)
                state.reach(page, service)
                page.wait_for_timeout(state.settle)
                pictures.append((state.name, page.screenshot()))
            service.stop()
            service.start()
            sys.stderr.write(f"{scheme}: {state.name}\n")
    if single is not None:
        single.mkdir(parents=True, exist_ok=True)
        for number, (_, picture) in enumerate(pictures):
            (single / f"{number:02}-{scheme}.png").write_bytes(picture)
        return
    OUT.mkdir(parents=True, exist_ok=True)
    with browsing.browser(viewport={"width": 1640, "height": 900}) as page:
        page.set_content(_html(pictures, scheme))
        page.screenshot(path=OUT / f"{scheme}.jpg", type="jpeg", quality=72, full_page=True)


def _html(pictures: list[tuple[str, bytes]], scheme: str) -> str:
    figures = "".join(
        f'<figure><img src="data:image/png;base64,{base64.b64encode(data).decode()}">'
        f"<figcaption>{name}</figcaption></figure>"
        for name, data in pictures
    )
    back, ink = ("#e9e7e1", "#222") if scheme == "light" else ("#05070a", "#ddd")
    return (
        f"<style>body{{margin:20px;background:{back};color:{ink};font:15px sans-serif;"
        "display:grid;grid-template-columns:repeat(3,1fr);gap:20px;align-items:start}"
        "figure{margin:0}img{width:100%;border-radius:6px}</style>" + figures
    )


if __name__ == "__main__":
    main(sys.argv[1:])
