"""The settings in force."""

from vouch_client.models.base import Shape


class Setting(Shape):
    """A setting; secret values come masked."""

    name: str
    value: str | int | float | bool | None = None
    default: str | int | float | bool | None = None
    changed: bool = False
    meaning: str = ""


class Settings(Shape):
    """The settings of the service, and the version of its code."""

    version: str
    records: str = ""
    settings: tuple[Setting, ...] = ()

    def value(self, name: str) -> str | int | float | bool | None:
        """The value of a setting; None where the service does not know it."""
        return next((one.value for one in self.settings if one.name == name), None)
