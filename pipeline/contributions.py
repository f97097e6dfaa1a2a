"""Which files are one submission where nobody has said, and which submissions are one letter."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from string import ascii_lowercase
from typing import TYPE_CHECKING

from pipeline.records import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable
    from pathlib import Path

    from pipeline.records import Document, Source

# Begins what the copies of a form letter count as.
LETTER = "letter of "
# Shorter paragraphs are names, dates and greetings, which differ in copies of one letter.
_FEWEST_LETTERS = 60
_LETTERED = re.compile(r"^(.*\d)[ _-]?([A-Za-z])$")


def pair(sources: Iterable[Source]) -> list[Source]:
    """The sources, those whose names differ in a letter after a number as one contribution.

    A secretariat that numbers submissions names the files of one "017A" and "017B": a
    form and its attachment. They must lie in one folder and be lettered from A on
    without a gap. Where the register gives a contribution, that holds.
    """
    sources = list(sources)
    families: defaultdict[tuple[Path, str], dict[str, Source]] = defaultdict(dict)
    for source in sources:
        lettered = _LETTERED.match(source.path.stem)
        if lettered and not source.contribution:
            families[source.path.parent, lettered[1]].setdefault(lettered[2].lower(), source)
    shared = {
        member.document_id: family["a"].document_id
        for family in families.values()
        if len(family) > 1 and sorted(family) == list(ascii_lowercase[: len(family)])
        for member in family.values()
    }
    return [
        replace(source, contribution=shared.get(source.document_id, source.contribution))
        for source in sources
    ]


def count_as(documents: Collection[Document]) -> dict[str, str]:
    """What each document counts as when sources are counted, by its id.

    Files of one contribution are one source. So are contributions of which every longer
    paragraph is the same: copies of a form letter, which are told by ``LETTER``.
    """
    own = {d.document_id: d.source.contribution or d.document_id for d in documents}
    texts: defaultdict[str, set[str]] = defaultdict(set)
    for document in documents:
        words = (normalise(paragraph.text) for paragraph in document.paragraphs)
        texts[own[document.document_id]] |= {w for w in words if len(w) >= _FEWEST_LETTERS}
    copies: defaultdict[frozenset[str], list[str]] = defaultdict(list)
    for contribution, text in texts.items():
        if text:
            copies[frozenset(text)].append(contribution)
    letters = {
        contribution: LETTER + min(same)
        for same in copies.values()
        if len(same) > 1
        for contribution in same
    }
    return {name: letters.get(contribution, contribution) for name, contribution in own.items()}
