"""HTML put together from parts, every text escaped."""

from html import escape

_VOID = frozenset({"meta", "br", "line", "rect", "circle", "path", "polyline"})


class Markup(str):
    """Text that is HTML already."""

    __slots__ = ()


def tag(name: str, /, *children: "str | Markup", **attributes: str | float) -> Markup:
    """An element; children that are no ``Markup`` are escaped.

    An attribute's trailing underscore is dropped and others become hyphens: ``class_``,
    ``stroke_width``.
    """
    written = "".join(
        f' {key.rstrip("_").replace("_", "-")}="{escape(_attribute(value))}"'
        for key, value in attributes.items()
    )
    if name in _VOID and not children:
        return Markup(f"<{name}{written}>" if name in {"meta", "br"} else f"<{name}{written}/>")
    inside = joined(*children)
    return Markup(f"<{name}{written}>{inside}</{name}>")


def joined(*children: "str | Markup") -> Markup:
    """Parts one after the other."""
    return Markup(
        "".join(child if isinstance(child, Markup) else escape(child) for child in children)
    )


def row(*cells: "str | Markup", head: bool = False) -> Markup:
    """A table row; the first cell names it."""
    first, *others = cells
    kind = "th" if head else "td"
    named = tag("th", first, scope="col" if head else "row")
    return tag("tr", named, *(tag(kind, cell) for cell in others))


def _attribute(value: str | float) -> str:
    return value if isinstance(value, str) else f"{value:g}"
