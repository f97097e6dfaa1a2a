"""Changes to the vocabulary: what it is then, and what becomes of the labels of rows."""

from __future__ import annotations

from itertools import chain
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.errors import ConfigError, UsageError
from pipeline.records import Scheme
from pipeline.suggest.changes import (
    Action,
    Relabelling,
    VocabularyChange,
    apply,
    carry,
    change_from_json,
    change_to_json,
    check,
    in_words,
    relabel,
)
from pipeline.suggest.vocabulary import Vocabulary, load_vocabulary, write_vocabulary
from tests.conftest import write
from tests.vocabularies import category, changes, tag, vocabularies

if TYPE_CHECKING:
    from collections.abc import Iterable

PORT = Vocabulary(
    categories=(category("fees"), category("berths"), category("dues", broader="fees")),
    tags=(
        tag("pier", synonyms=("pier", "jetty")),
        tag("crane", broader="pier"),
        tag("hook", broader="crane"),
        tag("lamp"),
    ),
)


def change_of(words: str, scheme: Scheme = Scheme.TAG, name: str = "") -> VocabularyChange:
    """A change as words: the action, the key, and the keys it goes into."""
    action, key, *into = words.split()
    return VocabularyChange(
        action=Action(action), scheme=scheme, key=key, into=tuple(into), name=name
    )


def keys_of(vocabulary: Vocabulary, scheme: Scheme) -> set[str]:
    """The keys of a scheme."""
    entries = vocabulary.categories if scheme is Scheme.CATEGORY else vocabulary.tags
    return {entry.key for entry in entries}


def tree(vocabulary: Vocabulary) -> dict[str, str]:
    """What each tag is under."""
    return {tag.key: tag.broader for tag in vocabulary.tags}


@given(st.data())
def test_after_a_change_the_vocabulary_can_be_written_and_loaded(data: st.DataObject) -> None:
    vocabulary = data.draw(vocabularies)
    change = data.draw(changes(vocabulary))
    if change:
        changed = apply(vocabulary, change)
        with TemporaryDirectory() as folder:
            text = write_vocabulary(changed, over=write_vocabulary(vocabulary))
            assert load_vocabulary(write(Path(folder) / "v.toml", text)) == changed


@given(st.data())
def test_every_label_holds_or_is_asked_for_or_left_and_none_is_unknown(
    data: st.DataObject,
) -> None:
    vocabulary = data.draw(vocabularies)
    change = data.draw(changes(vocabulary))
    if not change:
        return
    before, after = (keys_of(one, change.scheme) for one in (vocabulary, apply(vocabulary, change)))
    labels = tuple(data.draw(st.lists(st.sampled_from(sorted(before)), unique=True)))
    carried = relabel(labels, change)
    assert {*carried.labels, *chain(*carried.undecided)} <= after
    assert len(set(carried.labels)) == len(carried.labels)
    for label in labels:
        new = change.into[0] if change.into else label
        is_renamed = change.action in (Action.RENAME, Action.MERGE) and label == change.key
        assert (new if is_renamed else label) in (*carried.labels, *carried.left)
    assert set(carried.left) <= {change.key} & set(labels)
    is_split = change.action is Action.SPLIT and change.key in labels
    assert carried.undecided == ((change.into,) if is_split else ())


@given(st.data())
def test_after_many_changes_nothing_that_a_row_has_is_unknown(data: st.DataObject) -> None:
    vocabulary = data.draw(vocabularies)
    scheme = data.draw(st.sampled_from(Scheme))
    before = keys_of(vocabulary, scheme)
    labels = tuple(data.draw(st.sets(st.sampled_from(sorted(before))))) if before else ()
    made = []
    for _ in range(data.draw(st.integers(0, 5))):
        change = data.draw(changes(vocabulary))
        if change:
            made.append(change)
            vocabulary = apply(vocabulary, change)
    carried = carry(labels, scheme, made)
    assert {*carried.labels, *chain(*carried.undecided)} <= keys_of(vocabulary, scheme)
    assert bool(labels) is bool(carried.labels or carried.undecided or carried.left)


@given(st.data())
def test_a_change_is_read_back_from_its_line_in_the_log(data: st.DataObject) -> None:
    change = data.draw(changes(data.draw(vocabularies)))
    if change:
        line = change_to_json(change)
        assert "\n" not in line
        assert change_from_json(line) == change


