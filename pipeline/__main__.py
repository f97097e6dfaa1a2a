"""``python -m pipeline`` is the same as ``stocktake``."""

from pipeline.cli import main

if __name__ == "__main__":
    main()
