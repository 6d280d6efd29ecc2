"""The data folder a suite is asked in: filled once for the same documents, kept for later runs."""

import hashlib
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path
from typing import Any

from evals.answers.values import EvalError, Load, Suite
from ingest.intake import Options
from ingest.load import Loader
from ingest.progress import Progress
from kb.errors import StoreBusyError
from kb.knowledge_base import KnowledgeBase, open_knowledge_base
from kb.settings import Settings, load_settings

_READY = "evals-ready"
#: A data folder for documents that have changed since is deleted after so many seconds unused.
_STALE = 24 * 3600


@dataclass(frozen=True)
class Homes:
    """Where suites' data folders lie; a folder that is deleted afterwards where ``base`` is None.

    ``llm``: answers are written by the model of the settings, which is left out otherwise.
    """

    base: Path | None
    llm: bool = False

    @contextmanager
    def open(self, suite: Suite, progress: Progress) -> Iterator[KnowledgeBase]:
        """The suite's knowledge base, loaded. Raises ``EvalError`` where a file cannot be."""
        if suite.home is not None:
            with open_knowledge_base(self._settings(suite.home, own=True)) as base:
                yield base
            return
        if self.base is None:
            with (
                tempfile.TemporaryDirectory(prefix="vouch-evals-") as folder,
                self._loaded(Path(folder), suite, progress) as base,
            ):
                yield base
            return
        home = self.base / f"{suite.name}-{content_key(suite.loads, self._settings(self.base))}"
        _drop_stale(self.base, suite.name, home)
        with self._loaded(home, suite, progress) as base:
            yield base

    @contextmanager
    def _loaded(self, home: Path, suite: Suite, progress: Progress) -> Iterator[KnowledgeBase]:
        home.mkdir(parents=True, exist_ok=True)
        self._share_models(home)
        with open_knowledge_base(self._settings(home)) as base:
            ready = home / _READY
            try:
                _load(base, suite, progress)
            except StoreBusyError:
                # Another run asks the same documents; it has loaded them.
                if not ready.exists():
                    raise
            ready.touch()
            yield base

    def _settings(self, home: Path, *, own: bool = False) -> Settings:
        """The settings in force, but for where the data lies: no suite is loaded into a database
        that others use."""
        changed: dict[str, Any] = {"home": home}
        if not own:
            changed |= {"database_url": None, "chroma_url": None}
        known = "llm" in Settings.model_fields
        if not self.llm and known:
            changed["llm"] = None
        settings = load_settings(**changed)
        if self.llm and not getattr(settings, "llm", None):
            raise EvalError("--llm needs a model: set VOUCH_LLM=provider:model")
        return settings

    def _share_models(self, home: Path) -> None:
        """Let all data folders use one exported model; it is large and takes seconds to make."""
        models = home / "models"
        if self.base is None or models.exists() or sys.platform == "win32":
            return
        shared = self.base / "models"
        shared.mkdir(parents=True, exist_ok=True)
        models.symlink_to(shared.resolve(), target_is_directory=True)


def content_key(loads: Sequence[Load], settings: Settings) -> str:
    """Twelve hexadecimal digits that change with every document and with how it is loaded."""
    made = f"{version('vouch-kb')}|{settings.embedder}|{settings.chunk_words}"
    digest = hashlib.sha256(made.encode())
    for load in loads:
        digest.update(f"|{load.path}|{_options(load, settings).signature}".encode())
        files = [load.path] if load.path.is_file() else sorted(load.path.rglob("*"))
        for file in files:
            if file.is_file():
                digest.update(f"|{file.relative_to(load.path)}|".encode())
                digest.update(hashlib.sha256(file.read_bytes()).digest())
    return digest.hexdigest()[:12]


def _options(load: Load, settings: Settings) -> Options:
    return Options(load.collection, load.audience, load.split, settings.chunk_words)


def _load(base: KnowledgeBase, suite: Suite, progress: Progress) -> None:
    for load in suite.loads:
        report = Loader(base, _options(load, base.settings), progress).load([load.path])
        for failed in report.failures:
            raise EvalError(f"{suite.name}: {failed.path}: {failed.problem}")


def _drop_stale(base: Path, name: str, present: Path) -> None:
    """Delete what was loaded of documents that have changed since, unless used lately."""
    for folder in base.glob(f"{name}-" + "[0-9a-f]" * 12):
        ready = folder / _READY
        old = ready.exists() and time.time() - ready.stat().st_mtime > _STALE
        if folder != present and old:
            (folder / "models").unlink(missing_ok=True)
            shutil.rmtree(folder)
