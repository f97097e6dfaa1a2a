"""A mention's text as it can be read alone.

Nothing here understands the text. It knows the words that point at something
outside their sentence, and fills in the shortest of what stands near that can
tell: a name with the same noun, the heading, the sentence before.
"""

from __future__ import annotations

import re
import unicodedata
from typing import TYPE_CHECKING

from pipeline.drafting import ACTION_VERBS, words
from pipeline.extract.lexicon import ENDS_IN_MODAL, HOLDS_ASKING, RECOMMENDING_HEADING
from pipeline.extract.pointers import (
    EMPTY_NOUNS,
    FINITE,
    FUNCTION,
    LONGEST_PHRASE,
    PRONOUN,
    WORD,
    find_bare,
    find_pointer,
    is_verb_first,
    noun_after,
)
from pipeline.extract.stems import is_incomplete
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from pipeline.extract.sentences import Sentence
    from pipeline.extract.stems import Stem
    from pipeline.records import Document

# Up to so many words, each of these needs its heading to be understood.
_SHORT_SENTENCE, _SHORT_PHRASE, _SHORT_INSTRUCTION = 9, 10, 30
# A longer stem that is a whole sentence would hide its items; their heading says enough.
_LONGEST_STEM, _LONGEST_CONTEXT, _LONGEST_NAME = 160, 200, 80
# Nobody points further back than so many paragraphs, sentences, steps, characters.
_FARTHEST, _NEAR, _LONGEST_CHAIN, _LONGEST_LOOK, _DEEPEST = 30, 4, 2, 4_000, 99
_FEWEST_CONTENT = 2
_ANSWERS = re.compile(
    r"(?i)\W*(?:(?:yes|no|agreed?|disagree|part(?:ly|ially)|absolutely|definitely|certainly|maybe|"
    r"none)\b(?=\s*[,.;:–—-]|$)|not (?:really|necessarily|at all|sure)\b|(?:i|we) (?:dis)?agree\b)"
)
_QUESTION = re.compile(r"(?i)(?:question|q)\s?\d+\b|.*\?\W*$")
_NUMBERING = re.compile(
    r"(?i)^(?:(?:question|section|part|chapter|article|annex|q)\s?\w{1,4}|"
    r"\(?(?:[\divx]{1,4}|[a-z])(?:\.\d+)*)\s?[.:)–-]+\s+"
)
# Headings that name a part of a document, no subject.
_FORMAL = re.compile(
    r"(?i)(?:(?:the|our|my|your|general|executive|brief|final|some|further|key|main|concluding|"
    r"specific|additional|other)\s)*(?:introduct\w+|abstract|summary|background|conclusions?|"
    r"overview|road ?(?:ahead|map)|main\s?body|references|contents?|preamble|comments?|remarks|"
    r"observations|discussion|document|submission|contribution|statement|notes?|context|foreword|"
    r"preface|response|answers?|text|plan|report|considerations?|areas? (?:for|of) improvements?|"
    r"annex|appendix|section|part|chapter|page|article|box|table|figure)"
    r"(?:\s(?:and|and/or|&)\s\w+)?(?:\s\w{1,4})?\W*$"
    r"|(?:of|and|or|to|submitted|by|from)\s|.{0,2}$|[\W\d]*$|.*\b(?:submission|contribution)\b"
)
_JOINS, _GOES_ON = ("of", "on", "for", "to", "and"), words("of on for to or against from")
_SPEAKS = re.compile(
    r"(?i)\b(?:we|I)\b(?=,? (?:also |further |strongly |therefore |would |do |firmly |hereby )*"
    r"(?:believe|recommend|propose|suggest|support|urge|encourage|call|request|like|ask|welcome|"
    r"think|advocate|invite|hope|wish|favou?r|endorse|agree|oppose)\b)"
)
_NOBODY = re.compile(r"(?i)\b(?:personal|individual|anonymous|independent|submission)\b")
_SENTENCE_END = re.compile(r"(?<=[.!?;])[\"”’)\]]*\d{0,2}\s+(?=[\"“‘(\[]*[^\W\d_a-z])")


def fill_in(sentence: Sentence, *, completes: bool, items: str, document: Document) -> str:
    """The text with what a reader must know to read it alone, in square brackets.

    Args:
        sentence: The mention's.
        completes: Whether it completes the stem above it.
        items: What its colon announces; empty where nothing.
        document: Where it stands.
    """
    text, names = sentence.text, dict[int, str]()
    stem = sentence.stem if completes or text[:1].islower() else None
    context = _stem_context(stem, sentence, document) if stem else ""
    if document.source.language[:2].lower() in ("", "en"):
        names = _find_names(sentence, document)
        context = context or _context(sentence, document, names)
    for place in sorted(names, reverse=True):
        text = f"{text[:place]} [{names[place]}]{text[place:]}"
    added = _clean(items)
    return (f"[{context}] " if context else "") + text + (f" [{added}]" if added else "")


