"""Fixtures that every test may ask for."""

from tests.servers.fixtures import (
    chroma_server,
    database_url,
    made_store,
    postgres_server,
    postgres_url,
)

__all__ = ["chroma_server", "database_url", "made_store", "postgres_server", "postgres_url"]
