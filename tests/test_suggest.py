"""Categories and tags: what decides them, when none is suggested, what decisions change."""

from __future__ import annotations

import dataclasses
import re
from typing import TYPE_CHECKING

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy import sparse

from pipeline.config import SuggestSettings, shipped_models
from pipeline.errors import ConfigError
from pipeline.records import Cluster, DecidedLabels, Mention, Scheme, Suggestion
from pipeline.suggest import Suggested, suggest
from pipeline.suggest.chain import smooth
from pipeline.suggest.knowledge import VECTORS, Knowledge, dump_vectors, load_knowledge
from pipeline.suggest.labels import read_examples
from pipeline.suggest.ridge import Points, Ridge
from pipeline.suggest.vocabulary import Tag, Vocabulary
from tests.conftest import make_mention, write

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from pipeline.embedding import Encoder


@pytest.fixture(scope="module")
def knowledge(vocabulary: Vocabulary) -> Knowledge:
    """What comes with the program, for the shipped vocabulary."""
    return load_knowledge(shipped_models(), vocabulary)


@pytest.fixture
def suggested(encoder: Encoder, knowledge: Knowledge) -> Callable[..., Suggested]:
    """What is suggested for these mentions, each its own recommendation."""

    def call(
        *mentions: Mention,
        decided: Sequence[DecidedLabels] = (),
        known: Knowledge = knowledge,
        **settings: float,
    ) -> Suggested:
        by_id = {mention.mention_id: mention for mention in mentions}
        return suggest(
            [Cluster(mention_ids=(name,), canonical=name) for name in by_id],
            by_id,
            knowledge=known,
            decided=decided,
            settings=SuggestSettings(**settings),
            encoder=encoder,
            on_done=lambda: None,
        )

    return call


def category(made: Suggested) -> str:
    return next((s.label for s in made.suggestions if s.scheme is Scheme.CATEGORY), "")


def tags(made: Suggested) -> list[Suggestion]:
    return [s for s in made.suggestions if s.scheme is Scheme.TAG]


def decide(text: str, number: int = 1, **fields: object) -> DecidedLabels:
    values = {
        "recommendation_id": f"R-{number:04}",
        "mention_ids": (f"d{number}",),
        "text": text,
        "headings": (),
        "category": "",
        "tags": None,
    }
    return DecidedLabels(**values | fields)


def only_tags(knowledge: Knowledge, *names: str) -> Knowledge:
    made = tuple(
        Tag(key=name.lower(), name=name, facet="theme", definition="", synonyms=(name.lower(),))
        for name in names
    )
    return dataclasses.replace(knowledge, vocabulary=Vocabulary(categories=(), tags=made))


@pytest.mark.parametrize(
    ("text", "key"),
    [
        ("More donors should pledge money to the trust fund.", "funding"),
        ("Travel grants should let people from developing countries take part.", "participation"),
        ("Indicators should measure how far recommendations were carried out.", "monitoring"),
        ("The results should be presented to other intergovernmental organizations.", "linkages"),
        ("Each meeting should produce a short written message.", "outcomes"),
        ("The rotation of advisory group members should be made public.", "working-modalities"),
    ],
)
def test_a_clear_sentence_gets_the_category_it_speaks_of(
    suggested: Callable[..., Suggested], text: str, key: str
) -> None:
    assert category(suggested(make_mention(text))) == key


@pytest.mark.parametrize("heading", ["Funding", "Participation", "Monitoring the implementation"])
def test_the_heading_decides_where_the_sentence_says_little(
    suggested: Callable[..., Suggested], heading: str
) -> None:
    mention = make_mention("This should be encouraged.", headings=(heading,))
    made = suggested(mention, category_threshold=0.1)
    assert category(made) in heading.lower()
    assert f"under “{heading}”" in made.suggestions[0].evidence


def test_a_heading_that_says_nothing_changes_nothing(
    suggested: Callable[..., Suggested],
) -> None:
    text = "More donors should pledge money to the trust fund."
    plain, under = (suggested(make_mention(text, headings=h)) for h in ((), ("Part B",)))
    assert [s.score for s in plain.suggestions] == [s.score for s in under.suggestions]


