"""Preambular and operative paragraphs of resolutions."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from pipeline.ingest.paragraphs.marks import Style
from pipeline.records import ParagraphKind

if TYPE_CHECKING:
    from collections.abc import Sequence

    from pipeline.ingest.paragraphs.items import Item

FEWEST_PREAMBULAR = 2
FEWEST_OPERATIVE = 3

_PARTICIPLE = re.compile(
    r"^(?:(?:Deeply|Gravely|Fully|Firmly|Strongly|Keenly|Also|Further|Again|Seriously|Profoundly|"
    r"Particularly|Equally) )*"
    r"(?:[A-Z]?[a-z]{2,}ing\b|(?:[Aa]larmed|[Aa]ppalled|[Aa]ware|[Cc]oncerned|[Cc]onscious|"
    r"[Cc]onvinced|[Dd]esirous|[Dd]etermined|[Dd]isturbed|[Dd]istressed|[Dd]ismayed|"
    r"[Ee]ncouraged|[Gg]uided|[Ii]nspired|[Mm]indful|[Rr]esolved|[Ss]hocked)\b)"
)
_VERB = re.compile(
    r"^(?:(?:Also|Further|Again|Strongly|Once again|Solemnly|Urgently|Firmly|Deeply|Fully|Hereby|"
    r"Unequivocally|In particular),? )*"
    r"(?i:accepts|acknowledges|adopts|affirms|agrees|appeals|applauds|appoints|approves|authori[sz]es|"
    r"calls|commends|concludes|concurs|condemns|confirms|congratulates|considers|decides|declares|"
    r"demands|deplores|designates|determines|directs|elects|emphasi[sz]es|encourages|endorses|"
    r"establishes|expresses|extends|highlights|insists|instructs|invites|looks|mandates|notes|"
    r"observes|pays|proclaims|proposes|reaffirms|recalls|recogni[sz]es|recommends|regrets|"
    r"reiterates|rejects|remains|renews|requests|resolves|salutes|stresses|strongly|suggests|"
    r"supports|takes|thanks|trusts|underlines|underscores|urges|welcomes)\b(?! for| of)"
)
_BODY_LINE = re.compile(r"^The [A-Z][\w’' -]{3,80},?$")


def resolution_kinds(
    items: Sequence[Item], is_heading: Sequence[bool]
) -> list[ParagraphKind | None]:
    """The kind of each paragraph that a resolution makes special, else None."""
    kinds: list[ParagraphKind | None] = [None] * len(items)
    if not _is_resolution(items, is_heading):
        return kinds
    is_numbered = False
    for index, item in enumerate(items):
        if is_heading[index] or item.block.kind is not None:
            continue
        is_numbered = is_numbered or item.style is Style.DECIMAL
        kinds[index] = _kind(item, is_numbered=is_numbered)
    return kinds


def _is_resolution(items: Sequence[Item], is_heading: Sequence[bool]) -> bool:
    texts = [item for item, heading in zip(items, is_heading, strict=True) if not heading]
    preambular = sum(_is_preambular(item) for item in texts)
    operative = sum(item.style is Style.DECIMAL and bool(_VERB.match(item.text)) for item in texts)
    enacting = any(_BODY_LINE.match(item.text) for item in texts)
    return (
        preambular >= FEWEST_PREAMBULAR
        or operative >= FEWEST_OPERATIVE
        or (enacting and preambular + operative > 0)
    )


def _is_preambular(item: Item) -> bool:
    return item.marker is None and item.text.endswith(",") and bool(_PARTICIPLE.match(item.text))


def _kind(item: Item, *, is_numbered: bool) -> ParagraphKind | None:
    """The kind of a resolution's paragraph; the preamble ends where the numbers start."""
    if item.marker is None and not is_numbered and _PARTICIPLE.match(item.text):
        return ParagraphKind.PREAMBULAR if item.text.endswith((",", ":")) else None
    if item.style is Style.DECIMAL or (not item.is_bulleted and _VERB.match(item.text)):
        return ParagraphKind.OPERATIVE
    return None
