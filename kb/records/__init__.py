"""The records: documents, versions, chunks, embeddings and the change log, in SQL.

Everything else (indexes, exports, pages) is derived from here. Functions take a ``Connection``
inside a transaction that the caller opened, so that what belongs together is committed together.
"""

from kb.records.engine import Records, open_records

__all__ = ["Records", "open_records"]
