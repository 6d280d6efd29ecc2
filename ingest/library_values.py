"""Cells of an exported table that a spreadsheet would take for a formula, made harmless and back.

A text that begins with one of ``= + - @``, a tab or a line end runs as a formula when a CSV file is
opened (OWASP, CSV injection). An apostrophe in front makes it a text; ours is taken off again when
the file comes back, so that nothing changes by going out and in.
"""

_RISKY = ("=", "+", "-", "@", "\t", "\r", "\n")
_GUARD = "'"


def guarded(text: str) -> str:
    """``text`` as it may stand in a CSV cell."""
    return _GUARD + text if text.lstrip(_GUARD + " ").startswith(_RISKY) else text


def unguarded(text: str) -> str:
    """The text that ``guarded`` was given."""
    risky = text.startswith(_GUARD) and text.lstrip(_GUARD + " ").startswith(_RISKY)
    return text[1:] if risky else text
