"""The Library's and the Sources page's states for the contact sheet."""

from collections.abc import Callable
from typing import Any

from tests.ui.conftest import Running
from tests.ui.screens import caller
from vouch_client import Client

Reach = Callable[[Any, Running], None]
_QUESTION = "How long are backups kept?"


def _backups(days: int) -> bytes:
    return f"# Backup Standard\n\n## 1. Retention\n\n{_said(days)}\n".encode()


def _said(days: int) -> str:
    return f"Backups are kept for {days} days in a second region."


def _add(client: Client, days: int) -> str:
    job = client.documents.upload([("backup-standard.md", _backups(days))])
    for last in client.jobs.follow(job.id, every=0.1):
        job = last
    assert job.result is not None
    return str(job.result["document_ids"][0])


def _filled(service: Running) -> str:
    """Make, once, an approved answer whose source changed, its contradiction, and a draft."""
    client = caller(service)
    known = client.library.list(text="kept second region").entries
    if not known:
        identity = _add(client, 30)
        quotes = [{"document_id": identity, "quote": _said(30)}]
        drafts: list[dict[str, Any]] = [
            {"answer": _said(30), "owner": "Head of Platform", "evidence": quotes},
            {"answer": _said(90), "owner": "Dana"},
        ]
        for draft in drafts:
            named = {"question": _QUESTION, "tags": ["backup"], **draft}
            client.library.approve(client.library.add(named))
        client.library.add({"question": "Do you have a bug bounty?", "answer": "Reports are "
                            "taken from anybody.", "verdict": "no", "owner": "CISO"})  # fmt: skip
        _add(client, 90)
        known = client.library.list(text="kept second region").entries
    return next(one.id for one in known if one.evidence)


def _ready(page: Any) -> None:
    page.wait_for_selector(".v-head-title", timeout=60_000)


def _part(page: Any, name: str) -> None:
    _ready(page)
    page.get_by_text(name, exact=True).click()


def _list(page: Any, service: Running) -> None:
    _filled(service)
    page.reload()
    page.wait_for_selector(".v-grid", timeout=60_000)


def _several(page: Any, service: Running) -> None:
    _list(page, service)
    page.get_by_text("Choose several").click()
    page.locator(".v-check").first.click()
    page.wait_for_selector(".v-check[aria-checked=true]")


def _entry(page: Any, service: Running) -> None:
    page.goto(f"{page.url.partition('?')[0]}?entry={_filled(service)}")
    page.wait_for_selector(".v-proof", timeout=60_000)
    page.wait_for_timeout(1_000)
    page.locator(".v-proof .v-source").first.click()
    page.wait_for_selector(".v-passage")


def _overlaps(page: Any, service: Running) -> None:
    _list(page, service)
    _part(page, "Duplicates and conflicts")
    page.wait_for_selector(".v-dispute")


def _import(page: Any, _service: Running) -> None:
    _part(page, "Import")
    text = "Question,Answer\nDo you scan for malware?,Yes. All of it.\nIs there a plan?,\n"
    file = {"name": "past.csv", "mimeType": "text/csv", "buffer": text.encode()}
    page.locator("input[type=file]").set_input_files(file)
    page.wait_for_selector(".v-tell")


def _documents(page: Any, _service: Running) -> None:
    page.wait_for_selector(".v-grid", timeout=60_000)


def _add_some(page: Any, _service: Running) -> None:
    _part(page, "Add documents")
    page.locator("input[type=file]").wait_for(state="attached")


def _document(page: Any, service: Running) -> None:
    found = caller(service).documents.list(text="ISP-02").documents[0]
    page.goto(f"{page.url.partition('?')[0]}?doc={found.id}")
    page.wait_for_selector(".v-reading", timeout=60_000)


def _versions(page: Any, service: Running) -> None:
    _filled(service)
    found = caller(service).documents.list(text="backup-standard").documents[0]
    page.goto(f"{page.url.partition('?')[0]}?doc={found.id}&doc-part=Versions")
    page.wait_for_selector(".v-pair", timeout=60_000)


LIBRARY: tuple[tuple[str, Reach], ...] = (
    ("the answers", _list),
    ("several chosen", _several),
    ("a source that changed", _entry),
    ("two that contradict each other", _overlaps),
    ("an import, looked at first", _import),
)
SOURCES: tuple[tuple[str, Reach], ...] = (
    ("the documents", _documents),
    ("adding documents", _add_some),
    ("a document", _document),
    ("what changed", _versions),
)
