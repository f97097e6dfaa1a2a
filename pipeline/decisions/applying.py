"""The mentions of a run as people decided: what they added, mended and let go."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from pipeline.decisions.carrying import carry
from pipeline.decisions.log import Snapshot
from pipeline.decisions.state import fold
from pipeline.records import Document

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from pipeline.decisions.carrying import Orphan
    from pipeline.decisions.log import Decision
    from pipeline.decisions.state import State
    from pipeline.records import Mention, Source


@dataclass(frozen=True, slots=True, kw_only=True)
class Settled:
    """What a run works on, after people's decisions.

    Attributes:
        mentions: Those that were found, and those that people decided on.
        documents: By id, with those that only a decided mention is left of.
        state: What people decided, in terms of these mentions.
        orphans: Decided mentions that their document does not hold any more.
        moved: New id of each mention that is there in slightly other letters.
    """

    mentions: tuple[Mention, ...]
    documents: Mapping[str, Document]
    state: State
    orphans: tuple[Orphan, ...]
    moved: Mapping[str, str]


def settle(
    log: Sequence[Decision],
    snapshots: Sequence[Snapshot],
    mentions: Sequence[Mention],
    documents: Sequence[Document],
) -> Settled:
    """The mentions, with what people decided of them.

    A mention that somebody decided on stays, even where its document was revised or
    withdrawn, until somebody says what became of it.
    """
    carried = carry(snapshots, mentions, documents)
    state = fold(log, moved=carried.moved)
    # An id was minted for the others, but nobody has decided on them.
    left = [
        orphan
        for orphan in carried.orphans
        if (name := orphan.mention_id) in state.named
        and name not in state.dropped
        and name not in state.carried
    ]
    kept = [mention for mention in carried.kept if mention.mention_id in state.named]
    present = [*mentions, *kept, *(orphan.snapshot.mention for orphan in left)]
    known = {document.document_id: document for document in documents}
    for orphan in left:
        source = orphan.snapshot.source
        gone = Document(source=source, content_hash="", paragraphs=())
        known.setdefault(orphan.snapshot.mention.document_id, gone)
    return Settled(
        mentions=tuple(_mend(mention, state.spans) for mention in present),
        documents=known,
        state=state,
        orphans=tuple(left),
        moved=carried.moved,
    )


def take_snapshots(
    mentions: Iterable[Mention], sources: Mapping[str, Source]
) -> dict[str, Snapshot]:
    """Each mention as it stands now, with its neighbours, by its id.

    Args:
        mentions: In any order.
        sources: Of their documents, by id.
    """
    ordered = sorted(mentions, key=lambda m: (m.document_id, m.paragraph, m.start, m.mention_id))
    snapshots = {}
    for place, mention in enumerate(ordered):
        before = ordered[place - 1] if place else None
        after = ordered[place + 1] if place + 1 < len(ordered) else None
        snapshots[mention.mention_id] = Snapshot(
            mention=mention,
            source=sources[mention.document_id],
            before=_text_beside(before, mention),
            after=_text_beside(after, mention),
        )
    return snapshots


def with_former_ids(
    snapshots: Mapping[str, Snapshot], moved: Mapping[str, str]
) -> dict[str, Snapshot]:
    """The snapshots, each with the ids that its sentence had in slightly other letters.

    Without them a mention that is kept anew could not be what the earlier one became.
    """
    former: defaultdict[str, list[str]] = defaultdict(list)
    for old, new in sorted(moved.items()):
        former[new].append(old)
    return {
        name: replace(snapshot, was=(*snapshot.was, *former[name])) if name in former else snapshot
        for name, snapshot in snapshots.items()
    }


def _text_beside(other: Mention | None, mention: Mention) -> str:
    return other.text if other and other.document_id == mention.document_id else ""


def _mend(mention: Mention, spans: Mapping[str, str]) -> Mention:
    """The mention with the words that a person gave it."""
    words = spans.get(mention.mention_id)
    if not words:
        return mention
    standalone = mention.standalone.replace(mention.text, words)
    mended = standalone if words in standalone else words
    return replace(mention, text=words, standalone=mended, end=mention.start + len(words))
