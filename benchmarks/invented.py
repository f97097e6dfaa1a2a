"""Any number of recommendations of which it is known which state the same.

Part of benchmarks/scale.py. Sentences of the shared documents are cut in two where a
connective stands; halves of different sentences are joined, and a noun or two of the
first half gives way to others: a proposal that nobody made. About a third of the
mentions stand in groups of two to six wordings of one proposal, by five rules: a frame
before it, synonyms, halves that change places, a misspelling, a name for its acronym.
The rest stands alone; of it, one in twenty differs from another in a country only.

With more mentions each half comes in more of them, so they become more alike.
"""

from __future__ import annotations

import random
import re
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from pipeline.config import IngestSettings
from pipeline.ingest import ingest, why_unreadable
from pipeline.records import Source, normalise

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SEED = 20261122
FOLDERS = ("upr_lists", "igf", "submissions", "upr")
HALVES = {"heads": 8_000, "tails": 4_000}
FEWEST_WORDS, MOST_WORDS = 5, 24
LARGEST_GROUP = 6
# Of the mentions that stand alone, one in so many is a pair that differs in a country.
CONTRASTS = 20
SHORTEST_MISSPELT = 6
# Half a sentence does not end so.
HANGING = frozenset(
    "a an and as at by for from in is of on or that the their to which with".split()
)
SECOND_RULE = 0.4

_SENTENCE = re.compile(r"(?<=[.;!?])\s+")
_MARKS = re.compile(r"^[^A-Za-z]+|(?:\([^)]*\)|[\s.;:,])+$")
_CONNECTIVE = re.compile(
    r",? \b(?=(?:in order to|with a view to|including|so as to|in accordance with|in line with|"
    r"in particular|as well as|by \w+ing|through|especially|in cooperation with|taking into)\b)"
)
_NOUN = re.compile(r"\b[a-z]{3,}(?:tion|ment|ity|ness|ance|ence|ship|ism|tions|ments|ities)\b")
_CLAIM = re.compile(
    r"^(?:it|the|they|this|these|there|however|a|an|all|some|we|in|on|[A-Z]|\w+ \w+ed\b)|"
    r"\b(?:should|shall|must|will|may|can|could|is|are|was|were|has|have)\b"
)
_LONG = re.compile(rf"\b[a-z]{{{SHORTEST_MISSPELT},}}\b")

SYNONYMS = {
    one: other
    for line in """strengthen reinforce|enhance improve|establish set up|ensure guarantee|
    adopt approve|promote foster|combat fight|develop elaborate|provide give|increase raise|
    continue go on with|consider think about|support back|participation involvement|
    measures steps|cooperation collaboration|legislation laws|efforts work|children minors|
    access entry|implement carry out|protect safeguard|full complete|national domestic|
    effective efficient|encourage motivate|create form|review examine|issues questions|
    discussion debate|meetings sessions|government authorities|important essential""".split("|")
    for one, other in [line.strip().split(" ", 1)]
}
_SYNONYM = re.compile(rf"\b(?:{'|'.join(SYNONYMS)})\b")
NAMES = {
    "OHCHR": "the Office of the High Commissioner for Human Rights",
    "IGF": "Internet Governance Forum",
    "MAG": "Multistakeholder Advisory Group",
    "ICC": "International Criminal Court",
    "CEDAW": "the Convention on the Elimination of All Forms of Discrimination against Women",
    "NGOs": "non-governmental organizations",
    "UNESCO": "the United Nations Educational, Scientific and Cultural Organization",
    "ITU": "the International Telecommunication Union",
    "ICT": "information and communications technology",
    "ILO": "the International Labour Organization",
}
_NAME = re.compile(rf"\b(?:{'|'.join(NAMES)})\b")
ORDERS = ("We recommend that the State {}", "The Government should {}", "It is recommended to {}")
CLAIMS = ("We recommend that {}", "In our view, {}", "It is proposed that {}")
COUNTRIES = "Kenya Peru Norway Nepal Ghana Chile Japan Tunisia Fiji Latvia".split()


