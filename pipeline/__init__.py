"""Stocktake: piles of policy documents in, one reviewed table of recommendations out.

The way through is *ingest, extract, cluster, suggest, table*; each stage is a
folder or module of that name, and ``run.py`` is the whole of it on one screen.
"""

__version__ = "0.1.0"
