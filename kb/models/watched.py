"""A language model that says how much it has written, and can be stopped while it writes."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from kb.models.protocol import ChatModel, Message, Reply, Schema, Usage


@dataclass(frozen=True)
class Watched:
    """``model``, asked piece by piece. ``watch`` is told the characters written so far after each
    piece; what it raises ends the request."""

    model: ChatModel
    watch: Callable[[int], None]

    @property
    def name(self) -> str:
        """The name of the model inside."""
        return self.model.name

    def complete(self, messages: Sequence[Message], schema: Schema) -> Reply:
        """See ``ChatModel``: the pieces of a stream, joined."""
        texts: list[str] = []
        used = Usage()
        for piece in self.stream(messages, schema):
            texts.append(piece.text)
            used += piece.usage
        return Reply("".join(texts), used)

    def stream(self, messages: Sequence[Message], schema: Schema) -> Iterator[Reply]:
        """See ``ChatModel``."""
        written = 0
        self.watch(written)
        for piece in self.model.stream(messages, schema):
            written += len(piece.text)
            self.watch(written)
            yield piece
