"""What a caller may not see changes nothing of what the caller gets: two stores, the same requests,
every byte compared."""
