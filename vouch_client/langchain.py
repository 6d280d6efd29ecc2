"""The knowledge base as a LangChain retriever: ``pip install 'vouch-kb[langchain]'``."""

from typing import Any

from langchain_core.callbacks import CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict

from vouch_client.client import Client
from vouch_client.models import Hit


class VouchRetriever(BaseRetriever):
    """Passages for a query, best first, as far as the client's key may see.

    ``k`` is 1 to 100. ``collections`` (``policy``, ``framework``, ``reference``, ``answers``),
    ``documents`` (ids) and ``in_date`` narrow the search; ``audience`` lowers what is seen. Errors
    are those of ``vouch_client.errors``.

        retriever = VouchRetriever(client=Client.from_env(), k=5, collections=("policy",))
        documents = retriever.invoke("Are backups encrypted?")
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    client: Client
    k: int = 10
    collections: tuple[str, ...] = ()
    documents: tuple[str, ...] = ()
    in_date: bool = False
    audience: str | None = None

    def _get_relevant_documents(
        self,
        query: str,
        *,
        run_manager: CallbackManagerForRetrieverRun,  # noqa: ARG002 - the signature is LangChain's
    ) -> list[Document]:
        only: dict[str, Any] = {
            "collections": list(self.collections),
            "documents": list(self.documents),
            "in_date": self.in_date,
        }
        if self.audience is not None:
            only["audience"] = self.audience
        return [document_of(hit) for hit in self.client.search(query, k=self.k, **only).hits]


def document_of(hit: Hit) -> Document:
    """A hit as LangChain's document: the passage as its text, where it stands as its metadata."""
    return Document(
        id=hit.chunk_id,
        page_content=hit.text,
        metadata=hit.model_dump(mode="json", exclude={"text"}),
    )
