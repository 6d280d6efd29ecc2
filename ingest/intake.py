"""From a reader's document to what the records store."""

import hashlib
from dataclasses import dataclass

from ingest.chunking import chunk, one_chunk
from ingest.near_duplicates import sketch
from kb.passage_text import embedding_key, embedding_text, spoken_title
from kb.records.documents import Intake
from kb.values import Audience, Collection, Document

#: Changes whenever readers or chunking would store something else for the same file.
PIPELINE = "2"


@dataclass(frozen=True, slots=True)
class Options:
    """What a load does with the documents it reads."""

    collection: Collection = Collection.POLICY
    audience: Audience = Audience.INTERNAL
    split: bool = True
    chunk_words: int = 150
    product: str = ""

    @property
    def signature(self) -> str:
        """Everything besides a file's content that decides what is stored of it."""
        parts = (PIPELINE, self.collection, self.audience, self.split, self.chunk_words)
        named = (self.product,) if self.product else ()
        return "|".join(str(part) for part in parts + named)


@dataclass(frozen=True, slots=True)
class Prepared:
    """A document ready to be stored, and the texts its embeddings are made from, by key."""

    intake: Intake
    texts: dict[str, str]


def prepare(document: Document, key: str, origin: str, options: Options) -> Prepared:
    """Chunk ``document``. ``key`` names it; ``origin`` is the file it came out of, which differs
    from the key for a file inside an archive."""
    chunks = chunk(document, options.chunk_words) if options.split else one_chunk(document)
    title = spoken_title(document.title, document.external_id)
    texts = [embedding_text(title, c.heading, c.context, c.text) for c in chunks]
    keys = tuple(embedding_key(text) for text in texts)
    intake = Intake(
        document=document,
        chunks=chunks,
        embedding_keys=keys,
        source_key=source_key(document, key, options),
        path=origin,
        collection=options.collection,
        audience=options.audience,
        product=options.product,
        sketch=None if document.external_id or document.part else sketch(document.text),
    )
    return Prepared(intake, dict(zip(keys, texts, strict=True)))


def as_loaded(signature: str) -> Options | None:
    """The options whose signature this is, or None when it is that of another pipeline."""
    pipeline, *parts = signature.split("|")
    if pipeline != PIPELINE or len(parts) < 4:
        return None
    collection, audience, split, words, *product = parts
    return Options(
        Collection(collection), Audience(audience), split == "True", int(words), "|".join(product)
    )


def source_key(document: Document, key: str, options: Options) -> str:
    """What names the document for ever.

    A part that the source cut off mid-sentence (a teaser of another page) is named by what it
    says, so that the same one met in two files is stored once, with both as its origins; but once
    for each audience, or loading it for one would take it away from another.
    """
    if document.part and document.truncated:
        place = f"{options.collection}\x00{options.audience}"
        place += f"\x00{options.product}" if options.product else ""
        named = f"{place}\x00{document.title}\x00{document.text}"
        digest = hashlib.sha256(named.encode()).hexdigest()
        return f"excerpt:{digest}"
    return f"{key}#{document.part}" if document.part else key
