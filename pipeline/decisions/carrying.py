"""Finding a decided sentence again when its document was revised or converted anew."""

from __future__ import annotations

import itertools
import re
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from rapidfuzz import fuzz
from rapidfuzz.distance import Indel

from pipeline.cluster.guards import differences
from pipeline.decisions.state import follow
from pipeline.records import normalise

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Mapping, Sequence

    from pipeline.decisions.log import Snapshot
    from pipeline.records import Document, Mention

# Likeness, in per cent of letters that stay, of two prints of one sentence: what scanning,
# hyphenation and a changed comma leave. With a neighbour that is the same, less will do.
_SAME_SENTENCE = 92.0
_SAME_PLACE = 80.0
# Of two prints of one word.
_SAME_WORD = 50.0
_LONG_WORD = 4
_WORD = re.compile(r"\w+")
_READ_WRONG = re.compile(r"\b(?=\w*[^\W\d_])(?=\w*\d)\w+\b")
_DIGITS_FOR_LETTERS = str.maketrans("015", "ols")
_ANOTHER_MEANING = frozenset({"number", "negation", "direction"})
# Below this another sentence says nothing of what became of the first.
_CLOSE = 50.0


@dataclass(frozen=True, slots=True, kw_only=True)
class Orphan:
    """A mention that somebody decided on and that its document does not hold any more.

    Attributes:
        closest: The mention of the document that is most like it, if any is.
        likeness: Of the two, 0 to 1.
    """

    snapshot: Snapshot
    closest: Mention | None
    likeness: float

    @property
    def mention_id(self) -> str:
        """Id of the mention that is gone."""
        return self.snapshot.mention.mention_id


@dataclass(frozen=True, slots=True, kw_only=True)
class Carried:
    """What became of the mentions that are not found any more.

    Attributes:
        moved: Ids of those that are there in slightly other letters, with their new ids.
        kept: Those whose words still stand in their document, where the program does not
            take them for a mention.
        orphans: The others.
    """

    moved: Mapping[str, str]
    kept: tuple[Mention, ...]
    orphans: tuple[Orphan, ...]


def carry(
    snapshots: Iterable[Snapshot], mentions: Iterable[Mention], documents: Iterable[Document]
) -> Carried:
    """What became of each snapshot whose mention is not among those found.

    A mention takes the place of one lost mention at most, the likest first.

    Args:
        snapshots: Of any mentions, found or not.
        mentions: All that were found.
        documents: As they are now.
    """
    found: dict[str, list[Mention]] = {}
    live = set()
    for mention in mentions:
        found.setdefault(mention.document_id, []).append(mention)
        live.add(mention.mention_id)
    snapshots = list(snapshots)
    known = {snapshot.mention.mention_id for snapshot in snapshots}
    steps = _remember(snapshots, live)
    there = live | steps.keys()
    lost = [s for s in snapshots if s.mention.mention_id not in there]
    by_id = {document.document_id: document for document in documents}
    kept, gone = [], []
    for snapshot in sorted(lost, key=lambda s: s.mention.mention_id):
        still = _find(snapshot.mention, by_id.get(snapshot.mention.document_id))
        if still:
            kept.append(still)
        else:
            gone.append(snapshot)
    new = {
        document: [mention for mention in those if mention.mention_id not in known]
        for document, those in found.items()
    }
    steps |= _match(gone, new, found)
    moved = {name: follow(name, steps) for name in steps}
    orphans = [
        _orphan(snapshot, found.get(snapshot.mention.document_id, []))
        for snapshot in gone
        if snapshot.mention.mention_id not in moved
    ]
    return Carried(moved=moved, kept=tuple(kept), orphans=tuple(orphans))


def _remember(snapshots: Iterable[Snapshot], live: Collection[str]) -> dict[str, str]:
    """New id by old id of what had moved when somebody decided on it again.

    A sentence that is printed as it once was goes back.
    """
    steps = {}
    for snapshot in snapshots:
        now = snapshot.mention.mention_id
        for before in snapshot.was:
            if before not in live:
                steps[before] = now
            elif now not in live:
                steps[now] = before
    return steps