def _stem_context(stem: Stem, sentence: Sentence, document: Document) -> str:
    """The stem's words; a heading "Recommendations" says nothing, the subject above it does."""
    if stem.index is None or not (len(stem.text) <= _LONGEST_STEM or is_incomplete(stem.text)):
        question = _question(sentence) if _is_phrase(sentence.text) else ""
        return question or ("" if FINITE.search(sentence.text) else _subject(sentence, document))
    goes_on = bool(ENDS_IN_MODAL.search(stem.text)) or stem.text.endswith(" that")
    own = _cut(_clean(stem.text), _LONGEST_CONTEXT if goes_on else _LONGEST_STEM, keeps_end=goes_on)
    if stem.is_bare or document.source.language[:2].lower() not in ("", "en"):
        return own
    paragraph = document.paragraphs[stem.index]
    is_inner = paragraph.kind is ParagraphKind.LIST_ITEM and " " not in stem.text
    if not is_inner and not find_pointer(stem.text):
        return own
    place = max(paragraph.text.rfind(stem.text[:40]), 0)
    return f"{_tell(_earlier(document, stem.index, place, is_outside=True))} {own}".strip()


def _context(sentence: Sentence, document: Document, names: Mapping[int, str]) -> str:
    """What stands before a sentence that cannot be read alone; empty for one that can."""
    text, pointer, bare = sentence.text, find_pointer(sentence.text), find_bare(sentence.text)
    points = pointer is not None and not any(place > pointer[0] for place in names)
    is_short, is_answer = _is_phrase(text), bool(_ANSWERS.match(text))
    question = "" if sentence.before else _question(sentence)
    if question and (points or is_answer or is_short):
        return question
    if points or is_answer or text[:1].islower():
        noun = noun_after(text, pointer[1])[0] if pointer else ""
        before = _tell(_earlier(document, sentence.index, sentence.start), noun=noun)
        return before or _subject(sentence, document)
    is_vague = bare and bare[1] not in names and len(text.split()) <= _SHORT_INSTRUCTION
    return _subject(sentence, document) if is_short or is_vague else ""


def _is_phrase(text: str) -> bool:
    """Whether the text is a phrase or an instruction too short to say what it is about."""
    told = [word.lower() for word in text.split() if not word.endswith("ly")]
    if told and told[0] in ACTION_VERBS:
        return len(told) <= _SHORT_INSTRUCTION
    is_sentence = FINITE.search(text) or HOLDS_ASKING.search(text)
    return len(told) <= (_SHORT_SENTENCE if is_sentence else _SHORT_PHRASE)


def _question(sentence: Sentence) -> str:
    """The question of a form that the paragraph answers; empty where it answers none."""
    asked = (sentence.paragraph.label, *reversed(sentence.paragraph.headings))
    return _cut(next((_plain(each) for each in asked if _QUESTION.match(each.strip())), ""))


def _subjects(sentence: Sentence, document: Document) -> list[str]:
    """The headings that name a subject, the nearest first, and the title."""
    told = map(_plain, (*reversed(sentence.paragraph.headings), document.source.title))
    is_formal = (_FORMAL.match, RECOMMENDING_HEADING.match)
    return [one for one in told if _content(one) and not any(is_so(one) for is_so in is_formal)]


def _subject(sentence: Sentence, document: Document) -> str:
    """The nearest heading, or else the title, that says something the text does not."""
    said = {word[:5] for word in _content(sentence.text)}
    subjects = _subjects(sentence, document)
    telling = (one for one in subjects if not {word[:5] for word in _content(one)} <= said)
    return _cut(next(telling, ""))


def _find_names(sentence: Sentence, document: Document) -> dict[int, str]:
    """Names that can stand right behind what they explain, by their places in the text."""
    text = sentence.text
    pointer, speaks = find_pointer(text), _SPEAKS.search(text)
    nouns = [find_bare(text)]
    if pointer and not PRONOUN.fullmatch(text, *pointer):
        noun = noun_after(text, pointer[1])
        # Nobody knows whether "these new rules" are other rules.
        nouns += [noun] if " " not in text[pointer[1] : noun[1]].strip() else []
    found = {noun[1]: _find_name(noun[0], sentence, document) for noun in nouns if noun}
    body = _clean(document.source.body.split(":")[0])
    if speaks and len(body) <= _LONGEST_NAME and body not in text and not _NOBODY.search(body):
        found[speaks.end()] = body
    inside = {place for place in found if text[:place].count("[") != text[:place].count("]")}
    return {place: name for place, name in found.items() if name and place not in inside}


