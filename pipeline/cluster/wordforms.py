"""A text as the guards read it: words by their stems, phrases that say one thing as one word."""

from __future__ import annotations

import re
from functools import lru_cache

# A text without end is not read to it.
_LONGEST = 1200
_MOST_WORDS = 120
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*+|\d+(?:[.,]\d+)*+(?:st|nd|rd|th)?|[%$€£]")
_ENDS = frozenset(".!?:;•\n")
# "5 000" is one number, "co-operation" one word.
_GROUPED = re.compile(r"(?<![\d.,])(\d{1,3})[ \u00a0\u202f](?=\d{3}(?!\d))")
_JOINED = re.compile(
    r"\b(co|re|pre|inter|multi|sub|anti|under|over|dis|op|e)[-‑‐](?=[a-z])", re.IGNORECASE
)
_SYMBOL = re.compile(r"\bA/RES/", re.IGNORECASE)
_NUMBER_SIGN = re.compile(r"\b[Nn]os?\. ?(?=\d)")
# "Art. 5" is "article 5"; "5 (b)" and "5 bis" are other places than "5 (a)" and "5".
_SHORTENED = re.compile(r"\b(paras?|arts?|secs?|ch|res)\.? ?(?=\d)", re.IGNORECASE)
_SPELLED = {"para": "paragraph", "art": "article", "sec": "section", "ch": "chapter",
    "re": "resolution"}  # fmt: skip
_LETTERED = re.compile(r"(?<=\d) ?\(([a-z])\)")
_INSERTED = re.compile(r"(?<=\d)[  ]?(bis|ter|quater)\b")
_INSERTED_AS = {"bis": ".002", "ter": ".003", "quater": ".004"}
_HALF_OF_DAY = re.compile(r"(?<=\d) ?([ap])\.? ?m\b\.?", re.IGNORECASE)
_DIGIT = re.compile(r"\d")
_CAPITALISED = 0.9
_FEWEST_CAPITALS = 7
_SHORTEST_CAPITALISED = 4

