"""Safe HTML from untrusted text.

Document titles, headings, quotes and paths come from files that strangers wrote. Every piece of
text goes through ``esc``, and no text from outside ever becomes an attribute, a link or mark-up.
"""

import html
import re

#: Characters that turn the reading direction around, and other controls nobody should see.
_INVISIBLE = re.compile(
    r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u200e\u200f\u202a-\u202e\u2060-\u2069\ufeff\ud800-\udfff]"
)
_OURS = re.compile(r"[a-z0-9:._-]*", re.IGNORECASE)


def esc(text: object) -> str:
    """``text`` as it may stand between two tags: escaped, without invisible controls."""
    return html.escape(_INVISIBLE.sub("", str(text)), quote=True)


def tag(name: str, kind: str, *inner: str, **attributes: str) -> str:
    """An element of class ``kind`` (ours, never text from outside) around finished HTML.

    ``attributes`` are ours too; an underscore stands for a hyphen (``aria_label``).
    """
    more = "".join(f' {key.replace("_", "-")}="{esc(said)}"' for key, said in attributes.items())
    return f'<{name} class="{kind}"{more}>{"".join(inner)}</{name}>'


def badge(kind: str, text: str) -> str:
    """A small label."""
    return tag("span", f"v-badge v-{kind}", esc(text))


def icon(name: str) -> str:
    """A Material symbol by its name; the words beside it say what it means."""
    return tag("span", "v-icon", esc(name), aria_hidden="true")


def sender(kind: str, address: str, *inner: str, **attributes: str) -> str:
    """A button that sends ``address`` to the screen (see ``ui.bridge``).

    Raises ``ValueError`` for an address with anything in it but letters, digits and ``:._-``.
    """
    if not _OURS.fullmatch(address):
        raise ValueError(f"not an address of a button: {address!r}")
    return tag("button", kind, *inner, type="button", data_v_send=address, **attributes)


def in_words(text: str) -> str:
    """A sentence with `back quotes` around what to type."""
    parts = text.split("`")
    return "".join(
        tag("code", "v-code", esc(part)) if at % 2 else esc(part) for at, part in enumerate(parts)
    )