def test_what_is_about_something_else_gets_no_category(
    suggested: Callable[..., Suggested],
) -> None:
    assert category(suggested(make_mention("Cats should be kept away from the birds."))) == ""


def test_below_the_threshold_no_category_is_suggested(
    suggested: Callable[..., Suggested],
) -> None:
    mention = make_mention("Something ought to happen.")
    (made, *_) = suggested(mention, category_threshold=0).suggestions
    assert 0 < made.score < 1
    assert category(suggested(mention, category_threshold=made.score)) == made.label
    assert category(suggested(mention, category_threshold=made.score + 0.001)) == ""


def test_what_stands_around_a_sentence_that_says_little_tells_its_category(
    suggested: Callable[..., Suggested],
) -> None:
    texts = [
        "More donors should pledge money to the trust fund.",
        "The budget should be published every year.",
        "This should be encouraged.",
        "Contributions in kind should be acknowledged.",
        "Donors should be able to give for several years.",
    ]
    mentions = [make_mention(text, paragraph=place) for place, text in enumerate(texts)]
    little = next(m for m in mentions if m.text == texts[2])
    alone, among = (
        next(s for s in made.suggestions if s.cluster.canonical == little.mention_id)
        for made in (suggested(little, category_threshold=0), suggested(*mentions))
    )
    assert among.label == "funding"
    assert among.score > alone.score


def test_another_document_changes_no_score(suggested: Callable[..., Suggested]) -> None:
    one = make_mention("The chair should publish the minutes.", document_id="a")
    other = make_mention("Fees should pay for the hall.", document_id="b")
    alone = suggested(one).suggestions
    assert suggested(one, other).suggestions[: len(alone)] == alone


def test_tags_come_with_the_words_that_name_them_the_most_probable_first(
    suggested: Callable[..., Suggested],
) -> None:
    text = "Captions, transcripts and interpretation should be offered at every remote hub."
    made = tags(suggested(make_mention(text)))
    assert {tag.label for tag in made} >= {"captioning-and-languages", "remote-participation"}
    assert [tag.score for tag in made] == sorted((tag.score for tag in made), reverse=True)
    assert "interpretation" in next(
        tag.evidence for tag in made if tag.label == "captioning-and-languages"
    )


@pytest.mark.parametrize("most", [0, 1, 2])
def test_a_row_gets_at_most_so_many_tags(suggested: Callable[..., Suggested], most: int) -> None:
    text = "Captions, remote hubs, nominations and open consultations should be reviewed."
    assert len(tags(suggested(make_mention(text), most_tags=most))) == most


def test_names_alone_are_enough_to_suggest_tags(
    suggested: Callable[..., Suggested], knowledge: Knowledge
) -> None:
    known = only_tags(knowledge, "Ferries", "Libraries")
    (made,) = suggested(make_mention("Ferries should run at night."), known=known).suggestions
    assert made.label == "ferries"
    assert made.evidence == "names ferries"


def test_decisions_teach_what_a_name_does_not_say(
    suggested: Callable[..., Suggested], knowledge: Knowledge
) -> None:
    known = only_tags(knowledge, "Alpha", "Omega")
    boats = ["Mend the pier", "Dredge the harbour", "Paint the boats", "Light the quay"]
    books = ["Buy more novels", "Open the reading room", "Lend out atlases", "Bind old books"]
    decided = [
        decide(text, number, tags=(key,))
        for number, (text, key) in enumerate(
            [*((t, "alpha") for t in boats), *((t, "omega") for t in books)]
        )
    ]
    mention = make_mention("The pier should be mended.")
    assert not suggested(mention, known=known).suggestions
    (made,) = suggested(mention, known=known, decided=decided).suggestions
    assert made.label == "alpha"
    assert re.search(r"like R-000\d \(decided\)", made.evidence)


def test_the_order_of_decisions_changes_nothing(suggested: Callable[..., Suggested]) -> None:
    decided = [decide("Lend out atlases", 1, category="linkages"), decide("Bind books", 2, tags=())]
    mention = make_mention("Atlases should be lent to schools.")
    assert suggested(mention, decided=decided) == suggested(mention, decided=decided[::-1])


