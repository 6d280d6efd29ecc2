"""What every screen is made of: see docs/pages.md."""
