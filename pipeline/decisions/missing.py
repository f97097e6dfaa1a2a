"""What the program missed, as a choice: words of a document that a person found."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.decisions.applying import take_snapshots
from pipeline.decisions.log import Choice, Kind
from pipeline.errors import UsageError
from pipeline.records import Mention, Strength, mention_ids, normalise

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from pipeline.decisions.log import Snapshot
    from pipeline.records import Paragraph, Part, Source

# Stands where a mention found by the program has the name of a rule.
_BY_HAND = "by hand"


def choose_missed(
    source: Source,
    paragraphs: Sequence[Paragraph],
    words: str,
    *,
    part: Part,
    note: str,
    beside: Iterable[tuple[Mention, str]],
) -> tuple[Choice, Snapshot]:
    """The choice that says what was missed in a document, and its mention as it stands there.

    Args:
        source: The document.
        paragraphs: All of it.
        words: As they stand in one paragraph; spaces and punctuation may differ.
        part: To which it belongs.
        note: Why, for who reads the log.
        beside: Mentions of the document that are known, each with the id of its row.

    Raises:
        UsageError: The words do not stand there, or the table has them already.
    """
    mention = _place(source, paragraphs, words, part)
    known = list(beside)
    home = next((row for other, row in known if other.mention_id == mention.mention_id), "")
    if home:
        raise UsageError(f"{words!r}: is in the table already, as {home}")
    mentions = [*(other for other, _ in known), mention]
    snapshots = take_snapshots(mentions, {source.document_id: source})
    name = mention.mention_id
    choice = Choice(kind=Kind.ADDED, mention_ids=(name,), value=part.value, note=note, shown=words)
    return choice, snapshots[name]


def _place(source: Source, paragraphs: Iterable[Paragraph], words: str, part: Part) -> Mention:
    """The words as a mention of the first paragraph that has them."""
    wanted = normalise(words)
    for place, paragraph in enumerate(paragraphs):
        if wanted and wanted in normalise(paragraph.text):
            return _make(source, paragraph, place, words.strip(), part)
    raise UsageError(
        f"{words!r}: does not stand in one paragraph of {source.name}; copy the words from the "
        "document, without what stands before and behind them"
    )


def _verbatim(text: str, words: str) -> tuple[int, str]:
    """Where the words stand in a text, and how they are written there."""
    letters = [(place, letter) for place, one in enumerate(text) for letter in normalise(one)]
    wanted = normalise(words)
    at = "".join(letter for _, letter in letters).find(wanted)
    if words in text or at < 0:
        return max(text.find(words), 0), words
    start = letters[at][0]
    end = letters[at + len(wanted) - 1][0] + 1
    # A full stop that was copied too belongs to them.
    closing = text[end : end + 1]
    return start, text[start : end + (closing != "" and words.endswith(closing))]


def _make(source: Source, paragraph: Paragraph, place: int, words: str, part: Part) -> Mention:
    start, text = _verbatim(paragraph.text, words)
    (name,) = mention_ids(source.document_id, [text])
    return Mention(
        mention_id=name,
        document_id=source.document_id,
        paragraph=place,
        number=paragraph.number,
        headings=paragraph.headings,
        page=paragraph.page_at(start),
        start=start,
        end=start + len(text),
        text=text,
        standalone=text,
        part=part,
        trigger=_BY_HAND,
        strength=Strength.SHOULD,
        actors=(),
        bracketed=False,
        score=1.0,
        language=source.language,
        hedged=False,
        compound=False,
        target_date="",
        marks="",
        reasons=(),
    )