_CONTRACTED = {"can't": "can not", "won't": "will not", "shan't": "shall not", "cannot": "can not"}
_PHRASES = {
    "atmost": "at most|no more than|not more than|no longer than|not longer than|up to|not exceed|"
    "no later than|not later than|a maximum of|maximum of|not exceeding|or fewer|or less|"
    "not to exceed|at the latest|no greater than|no higher than",
    "atleast": "at least|no fewer than|not fewer than|no less than|not less than|a minimum of|"
    "minimum of|at a minimum|no earlier than|not earlier than|not before|or more|no lower than|"
    "no shorter than|at the earliest|no sooner than",
    "below": "less than|fewer than|lower than",
    "above": "more than|greater than|higher than",
    "rather": "rather than|instead of|in place of|in lieu of|as an alternative to|"
    "as opposed to|and not|but not",
    "except": "with the exception of|except for|other than|all but|"
    "save in|save for|save where|save when|"
    "anyone but|anything but|anywhere but|everyone but|everybody but|everything but|everywhere but",
    "only": "no one but|nobody but|none but|nothing but",
    "a": "an|a full|a whole|an entire",
    "hold": "take place|takes place|taken place|taking place",
    "consider": "take into account|taken into account|take account of|taking into account",
    "fulltime": "a full time|full time",
    "parttime": "a part time|part time",
    "apply": "take effect|takes effect|enter into force|enters into force|come into force|"
    "comes into force",
    "examine": "look into|looked into|looking into",
    "and": "as well as|along with|together with|but also|in addition to|and also",
    "also": "not only|not just|not merely|not solely|not least",
    "important": "can not be over emphasised|can not be overemphasised|"
    "can not be over emphasized|can not be overemphasized|can not be overstated|"
    "can not be over stated|can not be overestimated|can not be underestimated",
    "promptly": "without delay|without further delay|without undue delay|no time to lose|"
    "without any delay|with no delay|with no further delay",
    "all": "without exception|each and every",
    "doubtless": "no doubt|without doubt|without a doubt|undoubtedly",
    "whether": "whether or not",
    "despite": "not withstanding|notwithstanding|no matter|regardless of|irrespective of|"
    "without regard to|in spite of|independently of",
    "not": "no longer",
    "onlyif": "only if|provided that|on condition that|as long as|so long as",
    "evenif": "even if",
    "before": "prior to|ahead of|in advance of",
    "after": "subsequent to",
    "to": "in order to|so as to",
    "online": "on line",
    "every": "once every|once per|once each|per",
    "gratis": "free of charge|free of cost|at no cost|without charge|at no charge",
    "centralized": "top down",
    "decentralized": "bottom up",
    "stop": "put an end to|puts an end to|putting an end to|bring an end to|bring to an end",
    "abolish": "do away with|does away with|doing away with",
    "eliminate": "phase out|phases out|phased out|phasing out",
    "expand": "scale up|scaled up|scaling up",
    "intensify": "step up|stepped up|stepping up",
    "reduce": "scale down|scaled down|scaling down|scale back|scaled back|scaling back|"
    "cut back|cut down",
    "cheaper": "less expensive|less costly",
    "close": "close down|closed down|shut down|shutting down",
    "exclude": "leave out|leaves out|left out|leaving out",
    "ldc": "least developed country|least developed countries|ldcs",
    "richcountry": "developed country|developed countries|industrialized countries|"
    "industrialised countries",
    "poorcountry": "developing country|developing countries|developing states|developing nations",
    "privatesector": "the private sector|private sector|private companies|private enterprises",
}
_SPELLINGS = (
    ("isation", "ization"), ("ising", "izing"), ("ised", "ized"), ("ises", "izes"),
    ("ise", "ize"), ("yse", "yze"), ("our", "or"), ("programme", "program"), ("centre", "center"),
    ("fence", "fense"), ("cence", "cense"), ("lled", "led"), ("lling", "ling"),
    ("llor", "lor"), ("metre", "meter"), ("litre", "liter"), ("fulfill", "fulfil"),
    ("enroll", "enrol"), ("judgement", "judgment"), ("ageing", "aging"),
)  # fmt: skip
_IRREGULAR = {
    "men": "man", "women": "woman", "children": "child", "people": "person", "persons": "person",
    "held": "hold", "made": "make", "given": "give", "gave": "give", "taken": "take",
    "kept": "keep", "chosen": "choose", "sent": "send", "paid": "pay", "met": "meet",
    "built": "build", "sold": "sell", "bought": "buy", "begun": "begin", "left": "leave",
    "lies": "lie", "led": "lead", "spent": "spend", "lost": "lose", "became": "become",
    "media": "media", "news": "news", "further": "further", "chairperson": "chair",
    "chairman": "chair",
    "chairwoman": "chair", "forbidden": "forbid",
    "withdrawn": "withdraw", "withheld": "withhold", "grown": "grow", "risen": "rise",
    "fallen": "fall", "shown": "show", "written": "write", "began": "begin", "drawn": "draw",
    "hidden": "hide", "upheld": "uphold", "broken": "break", "lent": "lend", "forgone": "forgo",
    "unpaid": "unpay", "agreed": "agree", "guaranteed": "guarantee", "freed": "free",
    "decreed": "decree", "$": "dollar", "usd": "dollar", "€": "euro", "eur": "euro",
    "£": "pound", "gbp": "pound", "km": "kilometer", "kg": "kilogram", "feet": "foot",
}  # fmt: skip
_DOUBLED = re.compile(r"([^\W\daeiouls])\1$")
_ENDINGS = re.compile(r"(?<=[a-z]{3})(?:ing|ed|es|s)$|(?<=ss)es$")
_SHORTEST_SPELLED = 5

FUNCTION_WORDS = frozenset(
    """a about above according accordingly across additionally all already also always am among an
    and any are as at be been being below both but by can could did do does doing done down during
    each either ensure ensured ensuring especially etc even ever every few for from further
    furthermore had has have having hence here how however i if in including into is it its itself
    just made make makes making many may might more moreover most much must namely necessary need
    needed needs of off on once one only onto or other others otherwise our out over own per
    possible rather same several shall she should so some still such than that the their them then
    there thereby therefore these they this those through thus to too toward towards under until
    up upon us very via was we were what when where whereas whether which while who whom whose why
    will with within would yet you your new existing relevant appropriate various full fully
    well better good strongly urgently please important importance promptly doubtless therein
    atmost atleast ought hereby before after during since without against evenif onlyif""".split()
)


