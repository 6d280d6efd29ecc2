"""What stands above a passage's text, and the text as the embedding model reads it.

The context of a passage is lines: a list's lead-in, the items above, and the names of a table's
columns, joined by bars. The columns of a table that begins in the passage stand in both.
"""

import hashlib

_BAR = " | "


def names_columns(line: str) -> bool:
    """Whether a line of a context is the names of a table's columns."""
    return _BAR in line


def headers(context: str) -> list[tuple[str, ...]]:
    """The names of the columns of each table, in their order."""
    return [tuple(line.split(_BAR)) for line in context.split("\n") if names_columns(line)]


def lead_in(context: str) -> str:
    """What else the context says."""
    return "\n".join(line for line in context.split("\n") if not names_columns(line))


def only_above(context: str, text: str) -> str:
    """The context without the columns that stand in the text, too."""
    if not names_columns(context):
        return context
    rows = {line.replace("\t", _BAR) for line in text.split("\n") if "\t" in line}
    return "\n".join(line for line in context.split("\n") if line not in rows)


def embedding_text(title: str, heading: tuple[str, ...], context: str, text: str) -> str:
    """Title and headings, then what leads in, then the passage itself.

    Headings carry half the meaning of a short policy section ("Passwords must not be logged."
    under "Logging").
    """
    above = " > ".join(part for part in (title, *heading) if part)
    known = only_above(context, text)
    return "\n".join(part for part in (above, known, text.replace("\t", _BAR)) if part)


def spoken_title(title: str, external_id: str) -> str:
    """``title``, unless it only repeats the record's id, which says nothing of the text."""
    return "" if title == external_id else title


def embedding_key(text: str) -> str:
    """Names the vectors of ``text``, whichever model makes them: its SHA-256."""
    return hashlib.sha256(text.encode()).hexdigest()
