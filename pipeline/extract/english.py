"""English: which sentences the rules take, each read in its place."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from pipeline.drafting import ACTION_NOUNS, ACTION_VERBS
from pipeline.extract.grammar import MODALS, is_action_point, is_instruction, stands_alone
from pipeline.extract.lexicon import CUES, OPENS_PREAMBULAR, STANDING_HEADING
from pipeline.extract.rules import Verdict
from pipeline.extract.sentences import FEWEST_WORDS
from pipeline.extract.signals import Judged, find_signals
from pipeline.extract.stems import StemKind
from pipeline.extract.triggers import judge
from pipeline.records import ParagraphKind, Part, Strength

if TYPE_CHECKING:
    from collections.abc import Sequence

    from spacy.tokens import Span

    from pipeline.extract.parsing import Parser
    from pipeline.extract.rules import PhraseRule
    from pipeline.extract.sentences import Sentence
    from pipeline.extract.stems import Stem


@dataclass(frozen=True, slots=True)
class Observation:
    """A sentence that may ask or regard, and all that speaks for and against it.

    Attributes:
        verdict: What the rules say by themselves; None where none takes it.
        completes: Whether it completes the stem above it.
        signals: Names of what holds of it: rules, syntax, place.
    """

    sentence: Sentence
    verdict: Verdict | None
    completes: bool
    signals: tuple[str, ...]


def observe(
    sentences: Sequence[Sentence], *, parser: Parser, rules: Sequence[PhraseRule]
) -> list[Observation]:
    """What can be said of each sentence of a document, in order.

    A sentence that no rule can take is not parsed; its words and its place speak alone.
    """
    places = [place for place, sentence in enumerate(sentences) if may_ask(sentence)]
    parsed = parser.parse([sentences[place].text for place in places])
    spans = {place: doc[:] for place, doc in zip(places, parsed, strict=True)}
    judged: dict[int, Judged] = {}
    for place, span in spans.items():
        sentence = sentences[place]
        before = judged.get(place - 1) if sentence.before else None
        after = before.verdict.part if before and before.verdict else None
        judged[place] = _judge(sentence, span, after=after, rules=rules)
    observations = []
    for place, sentence in enumerate(sentences):
        here = judged.get(place, Judged(None))
        signals = find_signals(place, spans.get(place), sentences, judged, rules=rules)
        observations.append(Observation(sentence, here.verdict, here.completes, signals))
    return observations


def may_ask(sentence: Sentence) -> bool:
    """Whether anything in a sentence or above it says that it is worth parsing."""
    kind, stem = sentence.paragraph.kind, sentence.stem
    if kind is ParagraphKind.PREAMBULAR or sentence.announced:
        return True
    if kind is not ParagraphKind.HEADING and stem and stem.kind is not StemKind.CONTENT:
        return True
    return _opens_with_action(sentence.text) or bool(CUES.search(sentence.text))


def _opens_with_action(text: str) -> bool:
    opening = [word.strip("\"“”'‘’()[],;:.").lower() for word in text.split()[:4]]
    return any(word in ACTION_VERBS or word in ACTION_NOUNS for word in opening)


def _judge(
    sentence: Sentence, span: Span, *, after: Part | None, rules: Sequence[PhraseRule]
) -> Judged:
    """What the rules say, and whether they say it because of the stem above."""
    if sentence.announced or sentence.paragraph.kind is ParagraphKind.HEADING:
        return Judged(_judge_heading(sentence, span, rules))
    by_stem = _by_stem(sentence.stem, sentence, span) if sentence.begins_item else None
    if by_stem:
        return Judged(by_stem, completes=True)
    return Judged(_by_itself(sentence, span, after=after, rules=rules))


def _judge_heading(sentence: Sentence, span: Span, rules: Sequence[PhraseRule]) -> Verdict | None:
    """A heading that is itself a recommendation: "Recommendation 4: Publish the minutes"."""
    if sentence.before or len(span) < FEWEST_WORDS or not _is_asking_heading(span, rules):
        return None
    return Verdict("heading that asks", Part.IMPROVEMENT, Strength.SHOULD, 0.7)


def _is_asking_heading(heading: Span, rules: Sequence[PhraseRule]) -> bool:
    """Whether a heading is written as a sentence that asks, not as a title."""
    if all(word[:1].isupper() for word in heading.text.split()[:3]):
        return False
    if is_instruction(heading):
        return True
    verdict = judge(heading, after=None, rules=rules) if stands_alone(heading) else None
    return verdict is not None and verdict.part is Part.IMPROVEMENT


def _by_stem(stem: Stem | None, sentence: Sentence, span: Span) -> Verdict | None:
    """What the words above the paragraph make of a sentence."""
    text = sentence.text
    if stem is None or len(text.split()) < FEWEST_WORDS - 1:
        return None
    if stem.text.endswith(" to") and text.lower().startswith("to "):
        return None
    low = text[:1].islower() or stem.text.endswith(" that") or text.startswith("That ")
    if stem.kind is StemKind.REGARDING and low:
        return Verdict("regarded by its stem", Part.CONSIDERATION, Strength.SHOULD, 0.9)
    if stem.kind is StemKind.ASKING and (low or is_instruction(span) or not stands_alone(span)):
        return Verdict("asked by its stem", Part.IMPROVEMENT, Strength.SHOULD, 0.9)
    if stem.kind is StemKind.MODAL and is_instruction(span):
        modal = stem.text.lower().split()[-1]
        strength = MODALS.get(modal, Strength.SHOULD)
        return Verdict(f"completes {modal}", Part.IMPROVEMENT, strength, 0.9)
    return None


def _by_itself(
    sentence: Sentence, span: Span, *, after: Part | None, rules: Sequence[PhraseRule]
) -> Verdict | None:
    """What the sentence says without the words above its paragraph."""
    kind, stem = sentence.paragraph.kind, sentence.stem
    if kind is ParagraphKind.PREAMBULAR and OPENS_PREAMBULAR.match(sentence.text):
        return Verdict("preambular paragraph", Part.CONSIDERATION, Strength.SHOULD, 0.95)
    if len(sentence.text.split()) < FEWEST_WORDS:
        return None
    verdict = judge(span, after=after, rules=rules)
    if verdict is None and kind is ParagraphKind.LIST_ITEM and is_action_point(span):
        return Verdict("action point", Part.IMPROVEMENT, Strength.SHOULD, 0.65)
    standing = any(STANDING_HEADING.search(h) for h in sentence.paragraph.headings[-1:])
    is_principle = stem is not None and stem.kind is StemKind.PRINCIPLE
    if verdict is None and is_principle and not sentence.before and sentence.text[-1] != ":":
        return Verdict("stated as a principle", Part.CONSIDERATION, Strength.COULD, 0.8)
    if verdict or stem or standing or not is_instruction(span):
        return verdict
    return Verdict("instruction", Part.IMPROVEMENT, Strength.SHOULD, 0.6)
