"""Extract on several processors: documents in shares, each in a process of its own."""

from __future__ import annotations

import math
import os
from functools import partial
from typing import TYPE_CHECKING

from pipeline.errors import UnreadableError
from pipeline.extract.documents import Extractor, extract
from pipeline.isolation import map_apart, run_apart
from pipeline.records import Rejection

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from pipeline.records import Document, Mention

    Outcome = tuple[list[Mention], list[Rejection]]

# A process takes seconds to load the parser, which this many letters of text make up for.
_SMALLEST = 300_000
# So that a bar moves, and what a process holds stays small.
_LARGEST = 1_500_000


def extract_in_shares(
    documents: Sequence[Document],
    *,
    load: Callable[[], Extractor],
    seconds: int,
    megabytes: int,
    on_done: Callable[[], None],
) -> Outcome:
    """What `extract` gives for the documents, with as many processes as there are processors.

    A document whose text crashes a process, or takes it over a limit, is refused.

    Args:
        documents: Any number.
        load: Makes what each process needs; can be pickled.
        seconds: Time that a share, and any document alone, may take.
        megabytes: Memory that a share may take.
        on_done: Called once a document, for a progress bar.
    """
    shares = list(share(documents))
    if len(shares) == 1:
        return extract(documents, extractor=load(), on_done=on_done)
    call = partial(_extract_apart, load=load, seconds=seconds, megabytes=megabytes)
    mentions: list[Mention] = []
    rejections: list[Rejection] = []
    for own, (found, refused) in zip(shares, map_apart(call, shares), strict=True):
        mentions += found
        rejections += refused
        for _ in own:
            on_done()
    return mentions, rejections


def share(documents: Sequence[Document]) -> Iterator[list[Document]]:
    """The documents in order, in parts about as large as each other; at least one."""
    sizes = [sum(len(each.text) for each in document.paragraphs) for document in documents]
    total = sum(sizes)
    processors = os.cpu_count() or 1
    parts = max(min(processors, total // _SMALLEST), math.ceil(total / _LARGEST), 1)
    part: list[Document] = []
    filled = cut = 0
    for document, size in zip(documents, sizes, strict=True):
        part.append(document)
        filled += size
        if filled * parts >= total * (cut + 1) and cut + 1 < parts:
            yield part
            part, cut = [], cut + 1
    yield part


def _extract_apart(
    documents: list[Document], *, load: Callable[[], Extractor], seconds: int, megabytes: int
) -> Outcome:
    call = partial(_extract, documents, load)
    try:
        return run_apart(call, seconds=seconds, megabytes=megabytes)
    except UnreadableError as error:
        if len(documents) == 1:
            item = documents[0].source.name
            return [], [Rejection(stage="extract", item=item, reason=str(error))]
    # One of them is to blame; the others must not go with it.
    again = partial(_extract_apart, load=load, seconds=seconds, megabytes=megabytes)
    half = len(documents) // 2
    first, second = again(documents[:half]), again(documents[half:])
    return first[0] + second[0], first[1] + second[1]


def _extract(documents: list[Document], load: Callable[[], Extractor]) -> Outcome:
    return extract(documents, extractor=load(), on_done=lambda: None)
