"""Which controls of a framework the organisation's own documents give evidence for."""
