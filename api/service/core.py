"""What the routes share: the knowledge base, whose turn it is, and what is warm."""

import threading
from dataclasses import dataclass, field

from kb.errors import VouchError
from kb.knowledge_base import KnowledgeBase
from kb.records.passages import count_live


@dataclass
class Core:
    """One knowledge base behind many request threads.

    ``turn`` is held by whoever searches, answers, loads or removes: the indexes have one owner,
    and two searches at once would gain nothing, since the embedding model runs one call at a time.
    Reading the records needs no turn.
    """

    base: KnowledgeBase
    turn: threading.RLock = field(default_factory=threading.RLock)
    model_ready: bool = False
    indexes_ready: bool = False
    problem: str = ""
    _warming: threading.Thread | None = None

    @property
    def state(self) -> str:
        """``warming``, ``ready`` or ``failed``."""
        if self.problem:
            return "failed"
        return "ready" if self.model_ready and self.indexes_ready else "warming"

    def start_warming(self) -> None:
        """Load the model and open the indexes in the background; questions wait for it."""
        self._warming = threading.Thread(target=self.warm, name="warm-up", daemon=True)
        self._warming.start()

    def warm(self) -> None:
        """Load the model and open the indexes; what goes wrong is kept in ``problem``."""
        try:
            with self.turn:
                self.base.embedder.embed_query("warm up")
                self.model_ready = True
                self.base.retriever()
                self.indexes_ready = True
        except VouchError as error:
            self.problem = str(error)

    def stop(self) -> None:
        """Wait for the warm-up, so that nothing is closed under it."""
        if self._warming is not None:
            self._warming.join()

    def passages(self) -> int:
        """How many passages can be found."""
        with self.base.records.read() as connection:
            return count_live(connection)
