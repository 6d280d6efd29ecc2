"""Pages saved from a browser as text: the article recovered, the site around it set aside."""

from ingest.readers.saved_page.reader import is_saved_page, read_page

__all__ = ["is_saved_page", "read_page"]
