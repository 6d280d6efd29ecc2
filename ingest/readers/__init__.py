"""One module a file format; each turns a file into documents made of blocks."""