def test_a_rename_carries_what_is_under_it_and_keeps_its_place() -> None:
    changed = apply(PORT, change_of("rename pier quay", name="Quays"))
    assert [one.key for one in changed.tags] == ["quay", "crane", "hook", "lamp"]
    assert (changed.tags[0].name, changed.tags[1].broader) == ("Quays", "quay")
    assert relabel(("lamp", "pier"), change_of("rename pier quay")).labels == ("lamp", "quay")


def test_a_rename_of_the_name_alone_leaves_every_label() -> None:
    change = change_of("rename fees", Scheme.CATEGORY, name="Harbour fees")
    assert apply(PORT, change).categories[0].name == "Harbour fees"
    assert apply(PORT, change).categories[2].broader == "fees"
    assert relabel(("fees",), change) == Relabelling(labels=("fees",))


def test_a_merge_gives_its_words_and_what_is_under_it_to_the_one_that_stays() -> None:
    changed = apply(PORT, change_of("merge pier lamp"))
    assert changed.tags[-1].synonyms == ("lamp", "pier", "jetty")
    assert tree(changed) == {"crane": "lamp", "hook": "crane", "lamp": ""}
    assert relabel(("pier", "lamp"), change_of("merge pier lamp")).labels == ("lamp",)


def test_a_merge_into_what_is_under_it_makes_no_circle() -> None:
    assert tree(apply(PORT, change_of("merge pier hook"))) == {
        "crane": "",
        "hook": "crane",
        "lamp": "",
    }


def test_a_merge_of_categories_joins_their_examples() -> None:
    changed = apply(PORT, change_of("merge berths fees", Scheme.CATEGORY))
    assert changed.categories[0].examples == ("Do fees", "Do berths")
    assert changed.categories[0].terms == ("fees", "berths")


def test_a_split_copies_the_old_one_and_asks_for_every_row() -> None:
    change = change_of("split pier stone-pier lamp")
    changed = apply(PORT, change)
    assert changed.tags[0] == tag(
        "stone-pier", name="Stone pier", definition="pier", synonyms=("pier", "jetty")
    )
    assert tree(changed) == {"stone-pier": "", "crane": "", "hook": "crane", "lamp": ""}
    assert relabel(("pier", "crane"), change) == Relabelling(
        labels=("crane",), undecided=(("stone-pier", "lamp"),), left=("pier",)
    )


def test_a_split_that_keeps_the_old_one_keeps_its_labels_and_asks_all_the_same() -> None:
    change = change_of("split pier pier jetty")
    assert [one.key for one in apply(PORT, change).tags][:2] == ["pier", "jetty"]
    assert tree(apply(PORT, change))["crane"] == "pier"
    assert relabel(("pier",), change) == Relabelling(
        labels=("pier",), undecided=(("pier", "jetty"),)
    )


def test_what_is_retired_leaves_the_row_and_is_remembered() -> None:
    change = change_of("retire pier")
    assert tree(apply(PORT, change))["crane"] == ""
    assert relabel(("pier", "lamp"), change) == Relabelling(labels=("lamp",), left=("pier",))


def test_a_choice_that_is_open_goes_along_with_later_changes() -> None:
    def after(*words: str) -> Relabelling:
        return carry(("pier",), Scheme.TAG, map(change_of, ("split pier a b", *words)))

    assert after("rename a c").undecided == (("c", "b"),)
    assert after("split a c d").undecided == (("c", "d", "b"),)
    assert after("retire a").undecided == (("b",),)
    assert after("retire a", "merge b lamp").undecided == (("lamp",),)
    assert after("retire a", "retire b") == Relabelling(labels=(), left=("pier",))
    assert after("merge a b") == Relabelling(labels=("b",), left=("pier",))


