"""Short documents made of a few proposals in several wordings, and later versions of some."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

from tests.conftest import write

if TYPE_CHECKING:
    import random
    from collections.abc import Collection, Iterable, Mapping
    from pathlib import Path

_ACTORS = ("harbour board", "pilots' guild", "harbour master")
_DEEDS = (
    ("publish", "published", "the harbour fees", "every year"),
    ("publish", "published", "the harbour fees", "every two years"),
    ("review", "reviewed", "the anchorage rules", "before winter"),
    ("train", "trained", "the young pilots", "in the new tugs"),
    ("repair", "repaired", "the planks of the northern pier", "before winter"),
    ("light", "lit", "the northern pier", "at night"),
    ("translate", "translated", "the tide tables", "for visiting crews"),
    ("lower", "lowered", "the charges on small boats", "next year"),
)
_FRAMES = (
    "The {actor} should {do} {what} {how}.",
    "We recommend that the {actor} {do} {what} {how}.",
    "{What} should be {done} by the {actor} {how}.",
    "The {actor} could {do} {what} {how}.",
)
# What is done to a sentence that stays the same one: as scanning and typing leave it.
_DAMAGES = (
    ("harbour", "harbor"),
    ("northern", "northem"),
    ("winter", "wintcr"),
    ("visiting", "visitng"),
    ("pilots", "pi1ots"),
    ("anchorage", "anchoragc"),
    ("charges", "chargcs"),
    (" the ", " the, "),
    ("tables", "tab- les"),
)
# What makes another one of it, though few letters differ.
_OTHERWISE = (
    ("every year", "every three years"),
    ("two years", "four years"),
    (" should ", " should not "),
    (" could ", " could not "),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Version:
    """A document's first version and, where it has one, the second.

    Attributes:
        file: The first.
        revised: The second, if there is one.
        became: What of the first still stands in the second in slightly other letters, by
            what it was.
    """

    file: Path
    revised: Path | None
    became: Mapping[str, str]


def write_documents(folder: Path, chance: random.Random) -> tuple[Version, ...]:
    """A few documents that often say the same in other words; some have a second version."""
    contents = {tuple({say(chance): None for _ in range(chance.randrange(1, 7))}) for _ in range(6)}
    documents = []
    for number, said in enumerate(sorted(contents)[: chance.randrange(3, 7)]):
        file = _write(folder / f"{number}.txt", said)
        if chance.random() < 1 / 2:
            documents.append(Version(file=file, revised=None, became={}))
        else:
            after, became = revise(list(said), chance)
            revised = _write(folder / "revised" / f"{number}.txt", after)
            documents.append(Version(file=file, revised=revised, became=became))
    return tuple(documents)


def _write(path: Path, sentences: Iterable[str]) -> Path:
    return write(path, "\n\n".join(sentences) + "\n")


def say(chance: random.Random) -> str:
    """A sentence that proposes something."""
    do, done, what, how = chance.choice(_DEEDS)
    words = {"do": do, "done": done, "what": what, "What": what.capitalize(), "how": how}
    return chance.choice(_FRAMES).format(actor=chance.choice(_ACTORS), **words)


def revise(sentences: list[str], chance: random.Random) -> tuple[list[str], dict[str, str]]:
    """The sentences of the next version, and what became of those that stay in other letters.

    One may be gone, one is new, one may say otherwise, some are damaged; they may stand in
    another order.
    """
    stay = list(sentences)
    if len(stay) > 1 and chance.random() < 2 / 3:
        stay.remove(chance.choice(stay))
    became = {}
    for sentence in stay:
        if chance.random() < 1 / 3:
            became[sentence] = change(sentence, _DAMAGES, chance)
    after = [became.get(sentence, sentence) for sentence in stay]
    others = [sentence for sentence in stay if sentence not in became]
    if others and chance.random() < 1 / 3:
        sentence = chance.choice(others)
        after[stay.index(sentence)] = change(sentence, _OTHERWISE, chance)
    after.append(_say_anew({*sentences, *after}, chance))
    if chance.random() < 1 / 2:
        chance.shuffle(after)
    return list(dict.fromkeys(after)), became


def _say_anew(known: Collection[str], chance: random.Random) -> str:
    return next(said for said in iter(lambda: say(chance), "") if said not in known)


def change(sentence: str, changes: tuple[tuple[str, str], ...], chance: random.Random) -> str:
    """The sentence with one of the changes that can be made to it, if any can."""
    fitting = [(old, new) for old, new in changes if old in sentence]
    if not fitting:
        return sentence
    old, new = chance.choice(fitting)
    places = [found.start() for found in re.finditer(re.escape(old), sentence)]
    place = chance.choice(places)
    return sentence[:place] + new + sentence[place + len(old) :]
