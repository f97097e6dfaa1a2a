"""Which files are one submission, where nobody has said."""

from __future__ import annotations

import re
from collections import defaultdict
from dataclasses import replace
from string import ascii_lowercase
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from pipeline.records import Source

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
