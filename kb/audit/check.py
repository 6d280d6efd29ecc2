"""``vouch audit verify``: the log against itself and against what was signed of it."""

import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

from sqlalchemy.engine import Connection

from kb.audit import notes
from kb.audit.checkpoints import checkpoint_file, stored
from kb.audit.findings import Report
from kb.audit.notes import Checkpoint
from kb.audit.verify import Walk
from kb.errors import UnreadableError
from kb.records import Records
from kb.settings import Settings


@dataclass(frozen=True, slots=True)
class _Held:
    """A checkpoint and where it was found."""

    checkpoint: Checkpoint
    where: str


def check(
    records: Records,
    settings: Settings,
    *,
    public_keys: Sequence[str] = (),
    since: Path | None = None,
) -> Report:
    """Recompute everything, and hold it against the checkpoints in the records, in the file of the
    settings, and in the file ``since``.

    Only checkpoints signed with one of ``public_keys`` count; by default that of this data folder.
    Raises ``UnreadableError`` where ``since`` holds no checkpoint.
    """
    began = time.monotonic()
    if not public_keys:
        own = notes.known_signer(settings.home)
        public_keys = [] if own is None else [own.public_key]
    walk = Walk()
    given = _from_file(walk, since) if since is not None else []
    if since is not None and not given:
        raise UnreadableError("there is no checkpoint in it", "", str(since))
    with records.read() as connection:
        walk.over(connection)
        kept = _from_records(walk, connection)
    written = _from_file(walk, checkpoint_file(settings))
    _compare(walk, kept, written, checkpoint_file(settings))
    good = _hold(walk, [*given, *written, *kept], public_keys)
    return Report(
        walk.size,
        walk.root(walk.size).hex(),
        len({(one.checkpoint.size, one.checkpoint.root) for one in (*given, *written, *kept)}),
        max(good, default=0),
        tuple(walk.findings),
        tuple(walk.notes),
        round(time.monotonic() - began, 3),
    )


def _from_records(walk: Walk, connection: Connection) -> list[_Held]:
    found = []
    for row in stored(connection):
        where = f"the checkpoint of {row['size']} rows in the records"
        try:
            one = notes.parse(row["note"], where)
        except UnreadableError as error:
            walk.say("checkpoint", None, "", str(error))
            continue
        if (one.size, one.root, one.at) != (row["size"], row["root"], row["at"]):
            walk.say("checkpoint", None, "", f"{where} was changed: it is not what its note says")
        found.append(_Held(one, where))
    return found


def _from_file(walk: Walk, path: Path) -> list[_Held]:
    if not path.exists():
        return []
    try:
        text = path.read_text(encoding="utf-8")
        found = notes.parse_all(text, str(path))
    except (OSError, UnicodeDecodeError, UnreadableError) as error:
        walk.say("checkpoint", None, "", f"{path} cannot be read: {error}")
        return []
    return [_Held(one, f"the checkpoint of {one.size} rows in {path}") for one in found]


def _compare(walk: Walk, kept: Sequence[_Held], written: Sequence[_Held], path: Path) -> None:
    """What is in the file is in the records too."""
    known = {one.checkpoint.note for one in kept}
    outside = {one.checkpoint.note for one in written}
    for one in written:
        if one.checkpoint.note not in known:
            told = f"{one.where} ({one.checkpoint.at}) is not in the records (any more)"
            walk.say("checkpoint", None, "", told)
    missing = sum(one.checkpoint.note not in outside for one in kept)
    if missing:
        walk.notes.append(f"{missing} of {len(kept)} checkpoints are not in {path}")


def _hold(walk: Walk, held: Sequence[_Held], public_keys: Iterable[str]) -> list[int]:
    """Hold the tree against each checkpoint; returns the sizes of those it agrees with."""
    keys = list(public_keys)
    good: list[int] = []
    for one in sorted(held, key=lambda held: held.checkpoint.size):
        signed = one.checkpoint
        if not notes.is_signed(signed.note, keys):
            walk.say(
                "checkpoint",
                None,
                "",
                f"{one.where} is not signed with a key that counts here; give the key of "
                f"{signed.origin} with --public-key if it is one of yours",
            )
        elif signed.size > walk.size:
            told = f"the log ends after {walk.size} rows, but {one.where} ({signed.at}) says more"
            walk.say("truncated", walk.size, "", f"{told}: the last ones were taken away")
        elif walk.root(signed.size).hex() != signed.root:
            first = max(good, default=0)
            told = f"{one.where} ({signed.at}) is of other rows: one of the places {first} to "
            walk.say(
                "checkpoint",
                first,
                "",
                f"{told}{signed.size - 1} was changed, put in or taken away since",
            )
        else:
            good.append(signed.size)
    return good
