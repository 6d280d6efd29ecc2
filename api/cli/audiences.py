"""The audience that a command names."""

from typing import TYPE_CHECKING

from api.cli.output import wrong_use

if TYPE_CHECKING:
    from kb.values import Audience


def parse_audience(name: str) -> "Audience":
    """The audience of that name; wrong use otherwise."""
    from kb.settings import load_settings
    from kb.values import HOW_AUDIENCE, Audience

    try:
        audience = Audience(name)
    except ValueError as error:
        raise wrong_use(f"--audience {name}: {HOW_AUDIENCE}") from error
    if audience.groups and (new := audience.groups - load_settings().top.groups):
        raise wrong_use(f"--audience {name}: VOUCH_GROUPS does not name {', '.join(sorted(new))}")
    return audience