def raw_words(text: str) -> tuple[list[str], list[bool]]:
    """The words as written, 120 at most, and which of them begin a sentence."""
    text = text[:_LONGEST].replace("’", "'").replace("per cent", "percent")
    text = _SYMBOL.sub("resolution ", _JOINED.sub(r"\1", _GROUPED.sub(r"\1", text)))
    text = _mark_places(_NUMBER_SIGN.sub("", text))
    words: list[str] = []
    begins: list[bool] = []
    end = 0
    for match in _WORD.finditer(text):
        begins.append(not words or not _ENDS.isdisjoint(text[end : match.start()]))
        words.append(match[0])
        end = match.end()
    return words[:_MOST_WORDS], begins[:_MOST_WORDS]


def _mark_places(text: str) -> str:
    """With what is cited, and the hour, in one form."""
    if _DIGIT.search(text) is None:
        return text
    text = _SHORTENED.sub(lambda found: f"{_SPELLED[found[1].casefold().rstrip('s')]} ", text)
    text = _LETTERED.sub(lambda found: f" {ord(found[1]) - ord('a') + 1}", text)
    text = _INSERTED.sub(lambda found: _INSERTED_AS[found[1]], text)
    return _HALF_OF_DAY.sub(lambda found: f" {found[1].casefold()}m ", text)


def is_headline(words: list[str]) -> bool:
    """Whether nearly every long word has a capital, which then marks no name."""
    long = [w for w in words[1:] if len(w) >= _SHORTEST_CAPITALISED and w.isalpha()]
    capitals = sum(word[0].isupper() for word in long)
    return len(long) >= _FEWEST_CAPITALS and capitals > _CAPITALISED * len(long)


def lower_words(words: list[str]) -> list[str]:
    """In lower case, "n't" as "not", without "'s", phrases that say one thing as one word."""
    lowered: list[str] = []
    for word in words:
        low = word.casefold()
        if low in _CONTRACTED:
            lowered += _CONTRACTED[low].split()
        elif low.endswith("n't"):
            lowered += [low[:-3], "not"]
        else:
            lowered.append(low.removesuffix("'s").rstrip("'"))
    return _join_phrases([word for word in lowered if word])


def _join_phrases(words: list[str]) -> list[str]:
    joined: list[str] = []
    place = 0
    while place < len(words):
        for phrase, said in _BY_FIRST_WORD.get(words[place], ()):
            if tuple(words[place : place + len(phrase)]) == phrase:
                joined.append(said)
                place += len(phrase)
                break
        else:
            joined.append(words[place])
            place += 1
    return joined


def _by_first_word() -> dict[str, list[tuple[tuple[str, ...], str]]]:
    """Phrases by their first word, the longest first."""
    found: dict[str, list[tuple[tuple[str, ...], str]]] = {}
    phrases = [(tuple(p.split()), said) for said, ps in _PHRASES.items() for p in ps.split("|")]
    for phrase, said in sorted(phrases, key=lambda pair: -len(pair[0])):
        found.setdefault(phrase[0], []).append((phrase, said))
    return found


_BY_FIRST_WORD = _by_first_word()


@lru_cache(maxsize=100_000)
def stem(word: str) -> str:
    """The word without its ending, in American spelling: "stopped" and "stops" are "stop"."""
    if word in FUNCTION_WORDS:
        return word
    word = _IRREGULAR.get(word, word)
    if len(word) >= _SHORTEST_SPELLED:
        for british, american in _SPELLINGS:
            word = word.replace(british, american)
    if word.endswith("ees"):
        return word[:-1]
    if word.endswith(("ies", "ied")) and len(word) >= _SHORTEST_SPELLED:
        return word[:-3] + "y"
    bare = word if word.endswith(("ss", "us", "is")) else _ENDINGS.sub("", word)
    if bare.endswith("ee"):
        return bare
    if bare in FUNCTION_WORDS:
        # "Evening" has nothing to do with "even", nor a "well" for water with "well".
        return word
    return _DOUBLED.sub(r"\1", bare).rstrip("e") or word
