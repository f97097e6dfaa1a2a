"""Importing this loads what takes long, once, for the server that reading processes fork from."""

from pipeline.ingest.details.languages import load_identifier

load_identifier()
