"""What the routes share: the knowledge base, the long work, and what is warm."""

import threading
import time
from dataclasses import dataclass, field
from datetime import timedelta

import structlog

from api.jobs.handlers import HANDLERS, LANES
from api.jobs.runner import Runner
from api.service.reports.known import KnownFrameworks
from kb import erasure
from kb.errors import VouchError
from kb.knowledge_base import KnowledgeBase
from kb.records.passages import count_live
from kb.values import Audience

#: Seconds between two looks at what other processes have changed.
_FOLLOW_SECONDS = 0.5
#: Seconds between two looks for sentences to embed ahead, and after one that failed.
_AHEAD_SECONDS, _AHEAD_AGAIN_SECONDS = 2.0, 60.0
log = structlog.get_logger()


@dataclass
class Core:
    """One knowledge base behind many request threads.

    Whoever asks or reads needs no turn: see ``KnowledgeBase.view``. Whoever changes documents does
    so within ``base.changing``.
    """

    base: KnowledgeBase
    model_ready: bool = False
    indexes_ready: bool = False
    problem: str = ""
    _warming: threading.Thread | None = None
    _ahead: threading.Thread | None = None
    _stopping: threading.Event = field(default_factory=threading.Event)
    _knowing: threading.Thread | None = None
    jobs: Runner = field(init=False)
    #: The frameworks that documents tell of, for each audience.
    known: KnownFrameworks = field(init=False)

    def __post_init__(self) -> None:
        self.known = KnownFrameworks(self.base.records)
        lease = timedelta(seconds=self.base.settings.job_lease_seconds)
        self.jobs = Runner(self, HANDLERS, LANES, lease)

    @property
    def state(self) -> str:
        """``warming``, ``ready`` or ``failed``."""
        if self.problem:
            return "failed"
        return "ready" if self.model_ready and self.indexes_ready else "warming"

    def start_warming(self) -> None:
        """Load the model and open the indexes in the background; questions wait for it.

        Where other processes write to the same records, what they do is followed from then on.
        """
        self._warming = threading.Thread(target=self._warm_and_follow, name="warm-up", daemon=True)
        self._warming.start()

    def _warm_and_follow(self) -> None:
        self.warm()
        self._finish_purge()
        self._ahead = threading.Thread(target=self._read_ahead, name="read ahead", daemon=True)
        self._ahead.start()
        self._knowing = threading.Thread(
            target=self.known.keep, args=(self._stopping,), name="frameworks", daemon=True
        )
        self._knowing.start()
        said = ""
        while self.base.shared and not self._stopping.wait(_FOLLOW_SECONDS):
            if self.state != "ready":
                self.warm()
                continue
            try:
                self.base.follow()
                said = ""
            except VouchError as error:
                if said != str(error):
                    log.error("the indexes cannot follow the records", problem=str(error))
                said = str(error)

    def _read_ahead(self) -> None:
        """Embed the sentences of the documents while nobody asks; see ``kb.reading_ahead``."""
        ahead = self.base.reading_ahead(self._stopping)
        while not self._stopping.wait(_AHEAD_SECONDS):
            try:
                made = ahead.catch_up()
            except VouchError as error:
                log.warning("sentences are not embedded ahead now", problem=str(error))
                self._stopping.wait(_AHEAD_AGAIN_SECONDS)
            else:
                if made:
                    log.info("sentences were embedded ahead", sentences=made)

    def _finish_purge(self) -> None:
        """Erase what a purge left whose service was killed."""
        try:
            if erasure.finish(self.base):
                log.warning("a purge that was cut off has been finished")
        except (VouchError, OSError) as error:
            log.error("a purge that was cut off could not be finished", problem=str(error))

    def warm(self) -> None:
        """Load the model and open the indexes; what goes wrong is kept in ``problem``."""
        try:
            self.base.embedder.embed_query("warm up")
            self.model_ready = True
            self.base.retriever()
            self.indexes_ready = True
            self.problem = ""
        except VouchError as error:
            self.problem = str(error)

    def stop(self, seconds: float = 30.0) -> bool:
        """Hand back the job under way and wait for the warm-up, so that nothing is closed under
        them; False when one of them is not over after ``seconds``."""
        self._stopping.set()
        until = time.monotonic() + seconds
        handed_back = self.jobs.stop(seconds)
        for thread in (self._warming, self._ahead, self._knowing):
            if thread is not None:
                thread.join(max(0.0, until - time.monotonic()))
                handed_back = handed_back and not thread.is_alive()
        return handed_back

    def passages(self, sight: Audience) -> int:
        """How many passages ``sight`` can find."""
        with self.base.records.read() as connection:
            return count_live(connection, sight.sees())
