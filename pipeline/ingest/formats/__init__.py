"""A reader for each format: bytes to blocks of text, each with its place in the file."""
