"""Where an upload is kept: a folder for each audience, so that no name tells of other documents.

A document is named by the place of its file. Were there one place for a name, whoever uploads one
would make a new version of a document that they may not see, and be told so.
"""

from collections import defaultdict
from collections.abc import Sequence

import sqlalchemy as sa
from sqlalchemy.engine import Connection

from kb.records.schema import documents, origins
from kb.values import Audience

#: Begins the folder of an audience; no safe name of a file holds an equals sign.
_MARK = "audience="


def place(name: str, audience: Audience) -> str:
    """The file ``name`` of this audience, below the folder of uploads."""
    return name if audience == Audience.INTERNAL else f"{_MARK}{audience.slug}/{name}"


def name_at(path: str) -> str:
    """The name that its sender gave to what is kept at ``path``, below the folder of uploads."""
    folder, slash, rest = path.partition("/")
    return rest if slash and folder.startswith(_MARK) else path


def places(
    connection: Connection, folder: str, names: Sequence[str], audience: Audience, sight: Audience
) -> tuple[str, ...]:
    """Where files for ``audience`` go, from somebody who sees as ``sight``.

    To the place of a document of that name that the sender sees, to be its new version; else to
    the audience's own. ``folder`` is that of uploads.
    """
    own = [audience, *(one for one in reversed(sight.sees()) if one != audience)]
    found = []
    for name in names:
        known = [place(name, one) for one in own if sight.covers(one)]
        held = _held(connection, [f"{folder}/{at}" for at in known])
        taken = (at for at in known if _all_seen(held.get(f"{folder}/{at}"), sight))
        found.append(next(taken, place(name, audience)))
    return tuple(found)


def _held(connection: Connection, paths: Sequence[str]) -> dict[str, set[Audience]]:
    """Whom the live documents are for that came from each of these files."""
    query = (
        sa.select(origins.c.path, documents.c.audience)
        .join(origins, origins.c.document_id == documents.c.id)
        .where(origins.c.path.in_(paths), documents.c.state == "live")
    )
    held: dict[str, set[Audience]] = defaultdict(set)
    for path, audience in connection.execute(query):
        held[path].add(Audience(audience))
    return held


def _all_seen(held: set[Audience] | None, sight: Audience) -> bool:
    return bool(held) and all(map(sight.covers, held or ()))
