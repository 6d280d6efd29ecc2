"""Safe HTML from untrusted text.

Document titles, headings, quotes and paths come from files that strangers wrote. Every piece of
text goes through ``esc``, and no text ever becomes an attribute, a link or mark-up.
"""

import html
import re

#: Characters that turn the reading direction around, and other controls nobody should see.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)


def esc(text: object) -> str:
    """``text`` as it may stand between two tags: escaped, without invisible controls."""
    return html.escape(_INVISIBLE.sub("", str(text)), quote=True)


def tag(name: str, kind: str, *inner: str) -> str:
    """An element of class ``kind`` (ours, never text from outside) around finished HTML."""
    return f'<{name} class="{kind}">{"".join(inner)}</{name}>'


def badge(kind: str, text: str) -> str:
    """A small label."""
    return tag("span", f"v-badge v-{kind}", esc(text))


def in_words(text: str) -> str:
    """One of our own sentences, in which `back quotes` mark what to type."""
    parts = text.split("`")
    return "".join(
        tag("code", "v-code", esc(part)) if at % 2 else esc(part) for at, part in enumerate(parts)
    )
