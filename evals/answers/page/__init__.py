"""The report as one HTML page that stands alone: no script, no font, no picture from elsewhere."""
