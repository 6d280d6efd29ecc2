"""The frameworks and crosswalks that an audience may see, read once for each state of documents."""

from dataclasses import dataclass

from api.service.core import Core
from kb.coverage.links import Links
from kb.coverage.standards import Standards
from kb.records import reports
from kb.values import Audience


@dataclass(frozen=True, slots=True)
class Known:
    """Every framework known, and the steps from one to another."""

    standards: Standards
    links: Links


def known(core: Core, sight: Audience) -> Known:
    """What documents that ``sight`` may see tell of frameworks now."""
    records = core.base.records
    with records.read() as connection:
        state = reports.state_of(connection, sight)
    held = core.known.get(sight)
    if held is not None and held[0] == state:
        found: Known = held[1]
        return found
    standards = Standards.read(records, sight)
    found = Known(standards, Links.read(records, standards, sight))
    core.known[sight] = (state, found)
    return found