@dataclass(frozen=True, slots=True)
class Material:
    """Halves of sentences, and nouns to put into them."""

    heads: list[str]
    tails: list[str]
    nouns: list[str]


@dataclass(frozen=True, slots=True)
class Invented:
    """Mentions and what is known of them, a place a mention.

    Attributes:
        texts: What they say.
        proposals: Number of the proposal that each states.
        rules: Names of the rules that made it from the proposal's own wording.
        heads: Of each proposal, its first half, shape (proposals,).
        tails: The second.
        sources: The proposal that it is but for a country, else itself.
    """

    texts: list[str]
    proposals: np.ndarray
    rules: list[tuple[str, ...]]
    heads: np.ndarray
    tails: np.ndarray
    sources: np.ndarray


def read_material(corpus: Path) -> Material:
    """Halves of the distinct sentences of the shared texts."""
    heads: dict[str, str] = {}
    tails: dict[str, str] = {}
    for sentence in _sentences(corpus):
        head, *rest = _CONNECTIVE.split(sentence, maxsplit=1)
        for half, known in ((head, heads), *((tail, tails) for tail in rest)):
            words = half.split()
            if FEWEST_WORDS <= len(words) <= MOST_WORDS and words[-1] not in HANGING:
                known.setdefault(normalise(half), half)
    chance = random.Random(SEED)  # noqa: S311 (texts that can be made again, no secret)
    return Material(
        heads=chance.sample(list(heads.values()), min(len(heads), HALVES["heads"])),
        tails=chance.sample(list(tails.values()), min(len(tails), HALVES["tails"])),
        nouns=sorted({noun for head in heads.values() for noun in _NOUN.findall(head)}),
    )


def _sentences(corpus: Path) -> Iterator[str]:
    files = [
        path
        for folder in FOLDERS
        for path in sorted((corpus / folder).rglob("*"))
        if path.is_file() and not why_unreadable(path)
    ]
    sources = [Source(document_id=str(place), path=path) for place, path in enumerate(files)]
    documents, _ = ingest(sources, settings=IngestSettings(), on_done=lambda: None)
    for document in documents:
        if document.source.language == "en":
            for paragraph in document.paragraphs:
                for sentence in _SENTENCE.split(paragraph.text):
                    yield _trim(sentence)


def _trim(sentence: str) -> str:
    """The sentence without marks at its ends, as it may stand after other words."""
    text = re.sub(r"^[Tt]o ", "", _MARKS.sub("", sentence))
    return text if text[1:2].isupper() or text[1:2] == " " else text[:1].lower() + text[1:]


