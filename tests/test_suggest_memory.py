"""What an earlier run judged is not judged again, and changes nothing."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
import pytest

from pipeline.config import SuggestSettings, shipped_models
from pipeline.records import Cluster, DecidedLabels
from pipeline.suggest import Suggested, suggest
from pipeline.suggest.knowledge import load_knowledge
from pipeline.suggest.memory import Memory, key_of
from tests.conftest import make_mention

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from pipeline.embedding import Encoder
    from pipeline.suggest.vocabulary import Vocabulary

    Run = Callable[..., Suggested]

TEXTS = (
    "More donors should pledge money to the trust fund.",
    "Travel grants should let people from developing countries take part.",
    "Indicators should measure how far recommendations were carried out.",
    "The fund for travel should be raised every year.",
    "The fund for travel should be raised every year.",
    "Each meeting should produce a short written message.",
)
DECIDED = DecidedLabels(
    recommendation_id="R-0001",
    mention_ids=("m0",),
    text=TEXTS[0],
    headings=(),
    category="monitoring",
    tags=(),
)


class Kept:
    """Tables that a run leaves to the next."""

    def __init__(self) -> None:
        self.tables: dict[str, bytes] = {}

    def get(self, name: str) -> bytes | None:
        """The table; None where there is none."""
        return self.tables.get(name)

    def keep(self, name: str, table: bytes) -> None:
        """Keep a table in place of the one of that name."""
        self.tables[name] = table

    def keys(self) -> set[bytes]:
        """What values are kept for."""
        found = (
            msgspec.msgpack.decode(one, type=dict[bytes, bytes]) for one in self.tables.values()
        )
        return {key for table in found for key in table}


@pytest.fixture(scope="module")
def run(vocabulary: Vocabulary, encoder: Encoder) -> Run:
    """Suggests for texts of two documents, the first two one recommendation where asked."""

    def call(
        texts: Sequence[str],
        known: Kept | None,
        *,
        decided: Sequence[DecidedLabels] = (),
        together: int = 1,
    ) -> Suggested:
        mentions = {
            f"m{n}": make_mention(
                text, mention_id=f"m{n}", document_id=f"D{n % 2}", headings=("Funding",) * (n // 4)
            )
            for n, text in enumerate(texts)
        }
        names = list(mentions)
        groups = [names[:together], *([name] for name in names[together:])]
        return suggest(
            [Cluster(mention_ids=tuple(group), canonical=group[0]) for group in groups],
            mentions,
            knowledge=load_knowledge(shipped_models(), vocabulary),
            decided=decided,
            settings=SuggestSettings(category_threshold=0.1, tag_threshold=0.1),
            encoder=encoder,
            known=known,
            on_done=lambda: None,
        )

    return call


@pytest.mark.parametrize("decided", [(), (DECIDED,)])
@pytest.mark.parametrize("before", range(1, len(TEXTS)))
def test_what_is_known_changes_nothing(
    run: Run, before: int, decided: tuple[DecidedLabels, ...]
) -> None:
    kept = Kept()
    run(TEXTS[:before], kept, decided=decided)
    assert run(TEXTS, kept, decided=decided) == run(TEXTS, None, decided=decided)


def test_what_came_together_with_something_known_is_explained_as_if_nothing_were(run: Run) -> None:
    kept = Kept()
    run(TEXTS, kept)
    assert run(TEXTS, kept, together=3) == run(TEXTS, None, together=3)


def test_running_again_finds_nothing_new(run: Run) -> None:
    kept = Kept()
    first = run(TEXTS, kept)
    before = kept.keys()
    assert run(TEXTS, kept) == first
    assert kept.keys() == before


def test_what_is_gone_is_forgotten(run: Run) -> None:
    kept = Kept()
    run(TEXTS, kept)
    before = kept.keys()
    run(TEXTS[:2], kept)
    assert len(kept.keys()) < len(before)


def test_a_value_is_for_all_that_it_was_found_from_and_for_nothing_else() -> None:
    memory = Memory(None)
    memory.keep(key_of("a", ("b",)), b"found")
    assert memory.get(key_of("a", ("b",))) == b"found"
    assert memory.get(key_of("a", "b")) is None
