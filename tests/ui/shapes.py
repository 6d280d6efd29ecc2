"""Answers and opened texts to draw, and a reader that sees what a browser would."""

from html.parser import HTMLParser
from typing import Any

from vouch_client.models import Answer, Citation, OpenedText

FOUL = "<b onmouseover=alert(1)>x</b>\"'></div></details><a href='javascript:alert(1)'>y</a>&amp;"
TAGS = {
    "article", "b", "button", "code", "h3", "header", "kbd", "details", "div", "h1", "h2",
    "li", "mark", "nav", "ol", "p",
    "section", "span", "summary", "table", "caption", "tbody", "td", "th", "thead", "tr", "ul",
}  # fmt: skip
#: Attributes of ours; none of them may ever hold text from outside.
ATTRIBUTES = {
    "class", "type", "role", "title", "tabindex", "hidden", "scope", "aria-hidden", "aria-label",
    "aria-expanded", "aria-pressed", "aria-current", "data-v-send", "data-v-copy", "data-v-text",
    "data-v-label", "data-v-focus", "data-v-here", "aria-keyshortcuts",
}  # fmt: skip


class _Checked(HTMLParser):
    """Collects what a browser would see, and checks elements, attributes and nesting."""

    def __init__(self) -> None:
        super().__init__()
        self.open: list[str] = []
        self.text = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert tag in TAGS
        for name, value in attrs:
            assert name in ATTRIBUTES
            assert not set("<>\"'&") & set(value or "")
            assert "alert(" not in (value or "")
        self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data


def read(html: str) -> str:
    """The text of ``html``, which must be whole and hold nothing but our own elements."""
    parser = _Checked()
    parser.feed(html)
    parser.close()
    assert parser.open == []
    return parser.text


def citation(**changes: Any) -> Citation:
    return Citation.model_validate(
        {
            "document": "Access Policy",
            "document_id": "0123456789abcdef",
            "version": 2,
            "heading": ["Access", "2. Reviews"],
            "page": 3,
            "quote": "Access is reviewed quarterly.",
            "start": 10,
            "end": 39,
            "valid_until": "2026-05-31",
            "expired": False,
            "chunk_id": "0123456789abcdef.2.1",
            "collection": "policy",
            "source": "/home/me/policies/access.docx",
            **changes,
        }
    )


def answer(**changes: Any) -> Answer:
    return Answer.model_validate(
        {
            "question": "Do you review access?",
            "status": "grounded",
            "verdict": "yes",
            "answer": "Access is reviewed quarterly.",
            "reason": None,
            "confidence": 0.8,
            "citations": [citation()],
            "conflicts": [],
            "closest": [],
            "note": "",
            "record": "r1",
            **changes,
        }
    )


def opened(text: str, start: int, end: int, **changes: Any) -> OpenedText:
    return OpenedText.model_validate(
        {
            "version": 2,
            "current": 2,
            "state": "live",
            "characters": len(text),
            "from": 0,
            "start": start,
            "end": end,
            "to": len(text),
            "before": text[:start],
            "quote": text[start:end],
            "after": text[end:],
            "blocks": [],
            **changes,
        }
    )
