"""The process that is killed: it changes a folder of documents and loads it, round after round."""

import itertools
import random
from collections.abc import Callable
from dataclasses import dataclass
from multiprocessing.connection import Connection
from pathlib import Path

import ingest.writing
from ingest.intake import Options
from ingest.load import Loader
from kb.knowledge_base import open_knowledge_base
from tests.kb.storing import settings

FILES = 24
#: Chunks committed together: few, so that one load takes many transactions.
GROUP = 12
_SUBJECTS = ("backups", "passwords", "visitors", "suppliers", "encryption", "logging", "laptops")


def marker(name: str, revision: int, section: int) -> str:
    """A word that stands in one section of one revision of one file only."""
    return f"mark{name}x{revision}x{section}"


def content(name: str, revision: int) -> str:
    """A file's text at a revision: one to four sections, each with its marker."""
    drawn = random.Random(f"{name}/{revision}")
    lines = [f"# Policy {name}", ""]
    for section in range(drawn.randint(1, 4)):
        subject = drawn.choice(_SUBJECTS)
        lines += [f"## Rule {section} about {subject}", ""]
        lines += [f"The marker {marker(name, revision, section)} stands for {subject} here.", ""]
    return "\n".join(lines)


@dataclass(frozen=True)
class Told:
    """Passes the stages of a load on to whoever waits for one."""

    pipe: Connection

    def stage(self, name: str, total: int) -> None:
        self.pipe.send(name)

    def advance(self, steps: int = 1, *, note: str = "") -> None:
        pass


def change(folder: Path, drawn: random.Random, number: int) -> None:
    """One round of work in the folder: new revisions, copies, removals."""
    names = [f"{n:02}" for n in range(FILES)]
    for name in drawn.sample(names, 7):
        _write(folder / f"{name}.md", content(name, number))
    for name in drawn.sample(names, 3):
        (folder / f"{name}.md").unlink(missing_ok=True)
    present = sorted(path for path in folder.glob("??.md"))
    for path in drawn.sample(present, min(3, len(present))):
        _write(folder / f"copy-{drawn.randint(0, 3)}.md", path.read_text("utf-8"))


def _write(path: Path, text: str) -> None:
    partial = path.with_name(f".{path.name}")
    partial.write_text(text, encoding="utf-8")
    partial.replace(path)


def run(home: Path, folder: Path, seed: int, pipe: Connection) -> None:
    """Change and load until killed."""
    ingest.writing.GROUP = GROUP
    drawn = random.Random(seed)
    report: Callable[[str], None] = pipe.send
    for turn in itertools.count():
        change(folder, drawn, seed * 1000 + turn)
        report("Opening")
        with open_knowledge_base(settings(home)) as base:
            Loader(base, Options(), Told(pipe)).load([folder])
        report("Done")
