"""``client.topics``: questions that only a person may answer, and whom to ask."""

from collections.abc import Sequence
from dataclasses import dataclass

from vouch_client.models.topics import Topic, TopicFound, TopicList
from vouch_client.transport import Transport


@dataclass(frozen=True)
class Topics:
    """The list of this service. Changes take the list as it was seen, and fail (412) where
    somebody else changed it since."""

    _transport: Transport

    def list(self) -> TopicList:
        """The list in force."""
        return TopicList.model_validate(self._transport.json("GET", "/v1/topics"))

    def save(self, topics: Sequence[Topic], etag: str) -> TopicList:
        """Put ``topics`` in the place of the list with this ``etag``."""
        body = {"topics": [one.model_dump(mode="json") for one in topics]}
        found = self._transport.json(
            "PUT", "/v1/topics", body=body, headers={"If-Match": f'"{etag}"'}
        )
        return TopicList.model_validate(found)

    def put(self, seen: TopicList, topic: Topic, instead_of: str | None = None) -> TopicList:
        """Add ``topic`` at the end, or put it in the place of the one called ``instead_of``."""
        kept = list(seen.topics)
        at = next((n for n, one in enumerate(kept) if one.id == instead_of), len(kept))
        kept[at : at + 1] = [topic]
        return self.save(kept, seen.etag)

    def remove(self, seen: TopicList, identity: str) -> TopicList:
        """Take the topic called ``identity`` out."""
        return self.save([one for one in seen.topics if one.id != identity], seen.etag)

    def restore(self, seen: TopicList) -> TopicList:
        """Go back to the list that ships with Vouch."""
        headers = {"If-Match": f'"{seen.etag}"'}
        found = self._transport.json("DELETE", "/v1/topics", headers=headers)
        return TopicList.model_validate(found)

    def which(self, question: str) -> TopicFound:
        """Which topic a question is of; nothing is asked."""
        found = self._transport.json("POST", "/v1/topics/try", body={"question": question})
        return TopicFound.model_validate(found)
