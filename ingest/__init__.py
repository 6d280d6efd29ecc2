"""Files and catalogues in: read, clean, chunk, store."""
