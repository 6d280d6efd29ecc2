"""Questions that only a person may answer."""

from vouch_client.models.base import Shape


class Topic(Shape):
    """A topic: whom to ask, and the words and patterns that mark a question of it."""

    id: str
    ask: str
    words: tuple[str, ...] = ()
    phrases: tuple[str, ...] = ()


class TopicList(Shape):
    """The topics in the order in which they are tried; ``own`` unless it is the shipped list."""

    etag: str
    own: bool = False
    topics: tuple[Topic, ...] = ()


class TopicFound(Shape):
    """The topic of a question, and the words that mark it; no ``id``: the documents are asked."""

    id: str | None = None
    ask: str | None = None
    mark: str | None = None
