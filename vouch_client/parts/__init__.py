"""The client's calls, by the first word of the address."""
