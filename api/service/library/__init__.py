"""``/v1/library``: approved answers, looked at, changed, signed, taken in and given out."""
