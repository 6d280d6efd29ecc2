"""HTML bytes to a tree that is safe to walk, and what its elements say about themselves."""

import re
from typing import Any

_DEEPEST = 200  # libxml2 refuses the rest of a document nested deeper than 256
_TAG = re.compile(r"<(?P<close>/?)(?P<name>[A-Za-z][\w:-]*)(?P<rest>[^<>]*)>")
_VOID = frozenset("area base br col embed hr img input link meta param source track wbr".split())
_HIDDEN_STYLE = re.compile(
    r"display\s*:\s*none|visibility\s*:\s*(hidden|collapse)|opacity\s*:\s*0(\.0+)?\s*(;|!|$)"
    r"|font-size\s*:\s*0(px|pt|em|rem|%)?\s*(;|!|$)|text-indent\s*:\s*-\d{3,}"
    r"|(left|top)\s*:\s*-\d{4,}",
    re.I,
)
_COLOUR = re.compile(r"(?<![-\w])color\s*:\s*([^;!]+)", re.I)
_BACKGROUND = re.compile(r"background(?:-color)?\s*:\s*([^;!]+)", re.I)
_WHITE = re.compile(
    r"white|#f{3}(f{3})?|rgba?\(\s*255[\s,]+255[\s,]+255\b.*\)|transparent|rgba\(.*,\s*0(\.0)?\s*\)",
    re.I,
)


def parse_html(text: str) -> tuple[Any, list[str]]:
    """The document's root element (lxml) and warnings; None for a document without elements.

    libxml2 stops at elements nested more than 256 deep and would lose what follows, so such a
    document is read again with the innermost elements taken out around their text.
    """
    root, too_deep = _parse(text)
    if not too_deep:
        return root, []
    root, _ = _parse(_flattened(text))
    return root, [f"elements nested more than {_DEEPEST} deep were read as plain text"]


def _parse(text: str) -> tuple[Any, bool]:
    from lxml import etree, html

    parser = html.HTMLParser(encoding="utf-8", huge_tree=False, remove_pis=True)
    data = text.encode("utf-8", errors="replace")
    if not data.strip():
        return None, False
    try:
        root = html.document_fromstring(data, parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        root = None
    too_deep = any("depth" in entry.message for entry in parser.error_log)
    return root, too_deep


def _flattened(text: str) -> str:
    """The document without the tags that stand deeper than ``_DEEPEST``."""
    kept: list[str] = []
    open_tags: list[str] = []
    at = 0
    for match in _TAG.finditer(text):
        name = match["name"].lower()
        kept.append(text[at : match.start()])
        at = match.end()
        if match["close"]:
            if open_tags and name == open_tags[-1]:
                open_tags.pop()
                if len(open_tags) >= _DEEPEST:
                    kept.append(" ")
                    continue
            elif len(open_tags) >= _DEEPEST:
                kept.append(" ")
                continue
        elif name not in _VOID and not match["rest"].endswith("/"):
            open_tags.append(name)
            if len(open_tags) > _DEEPEST:
                kept.append(" ")
                continue
        kept.append(match.group())
    kept.append(text[at:])
    return "".join(kept)


def tag_of(element: Any) -> str:
    """An element's name, lower case; ``""`` for a comment."""
    return element.tag.lower() if isinstance(element.tag, str) else ""


def is_hidden(element: Any) -> bool:
    """Whether a person who looks at the page would not see the element.

    Told by its own attributes: ``hidden``, ``aria-hidden``, a style that hides it or paints white
    on white. Classes are not followed: style sheets hide tabs and folded answers, too.
    """
    if element.get("hidden") is not None or element.get("aria-hidden") == "true":
        return True
    if element.get("type") == "hidden":
        return True
    style = element.get("style")
    if not style:
        return False
    if _HIDDEN_STYLE.search(style):
        return True
    colour, background = _COLOUR.search(style), _BACKGROUND.search(style)
    if not colour or not _WHITE.fullmatch(colour.group(1).strip()):
        return False
    return background is None or bool(_WHITE.fullmatch(background.group(1).strip()))


_FURNITURE = re.compile(
    r"(^|[-_ ])(cookies?|consent|gdpr|newsletter|subscribe|breadcrumbs?|share|sharing|social"
    r"|related|sidebar|side-?bar|menu|navbar|nav|popup|modal|promo|advert(isement)?|ads?"
    r"|comments?|author-?(box|bio|card)|toc|pagination|skip-?link|footer|site-?header|masthead"
    r"|signup|cta|recommended|teaser|bio)([-_ ]|$)",
    re.I,
)
_REGIONS = {"nav": "navigation", "footer": "footer", "aside": "aside", "form": "form"}
_ROLES = {
    "navigation": "navigation",
    "contentinfo": "footer",
    "complementary": "aside",
    "banner": "site header",
    "search": "search",
    "dialog": "dialog",
    "alertdialog": "dialog",
}


def region_of(element: Any, tag: str, *, inside_article: bool) -> str:
    """What part of the site around an article an element opens, or ``""``."""
    if tag in _REGIONS and not (tag == "footer" and inside_article):
        return _REGIONS[tag]
    if tag == "header" and not inside_article and element.find(".//h1") is None:
        return "site header"
    if role := _ROLES.get(element.get("role", "")):
        return role
    names = f"{element.get('class', '')} {element.get('id', '')}"
    if tag not in ("body", "html", "main", "article") and (match := _FURNITURE.search(names)):
        return f"site furniture ({match.group(2).lower()})"
    return ""
