"""The text of a passage as the embedding model reads it."""

import hashlib


def embedding_text(title: str, heading: tuple[str, ...], context: str, text: str) -> str:
    """Title and headings, then what leads in, then the passage itself.

    Headings carry half the meaning of a short policy section ("Passwords must not be logged."
    under "Logging").
    """
    above = " > ".join(part for part in (title, *heading) if part)
    return "\n".join(part for part in (above, context, text.replace("\t", " | ")) if part)


def spoken_title(title: str, external_id: str) -> str:
    """``title``, unless it only repeats the record's id, which says nothing of the text."""
    return "" if title == external_id else title


def embedding_key(text: str) -> str:
    """Names the vectors of ``text``, whichever model makes them: its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()
