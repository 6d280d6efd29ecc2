"""Days and times as people write them."""

from datetime import UTC, date, datetime


def day(iso: str | None) -> str:
    """``2026-05-31`` as 31 May 2026; what is no date stays as it is."""
    if not iso:
        return ""
    try:
        found = date.fromisoformat(iso[:10])
    except ValueError:
        return iso
    return f"{found.day} {found:%B %Y}"


def ago(iso: str | None, now: datetime | None = None) -> str:
    """How long ago a time (UTC text) was: ``just now``, ``5 min ago``, ``yesterday``, a day."""
    if not iso:
        return ""
    try:
        then = datetime.fromisoformat(iso)
    except ValueError:
        return iso
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    seconds = ((now or datetime.now(UTC)) - then).total_seconds()
    if seconds < 60:
        return "just now"
    if seconds < 3_600:
        return f"{seconds // 60:.0f} min ago"
    if seconds < 86_400:
        return f"{seconds // 3_600:.0f} h ago"
    return "yesterday" if seconds < 172_800 else day(iso)


def group_of(iso: str, now: datetime | None = None) -> str:
    """The heading under which a list of times puts this one."""
    try:
        then = datetime.fromisoformat(iso)
    except ValueError:
        return "Earlier"
    then = then if then.tzinfo else then.replace(tzinfo=UTC)
    days = ((now or datetime.now(UTC)).date() - then.date()).days
    if days < 1:
        return "Today"
    if days < 2:
        return "Yesterday"
    return "This week" if days < 7 else "Earlier"
