"""Extract: the recommendations and considerations of a document. spaCy lives only here."""

from pipeline.extract.documents import Extractor, extract, load_extractor, observe_document
from pipeline.extract.parsing import Parser
from pipeline.extract.rules import load_triggers
from pipeline.extract.shares import extract_in_shares

__all__ = [
    "Extractor",
    "Parser",
    "extract",
    "extract_in_shares",
    "load_extractor",
    "load_triggers",
    "observe_document",
]
