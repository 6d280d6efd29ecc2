"""Whom to ask where the documents leave a question blank."""

from collections.abc import Iterable, Mapping

from kb.answering.topics import Topics


def whom(
    text: str, near: Iterable[tuple[str, str]], topics: Topics, owners: Mapping[str, str]
) -> str:
    """Who may answer ``text``: whoever its topic is for, else the owner of what comes nearest.

    ``near`` are the documents that were cited, then those that come near, nearest first: id and
    title of each. ``owners`` are those of our own documents that have one. Empty where nobody is
    known.
    """
    topic = topics.match(text)
    if topic is not None:
        return topic.ask
    return next((f"{owners[one]} (owner of “{title}”)" for one, title in near if one in owners), "")
