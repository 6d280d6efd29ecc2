"""Nearest vectors: by comparing with all of them, or through Chroma."""
