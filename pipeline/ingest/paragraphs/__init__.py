"""The core that every format ends in: lines to blocks to numbered paragraphs."""
