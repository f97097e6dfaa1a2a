"""A workspace with a board of very many invented recommendations, without a run.

    python benchmarks/boards.py FOLDER [--rows N]

What the pages cost with many rows is measured on it. Everything in it is made up from a few
lists of words: no label, no document of anybody. The same number of rows gives the same ones.
"""

from __future__ import annotations

import argparse
import random
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from pipeline.board import BOARD, Board, Shown, write_board
from pipeline.config import VOCABULARY, own_or_shipped
from pipeline.decisions.log import Choice, Kind
from pipeline.decisions.wording import names_in
from pipeline.recommendations import SuggestedMerge
from pipeline.records import (
    Document,
    Mention,
    Paragraph,
    ParagraphKind,
    Part,
    Recommendation,
    Source,
    Strength,
)
from pipeline.reviewing import append
from pipeline.store import locate_store, open_store
from pipeline.suggest.vocabulary import load_vocabulary
from pipeline.table import build_table

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from pipeline.suggest.vocabulary import Vocabulary

SEED = 20261123
# Mentions of a document; of so many rows one stands in two documents, one may be the same as
# the next one, one is a consideration, one was removed and one was decided on.
IN_A_DOCUMENT = 40
TWICE, ALIKE, CONSIDERED, REMOVED, DECIDED = 4, 10, 5, 50, 50
BODIES = 300
REVIEWERS = ("Ada", "Ben", "Chidi")
ACTORS = (
    "harbour council;lamp office;pilots' school;ferry board;tide survey;market guild;fish house;"
    "rope yard;customs bench;light keepers;crane crew;dry dock"
).split(";")
VERBS = (
    "publish;repair;count;open;compare;number;paint;translate;store;lend;weigh;measure;announce;"
    "move;rename;close;share;print;test;insure"
).split(";")
THINGS = (
    "lamps;fees;maps;nets;timetables;ropes;buoys;ladders;ledgers;barrels;sails;bells;anchors;"
    "bridges;signals;charts;stairs;cellars;windows;carts"
).split(";")
PLACES = (
    "northern pier;old quay;fish market;outer basin;ferry hall;salt store;lower lock;east gate;"
    "rope walk;light tower;dry dock;customs yard"
).split(";")
ENDS = (
    "before winter;every second year;with all who use them;at no cost;in plain language;"
    "after each storm;once a month;in the presence of two pilots;by common agreement;at high tide"
).split(";")


def make_board(workspace: Path, rows: int) -> None:
    """A workspace of so many rows: its store, with some decisions, and its board.

    Args:
        workspace: Its folder, which is made; what is there is replaced but for the store.
        rows: How many recommendations, removed ones counted.
    """
    workspace.mkdir(parents=True, exist_ok=True)
    vocabulary = load_vocabulary(own_or_shipped(workspace, VOCABULARY))
    recommendations = list(_invent(rows, vocabulary))
    documents = _documents(recommendations)
    names = names_in(vocabulary)
    table = build_table(
        recommendations,
        (),
        documents,
        references={},
        category_names=names[Kind.CATEGORY],
        tag_names=names[Kind.TAGS],
    )
    shown = Shown(
        rows=recommendations,
        undecided={},
        table=table,
        merges=_merges(recommendations),
        documents=documents,
        decisions=(),
        facts={"decisions": 0, "run_decisions": 0, "moved": {}},
    )
    write_board(workspace / BOARD, shown)
    _decide(workspace, recommendations)


