"""What all shapes share."""

from pydantic import BaseModel, ConfigDict


class Shape(BaseModel):
    """A value the service sent: frozen; a field a newer service adds is kept, not refused."""

    model_config = ConfigDict(extra="allow", frozen=True)


class Page(Shape):
    """What every page of a list says of the whole list."""

    total: int
    limit: int
    offset: int
