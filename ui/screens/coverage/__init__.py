"""The Coverage page: frameworks beside the evidence for them."""
