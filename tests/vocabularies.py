"""Hypothesis strategies for vocabularies and changes to them, and small real ones."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hypothesis import strategies as st

from pipeline.records import Scheme
from pipeline.suggest.changes import Action, VocabularyChange, name_of
from pipeline.suggest.vocabulary import FACETS, Category, Tag, Vocabulary

if TYPE_CHECKING:
    from collections.abc import Callable

_LINES = st.characters(exclude_categories=["Cs"])
# What a person can write: no more than stars and spaces is no text.
texts = st.text(_LINES, max_size=12).map(str.strip).filter(lambda text: text.strip("* "))
keys = st.text(
    st.characters(exclude_categories=["Cs"], exclude_characters="|*"), min_size=1, max_size=5
).filter(lambda key: key == key.strip())


def _lists(smallest: int) -> st.SearchStrategy[tuple[str, ...]]:
    """Texts in the order that a list without an order is read back in."""
    return st.sets(texts, min_size=smallest, max_size=3).map(lambda found: tuple(sorted(found)))


@st.composite
def _of_kind(
    draw: st.DrawFn, kind: Callable[..., Category | Tag], smallest: int
) -> tuple[Category | Tag, ...]:
    """Entries of which each may be under one that was drawn before it, then in any order."""
    drawn: list[Category | Tag] = []
    names = draw(st.lists(texts, unique_by=str.casefold, min_size=smallest, max_size=5))
    drawn_keys = st.lists(keys, unique=True, min_size=len(names), max_size=len(names))
    for key, name in zip(draw(drawn_keys), names, strict=True):
        broader = draw(st.sampled_from(["", *(entry.key for entry in drawn)]))
        common = {"key": key, "name": name, "broader": broader, "definition": draw(texts)}
        if kind is Category:
            own = {"terms": draw(_lists(1)), "examples": draw(_lists(0))}
        else:
            own = {"facet": draw(st.sampled_from(FACETS)), "synonyms": draw(_lists(1))}
        drawn.append(kind(**common, **own))
    return tuple(draw(st.permutations(drawn)))


vocabularies = st.builds(Vocabulary, categories=_of_kind(Category, 1), tags=_of_kind(Tag, 0))


@st.composite
def changes(draw: st.DrawFn, vocabulary: Vocabulary) -> VocabularyChange | None:
    """A change that the vocabulary can be made to take; none where it has nothing to change."""
    scheme = draw(st.sampled_from(Scheme))
    entries = vocabulary.categories if scheme is Scheme.CATEGORY else vocabulary.tags
    present = [entry.key for entry in entries]
    names = {entry.name.casefold() for entry in entries}
    fresh = keys.filter(lambda key: key not in present and _drawn_name(key) not in names)
    least = 2 if scheme is Scheme.CATEGORY else 1
    actions = [Action.RENAME, Action.SPLIT] if present else []
    actions += [Action.RETIRE] if len(present) >= least else []
    actions += [Action.MERGE] if len(present) > 1 else []
    if not actions:
        return None
    action, key = draw(st.sampled_from(actions)), draw(st.sampled_from(present))
    into: tuple[str, ...] = ()
    name = ""
    new_names = texts.filter(lambda name: name.casefold() not in names)
    if action is Action.RENAME:
        into, name = draw(st.tuples(fresh) | st.just(())), draw(new_names)
    elif action is Action.MERGE:
        into = (draw(st.sampled_from([other for other in present if other != key])),)
    elif action is Action.SPLIT:
        parts = st.sampled_from(present) | fresh
        into = tuple(draw(st.lists(parts, unique_by=_drawn_name, min_size=2, max_size=3)))
    return VocabularyChange(action=action, scheme=scheme, key=key, into=into, name=name)


def _drawn_name(key: str) -> str:
    """What the name made of a key is compared by."""
    return name_of(key).casefold()


def category(key: str, **fields: str | tuple[str, ...]) -> Category:
    """A category named as its key."""
    own = {"name": key, "definition": key, "terms": (key,), "examples": (f"Do {key}",)}
    return Category(key=key, **own | fields)  # type: ignore[arg-type] # fields as the test has them


def tag(key: str, **fields: str | tuple[str, ...]) -> Tag:
    """A theme named as its key."""
    own = {"name": key, "definition": key, "synonyms": (key,), "facet": "theme"}
    return Tag(key=key, **own | fields)  # type: ignore[arg-type] # as above
