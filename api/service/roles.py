"""What a caller may do: four roles, each holding what the one before holds."""

from enum import StrEnum


class Role(StrEnum):
    """``reader`` asks and opens sources; ``contributor`` also loads documents, runs questionnaires
    and drafts answers; ``reviewer`` also approves, exports and removes; ``admin`` also keys,
    people, purges, settings and the audit log.
    """

    READER = "reader"
    CONTRIBUTOR = "contributor"
    REVIEWER = "reviewer"
    ADMIN = "admin"

    @property
    def level(self) -> int:
        """0 for a reader to 3 for an admin."""
        return list(Role).index(self)

    def holds(self, other: "Role") -> bool:
        """Whether whoever has this role may do what ``other`` may."""
        return self.level >= other.level
