"""Decisions: what people said, and what follows from it.

``log`` has the records, ``state`` folds them into what holds now, ``carrying`` finds a
decided sentence again after its document was revised.
"""