def invent(material: Material, count: int) -> Invented:
    """So many mentions; the same number gives the same ones."""
    chance = np.random.default_rng(SEED)
    sizes = _sizes(chance, count)
    proposals = np.repeat(np.arange(len(sizes)), sizes)
    heads = _spread(chance, len(sizes), len(material.heads))
    tails = _spread(chance, len(sizes), len(material.tails))
    place = np.flatnonzero(sizes == 1)[:: CONTRASTS // 2]
    # Of these, each second one is what the one before is, but for the country.
    twin = dict(zip(place[1::2].tolist(), place[:-1:2].tolist(), strict=False))
    heads[list(twin)] = heads[list(twin.values())]
    tails[list(twin)] = tails[list(twin.values())]
    named = set(twin) | set(twin.values())
    texts: list[str] = []
    rules: list[tuple[str, ...]] = []
    for number, size in enumerate(sizes):
        source = twin.get(number, number)
        halves = material.heads[heads[number]], material.tails[tails[number]]
        for text, applied in _wordings(material, source, halves, int(size)):
            country = f" in {COUNTRIES[(number != source) + 2 * (source % 5)]}"
            texts.append(text + country if number in named else text)
            rules.append(applied)
    order = chance.permutation(len(texts))
    return Invented(
        texts=[_as_sentence(texts[k]) for k in order],
        proposals=proposals[order],
        rules=[rules[k] for k in order],
        heads=heads,
        tails=tails,
        sources=np.array([twin.get(number, number) for number in range(len(sizes))]),
    )


def _sizes(chance: np.random.Generator, count: int) -> np.ndarray:
    """How many mentions each proposal has: a third of all in groups, the rest alone."""
    groups: list[int] = []
    while sum(groups) < count // 3:
        more = chance.integers(2, LARGEST_GROUP + 1, size=max(1, count // 100))
        kept = np.cumsum(more) + sum(groups) <= count // 3 + LARGEST_GROUP
        groups += more[kept].tolist()
        if not kept.all():
            break
    return np.array(groups + [1] * (count - sum(groups)))


def _spread(chance: np.random.Generator, count: int, different: int) -> np.ndarray:
    """Each of the different ones about as often, in any order."""
    return chance.permutation(np.arange(count) % different)


def _wordings(
    material: Material, number: int, halves: tuple[str, str], size: int
) -> Iterator[tuple[str, tuple[str, ...]]]:
    """The proposal, then other wordings of it with the rules that made them."""
    chance = random.Random(SEED + number)  # noqa: S311 (texts that can be made again, no secret)
    head, tail = halves
    for noun in chance.sample(found := _NOUN.findall(head), min(2, len(found))):
        head = head.replace(noun, chance.choice(material.nouns), 1)
    yield f"{head} {tail}", ()
    known = {f"{head} {tail}"}
    while len(known) < size:
        text, applied = reword(head, tail, chance)
        if text not in known:
            known.add(text)
            yield text, applied


def reword(head: str, tail: str, chance: random.Random) -> tuple[str, tuple[str, ...]]:
    """The proposal in another wording, by a rule or two, and which."""
    many = 2 if chance.random() < SECOND_RULE else 1
    applied: list[str] = []
    for name in chance.sample(sorted(RULES), len(RULES)):
        changed = RULES[name](head, tail, chance)
        # Halves that changed places cannot be told apart any more.
        if changed != (head, tail) and len(applied) < many:
            head, tail = changed
            applied.append(name)
    return f"{head} {tail}".strip(), tuple(applied)


def _frame(head: str, tail: str, chance: random.Random) -> tuple[str, str]:
    if not tail:
        return head, tail
    claims = _CLAIM.search(" ".join(head.split()[:8]))
    return chance.choice(CLAIMS if claims else ORDERS).format(head), tail


def _replace(head: str, tail: str, _: random.Random) -> tuple[str, str]:
    one, other = (_SYNONYM.sub(lambda m: SYNONYMS[m[0]], half, count=2) for half in (head, tail))
    return one, other


def _turn(head: str, tail: str, _: random.Random) -> tuple[str, str]:
    return (f"{tail}, {head}", "") if tail else (head, tail)


def _misspell(head: str, tail: str, chance: random.Random) -> tuple[str, str]:
    words = _LONG.findall(head)
    if not words:
        return head, tail
    word = chance.choice(words)
    # A word is always misspelt in the same way, so that the vocabulary stays finite.
    place = 1 + zlib.crc32(word.encode()) % (len(word) - 3)
    wrong = word[:place] + word[place + 1] + word[place] + word[place + 2 :]
    return head.replace(word, wrong, 1), tail


def _spell_out(head: str, tail: str, _: random.Random) -> tuple[str, str]:
    one, other = (_NAME.sub(lambda m: NAMES[m[0]], half) for half in (head, tail))
    return one, other


RULES: dict[str, Callable[[str, str, random.Random], tuple[str, str]]] = {
    "frame": _frame,
    "synonyms": _replace,
    "order": _turn,
    "misspelling": _misspell,
    "name": _spell_out,
}


def _as_sentence(text: str) -> str:
    return text[:1].upper() + text[1:] + "."
