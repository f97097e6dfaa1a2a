"""Where two texts differ, word by word."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

_WORD = re.compile(r"\w+|[^\w\s]", re.UNICODE)
# Of longer texts nobody compares every word by eye, and comparing takes the square of it.
_MOST_WORDS = 600

Spans = list[tuple[int, int]]


def differing(left: str, right: str) -> tuple[Spans, Spans]:
    """Parts of each text that the other has not there, as start and end in characters.

    Case and the spaces between words make no difference. Texts that are very long are
    compared in their first words alone.
    """
    words = [list(_WORD.finditer(text))[:_MOST_WORDS] for text in (left, right)]
    left_words, right_words = ([word[0].casefold() for word in side] for side in words)
    matcher = SequenceMatcher(None, left_words, right_words, autojunk=False)
    spans: tuple[Spans, Spans] = ([], [])
    for what, *bounds in matcher.get_opcodes():
        if what == "equal":
            continue
        for side, start, end in ((0, *bounds[:2]), (1, *bounds[2:])):
            if start < end:
                spans[side].append((words[side][start].start(), words[side][end - 1].end()))
    return spans


def added_spans(text: str) -> Spans:
    """The parts of a standalone text that were filled in, which stand in square brackets."""
    return [match.span() for match in re.finditer(r"\[[^\[\]]*\]", text)]
