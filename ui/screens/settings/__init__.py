"""The Settings page, for admins."""
