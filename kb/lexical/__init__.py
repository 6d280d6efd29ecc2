"""Search by word: how text becomes terms, and the tantivy index over them."""
