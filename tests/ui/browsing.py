"""The pages' process and a real browser, for the journeys and the contact sheet."""

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from api.cli.serving import PageOptions, page_command

CHROMIUM = Path("/usr/bin/chromium")
FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
ROOT = Path(__file__).parents[2]


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@contextmanager
def pages(
    address: str,
    key_file: Path,
    home: Path,
    chosen: PageOptions | None = None,
    port: int = 0,
) -> Iterator[str]:
    """The pages' address, started as `vouch ui` starts them, on a port of their own."""
    port = port or free_port()
    environment = {"PATH": os.environ["PATH"], "PYTHONPATH": str(ROOT), "HOME": str(home)}
    process = subprocess.Popen(
        page_command(port, address, key_file, chosen or PageOptions()),
        env=environment,
        stdout=subprocess.PIPE,
        text=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            if str(port) in line:
                break
        yield f"http://127.0.0.1:{port}"
    finally:
        process.terminate()
        process.communicate()


@contextmanager
def browser(**options: Any) -> Iterator[Any]:
    """A browser's page; it is an error when it asks for anything from elsewhere, or opens a dialog
    of a script."""
    from playwright.sync_api import sync_playwright

    elsewhere: list[str] = []

    def watch(url: str) -> None:
        parts = urlsplit(url)
        if parts.scheme in ("http", "https", "ws", "wss") and parts.hostname != "127.0.0.1":
            elsewhere.append(url)

    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=str(CHROMIUM), args=FLAGS)
        page = running.new_page(**({"viewport": {"width": 1280, "height": 900}} | options))
        alarms: list[str] = []
        page.on("request", lambda request: watch(request.url))
        page.on("dialog", lambda dialog: (alarms.append(dialog.message), dialog.dismiss()))
        yield page
        running.close()
    assert alarms == []
    assert elsewhere == []


def ask(page: Any, question: str, answers: int) -> None:
    """Ask, and wait until the page holds ``answers`` answers."""
    from playwright.sync_api import expect

    box = page.get_by_test_id("stChatInputTextArea")
    box.fill(question)
    box.press("Enter")
    expect(page.locator("article.v-card")).to_have_count(answers, timeout=60_000)
    # The card comes before the end of its run, which draws the page anew around it.
    settled = page.locator("[data-test-script-state=notRunning]")
    expect(settled).to_have_count(1, timeout=60_000)