def _find(mention: Mention, document: Document | None) -> Mention | None:
    """The mention where its words stand now; None where they do not."""
    words = normalise(mention.text)
    for place, paragraph in enumerate(document.paragraphs if document else ()):
        if words and words in normalise(paragraph.text):
            start = max(paragraph.text.find(mention.text), 0)
            return replace(
                mention,
                paragraph=place,
                number=paragraph.number,
                page=paragraph.page_at(start),
                start=start,
                end=start + len(mention.text),
            )
    return None


def _match(
    gone: Sequence[Snapshot],
    new: Mapping[str, Sequence[Mention]],
    found: Mapping[str, Sequence[Mention]],
) -> dict[str, str]:
    """New id by old id of what is the same sentence, the likest first."""
    candidates = []
    for snapshot in gone:
        document = snapshot.mention.document_id
        beside = _neighbours(found.get(document, ()))
        for mention in new.get(document, ()):
            likeness = _likeness(snapshot.mention, mention)
            stays = snapshot.before, snapshot.after
            near = any(
                text and text == other
                for text, other in zip(stays, beside[mention.mention_id], strict=True)
            )
            alike = likeness >= (_SAME_PLACE if near else _SAME_SENTENCE)
            if alike and not _says_otherwise(snapshot.mention, mention):
                candidates.append((-likeness, snapshot.mention.mention_id, mention.mention_id))
    moved: dict[str, str] = {}
    taken: set[str] = set()
    for _, old, current in sorted(candidates):
        if old not in moved and current not in taken:
            moved[old] = current
            taken.add(current)
    return moved


def _says_otherwise(one: Mention, other: Mention) -> bool:
    """Whether one gives another number or name, denies the other, or points the other way.

    Few letters make that difference, and no decision goes over it by itself.
    """
    read = [
        replace(mention, text=_READ_WRONG.sub(_letters, mention.text)) for mention in (one, other)
    ]
    found = differences(*read, alike=lambda word, with_which: float(word == with_which))
    return not _ANOTHER_MEANING.isdisjoint(found) or _words_changed(*read)


def _words_changed(one: Mention, other: Mention) -> bool:
    """Whether words gave way to others, rather than to damaged prints of themselves."""
    before, after = (_WORD.findall(mention.text.casefold()) for mention in (one, other))
    steps = Indel.opcodes(before, after)
    for is_same, changed in itertools.groupby(steps, key=lambda step: step.tag == "equal"):
        spans = list(changed)
        gone = "".join(before[spans[0].src_start : spans[-1].src_end])
        come = "".join(after[spans[0].dest_start : spans[-1].dest_end])
        # Of the shortest, two that mean the same can have no letter in common.
        long = min(len(gone), len(come)) >= _LONG_WORD
        if not is_same and long and fuzz.ratio(gone, come) < _SAME_WORD:
            return True
    return False


def _letters(word: re.Match[str]) -> str:
    """A word with letters for the digits that scanning takes for them."""
    return word.group().translate(_DIGITS_FOR_LETTERS)


def _neighbours(mentions: Sequence[Mention]) -> dict[str, tuple[str, str]]:
    """Words of the mentions before and after each of a document's."""
    ordered = sorted(mentions, key=lambda m: (m.paragraph, m.start, m.mention_id))
    texts = ["", *(mention.text for mention in ordered), ""]
    return {m.mention_id: (texts[i], texts[i + 2]) for i, m in enumerate(ordered)}


def _likeness(one: Mention, other: Mention) -> float:
    return fuzz.ratio(normalise(one.text), normalise(other.text))


def _orphan(snapshot: Snapshot, mentions: Iterable[Mention]) -> Orphan:
    likest = max(
        ((_likeness(snapshot.mention, m), m) for m in mentions),
        key=lambda pair: (pair[0], pair[1].mention_id),
        default=None,
    )
    if likest is None or likest[0] < _CLOSE:
        return Orphan(snapshot=snapshot, closest=None, likeness=0.0)
    return Orphan(snapshot=snapshot, closest=likest[1], likeness=round(likest[0] / 100, 4))
