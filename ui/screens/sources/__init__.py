"""The Sources page: what the answers rest on."""