def _invent(rows: int, vocabulary: Vocabulary) -> Iterator[Recommendation]:
    chance = random.Random(SEED)  # noqa: S311 (texts that can be made again, no secret)
    categories = [category.key for category in vocabulary.categories]
    tags = [tag.key for tag in vocabulary.tags]
    documents = max(1, rows // IN_A_DOCUMENT)
    for number in range(rows):
        actor = chance.choice(ACTORS)
        text = (
            f"The {actor} should {chance.choice(VERBS)} the {chance.choice(THINGS)} of the "
            f"{chance.choice(PLACES)} and {chance.choice(VERBS)} its {chance.choice(THINGS)} "
            f"{chance.choice(ENDS)}, as part {number} of its plan."
        )
        part = Part.IMPROVEMENT if number % CONSIDERED else Part.CONSIDERATION
        places = [number % documents]
        if not number % TWICE:
            places.append((number + documents // 2 + 1) % documents)
        yield Recommendation(
            recommendation_id=f"R-{number + 1:04}",
            text=text,
            part=part,
            mentions=tuple(_mention(number, place, text, actor, part) for place in places),
            category=chance.choice([*categories, ""]),
            tags=tuple(sorted(chance.sample(tags, min(len(tags), chance.randrange(4))))),
            responsible=(actor,),
            target_date=str(2024 + number % 7) if not number % 3 else "",
            category_evidence=f"its words are near those of the category: {actor}",
            tag_evidence="the tag's own words stand in it" if number % 2 else "",
        )


def _mention(number: int, document: int, text: str, actor: str, part: Part) -> Mention:
    return Mention(
        mention_id=f"m{number:08x}{document:08x}",
        document_id=_name(document),
        paragraph=number % IN_A_DOCUMENT,
        number=str(number % IN_A_DOCUMENT + 1),
        headings=("Proposals",),
        page=number % IN_A_DOCUMENT // 8 + 1,
        start=0,
        end=len(text),
        text=text,
        standalone=text,
        part=part,
        trigger="modal should",
        strength=Strength.SHOULD,
        actors=(actor,),
        bracketed=False,
        score=0.9,
        language="en",
        hedged=False,
        compound=False,
        target_date="",
        marks="",
        reasons=(),
    )


def _name(document: int) -> str:
    return f"harbour-note-{document + 1:05}"


def _documents(recommendations: Sequence[Recommendation]) -> dict[str, Document]:
    """The documents in which the mentions stand, each in a paragraph of its number."""
    texts: dict[str, list[str]] = {}
    for row in recommendations:
        for mention in row.mentions:
            lines = texts.setdefault(mention.document_id, [""] * IN_A_DOCUMENT)
            lines[mention.paragraph] = mention.text
    return {name: _document(place, name, texts[name]) for place, name in enumerate(sorted(texts))}


def _document(place: int, name: str, texts: Sequence[str]) -> Document:
    groups = ("Crews", "Traders", "Keepers", "")
    source = Source(
        document_id=name,
        path=Path(f"{name}.txt"),
        title=f"Note {place + 1} on the harbour",
        body=f"Harbour club {place % BODIES + 1}",
        stakeholder_group=groups[place % len(groups)],
        published=date(2015 + place % 10, place % 12 + 1, place % 28 + 1),
        language="en",
    )
    paragraphs = tuple(
        Paragraph(kind=ParagraphKind.BODY, number=str(number), text=text)
        for number, text in enumerate(texts, start=1)
    )
    return Document(source=source, content_hash=name, paragraphs=paragraphs)


def _merges(recommendations: Sequence[Recommendation]) -> list[SuggestedMerge]:
    pairs = zip(recommendations[::ALIKE], recommendations[1::ALIKE], strict=False)
    return [
        SuggestedMerge(
            left=left.recommendation_id,
            right=right.recommendation_id,
            score=0.5 + place % 50 / 100,
            reason="most words are the same",
            left_text=left.text,
            right_text=right.text,
            left_mention=left.mentions[0].mention_id,
            right_mention=right.mentions[0].mention_id,
        )
        for place, (left, right) in enumerate(pairs)
    ]


def _decide(workspace: Path, recommendations: Sequence[Recommendation]) -> None:
    """Write what people decided of some rows into the log."""
    said = {Kind.STATUS: "ongoing", Kind.REMARK: "looked at on the quay", Kind.CONSENSUAL: "yes"}
    removed = [_choice(row, Kind.RELEVANT, "no") for row in recommendations[::REMOVED]]
    others = [
        _choice(row, kind, value)
        for row in recommendations[1::DECIDED]
        for kind, value in said.items()
    ]
    board = Board(workspace / BOARD)
    with open_store(locate_store(workspace)) as store:
        for choices, name in zip((removed, others[::2], others[1::2]), REVIEWERS, strict=True):
            keys = [f"{name}-{place}" for place in range(len(choices))]
            append(store, board, choices, reviewer=name, keys=keys)
        board.follow(store)


def _choice(row: Recommendation, kind: Kind, value: str) -> Choice:
    return Choice(kind=kind, mention_ids=tuple(m.mention_id for m in row.mentions), value=value)


def main() -> None:
    """Make the workspace that the arguments name."""
    parser = argparse.ArgumentParser(description=main.__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--rows", type=int, default=100_000)
    arguments = parser.parse_args()
    make_board(arguments.folder, arguments.rows)


if __name__ == "__main__":
    main()
