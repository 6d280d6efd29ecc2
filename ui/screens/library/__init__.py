"""The Library page: the answers that people signed."""
