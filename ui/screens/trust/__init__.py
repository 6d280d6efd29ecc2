"""The Trust page: how good the answers are, and what needs a person."""