def _find_name(noun: str, sentence: Sentence, document: Document) -> str:
    """What has the noun in its name, nearby or in a heading; empty where nothing has."""
    earlier = _earlier(document, sentence.index, sentence.start, is_outside=True)[:_NEAR]
    names = [_name_in(text, noun, is_title=False) for text in earlier]
    titles = (*reversed(sentence.paragraph.headings), document.source.title)
    names += [_name_in(_plain(text), noun, is_title=True) for text in titles]
    fit = (name for name in names if 0 < len(name) <= _LONGEST_NAME)
    is_named = noun and noun not in EMPTY_NOUNS
    return next((name for name in fit if name not in sentence.text), "") if is_named else ""


def _name_in(text: str, noun: str, *, is_title: bool) -> str:
    """The noun's name, "Harbour Fund", or what goes on from it, "for Rural Access"."""
    # Full stops at the end spare looking whether the end is near.
    tokens = [word for word in WORD.findall(text) if word not in "“”\"‘’'"] + ["."] * 4
    fits = [bool(_content(word)) and not word.endswith("ly") for word in tokens]
    names = [fit and (is_title or w[0].isupper()) for w, fit in zip(tokens, fits, strict=True)]
    names[0] &= (is_title or names[1]) and not is_verb_first(tokens[0])
    for at in (at for at, word in enumerate(tokens) if word.lower() == noun.lower()):
        first = last = at
        while first > max(at - LONGEST_PHRASE, 0) and names[first - 1]:
            first -= 1
        while tokens[last + 1] in _JOINS[: 5 if last > at else 4]:
            step = 3 if tokens[last + 2] == "the" else 2
            if not names[last + step]:
                break
            last += step
            while names[last + 1]:
                last += 1
        goes_on = (fits if is_title or last > at else names)[last + 1]
        if first < last and not goes_on and tokens[last + 1] not in _GOES_ON:
            return " ".join(tokens[first + (first == at) : last + 1])
    return ""


def _earlier(document: Document, index: int, start: int, *, is_outside: bool = False) -> list[str]:
    """The sentences before a place, nearest first, up to the heading, or those outside its list."""
    here, blocks = document.paragraphs[index], [document.paragraphs[index].text[:start]]
    is_item = here.kind is ParagraphKind.LIST_ITEM
    depth = here.level if is_item and is_outside else _DEEPEST if is_item else 0
    for paragraph in reversed(document.paragraphs[max(index - _FARTHEST, 0) : index]):
        if paragraph.headings != here.headings or paragraph.kind is ParagraphKind.HEADING:
            break
        is_below = paragraph.kind is ParagraphKind.LIST_ITEM and paragraph.level >= depth
        if not is_below and paragraph.kind not in (ParagraphKind.FOOTNOTE, ParagraphKind.OTHER):
            blocks.append(paragraph.text)
    ends = [_SENTENCE_END.split(block[-_LONGEST_LOOK:]) for block in blocks]
    return [_clean(each) for sentences in ends for each in reversed(sentences)]


def _tell(earlier: Sequence[str], *, noun: str = "") -> str:
    """The nearest sentence that names something or has the noun, and what that points at."""
    texts = [one for one in earlier if len(_content(one)) >= _FEWEST_CONTENT and one[-1] != "?"]
    root = f" {noun[:5].lower()}" if noun and noun not in EMPTY_NOUNS else ""
    skipped = next((at for at, one in enumerate(texts[:_NEAR]) if root in one.lower()), 0)
    told: list[str] = []
    for text in texts[skipped:]:
        told.insert(0, text)
        if len(told) == _LONGEST_CHAIN or not find_pointer(text):
            break
    return " ".join(_cut(one, _LONGEST_CONTEXT // len(told), keeps_end=True) for one in told)


def _content(text: str) -> list[str]:
    """The words that carry meaning, in lower case."""
    found = [word.lower() for word in WORD.findall(text)]
    return [word for word in found if word[0].isalpha() and word not in FUNCTION]


def _plain(heading: str) -> str:
    """A heading without its number and the colon after it."""
    return _clean(_NUMBERING.sub("", heading.strip())).rstrip(" :*")


def _clean(text: str) -> str:
    """The text in one line, without square brackets and control characters of its own."""
    bare = re.sub(r"\[\d*\]|[\[\]]", "", text)
    kept = (c if unicodedata.category(c) not in ("Cc", "Cs") else " " for c in bare)
    return " ".join("".join(kept).split())


def _cut(text: str, longest: int = _LONGEST_CONTEXT, *, keeps_end: bool = False) -> str:
    """The text without its end, or its middle, that is longer; by clauses where it has some."""
    if len(text) <= longest:
        return text
    size = longest * 3 // 5 if keeps_end else longest
    ends = [end.start() for end in re.finditer(r"[,;:–—]\s", text[:size])]
    end = ends[-1] if ends and ends[-1] > size // 2 else text.rfind(" ", 0, size)
    tail = text[size - longest :].split(" ", 1)[-1] if keeps_end else ""
    return f"{text[: max(end, 0)].rstrip(' ,;:')} … {tail}".strip()
