"""The source that stands open beside the Trust page."""

from ui.parts.opened import Sources

_SOURCES = Sources("trust")
KEYS = _SOURCES.KEYS
take, stay, offer, panel = _SOURCES.take, _SOURCES.stay, _SOURCES.offer, _SOURCES.panel