def test_what_was_decided_is_not_suggested_again(suggested: Callable[..., Suggested]) -> None:
    mention = make_mention("More donors should pledge money to the trust fund.")
    own = decide(mention.text, mention_ids=(mention.mention_id,), category="monitoring")
    made = suggested(mention, decided=[own])
    assert category(made) == ""
    assert tags(made)
    own = dataclasses.replace(own, category="", tags=())
    made = suggested(mention, decided=[own])
    assert category(made) == "funding"
    assert not tags(made)


def test_a_decision_spreads_to_what_stands_beside_it(suggested: Callable[..., Suggested]) -> None:
    first, second = (
        make_mention(text, paragraph=place)
        for place, text in enumerate(("This should be kept.", "It should be done soon."))
    )
    own = decide(first.text, mention_ids=(first.mention_id,), category="monitoring")
    (made,) = (
        s
        for s in suggested(first, second, decided=[own]).suggestions
        if s.scheme is Scheme.CATEGORY
    )
    assert made.label == "monitoring"


def test_without_clusters_nothing_is_suggested(suggested: Callable[..., Suggested]) -> None:
    assert suggested() == Suggested(suggestions=(), proposals=(), looks=())


def test_a_subject_that_many_share_and_no_tag_names_is_proposed(
    suggested: Callable[..., Suggested],
) -> None:
    subjects = ("nets", "quotas", "vessels", "catches", "ports", "licences")
    fish = [make_mention(f"Coastal fisheries should keep {one} in check.") for one in subjects]
    rest = [
        make_mention(text)
        for text in (
            "The chair should publish the minutes.",
            "More donors should pledge money.",
            "Interpretation should be offered.",
            "Workshops should be shorter.",
            "Indicators should be agreed.",
            "The website should be rebuilt.",
        )
    ]
    made = suggested(*fish, *rest).proposals
    assert [one.words for one in made] == ["coastal fisheries"]
    assert set(made[0].mention_ids) == {mention.mention_id for mention in fish}
    assert "6 recommendations" in made[0].evidence


def test_the_shipped_vectors_are_those_of_the_encoder(
    encoder: Encoder, knowledge: Knowledge, tmp_path: Path
) -> None:
    some = sorted(knowledge.vectors)[::400]
    assert np.array_equal(encoder.encode(some), [knowledge.vectors[text] for text in some])
    few = dataclasses.replace(
        knowledge, examples=knowledge.examples[:1], shipped=Vocabulary(categories=(), tags=())
    )
    path = write(tmp_path / VECTORS, dump_vectors(few, encoder).decode())
    assert knowledge.examples[0].text in path.read_text(encoding="utf-8")


def test_every_text_that_came_with_the_program_has_its_vector(knowledge: Knowledge) -> None:
    assert {example.text for example in knowledge.examples} <= set(knowledge.vectors)


def test_a_table_of_examples_without_a_column_is_an_error(tmp_path: Path) -> None:
    write(tmp_path / "a.csv", "text,category\nx,y\n")
    with pytest.raises(ConfigError, match="heading"):
        read_examples(tmp_path)


@given(st.integers(0, 2**32 - 1), st.integers(1, 12), st.integers(1, 4))
def test_neighbours_never_make_what_is_no_probability(seed: int, rows: int, labels: int) -> None:
    odds = np.random.default_rng(seed).normal(scale=5, size=(rows, labels))
    probable = smooth(odds, [np.arange(rows)], {0: 0})
    assert np.allclose(probable.sum(axis=1), 1)
    assert probable[0].argmax() == 1


def test_a_row_held_out_is_scored_as_if_it_had_never_been_there() -> None:
    made = np.random.default_rng(1)
    meaning = made.normal(size=(30, 512)).astype(np.float32) / 20
    wording = sparse.random(30, 40, density=0.2, format="csr", dtype=np.float32, random_state=1)
    points = Points(wording, meaning)
    targets = (made.random((30, 3)) < 0.4).astype(np.float32)
    groups = np.repeat(np.arange(10), 3)
    ridge = Ridge(points, targets)
    held = ridge.score_held_out(np.arange(3), groups)
    assert held.shape == (3, 3)
    assert not np.allclose(held, ridge.score(points)[:3], atol=0.05)
    flipped = targets.copy()
    flipped[:3] = 1 - flipped[:3]
    other = Ridge(points, flipped).score_held_out(np.arange(3), groups)
    assert np.allclose(held, other, atol=0.15)
