"""How far the recommendations are carried out: recording it, and the report of it."""
