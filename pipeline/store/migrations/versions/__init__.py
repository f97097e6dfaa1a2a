"""The steps; once released, none is changed."""