def test_changes_of_the_other_scheme_touch_no_label() -> None:
    change = change_of("retire fees", Scheme.CATEGORY)
    assert carry(("fees",), Scheme.TAG, [change]) == Relabelling(labels=("fees",))


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("rename dock quay", "dock"),
        ("rename pier lamp", "taken"),
        ("merge pier dock", "dock"),
        ("retire dock", "no such key"),
    ],
)
def test_a_change_that_the_vocabulary_cannot_take_is_an_error(words: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        apply(PORT, change_of(words))


@pytest.mark.parametrize(
    ("words", "name", "holder"),
    [
        ("rename pier", "Lamp", "lamp"),
        ("rename pier quay", "LAMP", "lamp"),
        ("split pier Lamp quay", "", "lamp"),
        ("split pier new-quay New-quay", "", "new-quay"),
    ],
)
def test_a_name_that_another_has_is_refused(words: str, name: str, holder: str) -> None:
    with pytest.raises(ConfigError, match=f"that of tag '{holder}'; take another, or merge"):
        apply(PORT, change_of(words, name=name))


def test_the_letters_of_its_own_name_may_change() -> None:
    assert apply(PORT, change_of("rename pier", name="PIER")).tags[0].name == "PIER"


def test_the_last_category_cannot_be_retired_but_the_last_tag_can() -> None:
    small = Vocabulary(categories=(category("fees"),), tags=(tag("pier"),))
    assert apply(small, change_of("retire pier")).tags == ()
    with pytest.raises(ConfigError, match="only one"):
        apply(small, change_of("retire fees", Scheme.CATEGORY))


@pytest.mark.parametrize(
    ("words", "name", "said"),
    [
        ("rename pier", "", "a new name"),
        ("rename pier pier", "", "a new key"),
        ("rename pier a b", "", "a new key"),
        ("rename pier", " ", "a new name"),
        ("rename pier a|b", "", "remove them"),
        ("merge pier", "", "one other key"),
        ("merge pier pier", "", "one other key"),
        ("merge pier a", "A", "no name"),
        ("split pier a", "", "two or more"),
        ("split pier a a", "", "more than once"),
        ("retire pier a", "", "no other key"),
    ],
)
def test_a_change_that_can_never_be_is_an_error(words: str, name: str, said: str) -> None:
    with pytest.raises(ConfigError, match=said):
        change_of(words, name=name)


@pytest.mark.parametrize("text", ["", "{}", '{"action": "burn", "scheme": "tag", "key": "a"}'])
def test_a_line_that_is_no_change_is_an_error(text: str) -> None:
    with pytest.raises(UsageError, match="restore"):
        change_from_json(text)


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("rename pier quay", "tag 'pier' renamed to 'quay', with the name “Quays”"),
        ("merge pier lamp", "tag 'pier' merged into 'lamp'"),
        ("split pier a b", "tag 'pier' split into 'a' and 'b'"),
        ("retire pier", "tag 'pier' retired"),
    ],
)
def test_a_change_can_be_said_in_words(words: str, said: str) -> None:
    name = "Quays" if words.startswith("rename") else ""
    assert in_words(change_of(words, name=name)) == said


def found(*tags: str, vocabulary: Vocabulary = PORT) -> str:
    """What a check says where rows have these tags."""
    return "\n".join(check(vocabulary, {Scheme.TAG: tags}))


def test_a_vocabulary_without_faults_has_none(vocabulary: Vocabulary) -> None:
    assert check(PORT, {}) == []
    assert check(vocabulary, {}) == []


def test_labels_in_use_that_are_unknown_and_tags_that_are_not_used_are_named() -> None:
    assert "'buoy' stands in rows" in found("pier", "buoy")
    assert "no row has the tag 'crane', 'hook', 'lamp';" in found("pier")
    many = Vocabulary(categories=PORT.categories, tags=tuple(tag(f"t{n * n}") for n in range(30)))
    assert "and 9 more;" in found("t0", vocabulary=many)


def _with(*tags: object, categories: Iterable[object] = PORT.categories) -> Vocabulary:
    return Vocabulary(categories=tuple(categories), tags=tuple(tags))  # type: ignore[arg-type] # tests also give wrong ones


@pytest.mark.parametrize(
    ("faulty", "said"),
    [
        (_with(tag("a", synonyms=("Pier",)), tag("b", synonyms=("pier",))), "'a' and 'b'"),
        (_with(tag("a", name="Stone pier"), tag("b", name="Stone piers")), "nearly the same name"),
        (_with(tag("a", broader="b"), tag("b", broader="a")), "is under"),
        (_with(tag("a", broader="b")), "key of no tag"),
        (_with(tag("a"), tag("a")), "more than once"),
        (_with(categories=[category("fees", examples=())]), "no examples"),
    ],
)
def test_what_a_person_should_look_at_is_said(faulty: Vocabulary, said: str) -> None:
    assert said in found(vocabulary=faulty)


def test_after_a_split_the_check_names_the_words_to_divide() -> None:
    changed = apply(PORT, change_of("split pier stone-pier wooden-pier"))
    said = "tags 'stone-pier' and 'wooden-pier' share 'pier', 'jetty' as synonyms"
    assert said in found(vocabulary=changed)
