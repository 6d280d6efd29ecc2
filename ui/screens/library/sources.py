"""The source that stands open beside the Library page."""

from ui.parts.opened import Sources

_SOURCES = Sources("library")
KEYS = _SOURCES.KEYS
take, stay, offer, panel = _SOURCES.take, _SOURCES.stay, _SOURCES.offer, _SOURCES.panel
