"""Words that ask for the same in policy texts, and words of one root that do not."""

from __future__ import annotations

from pipeline.cluster.names import BODIES
from pipeline.cluster.wordforms import stem

_SAME_WORDS = """
establish create set form found constitute institute put
establish adopt introduce declare proclaim enact impose
ratify accede accession adhere become
conduct carry undertake perform implement execute
state government country nation member
begin start commence launch initiate
end finish conclude
use utilize employ apply
help assist support aid
ask request invite call urge encourage
show demonstrate display
buy purchase
publish issue release post circulate
give provide grant offer supply furnish allocate
hold convene organize
report document paper
meeting session gathering
draft prepare draw compile produce
review examine assess evaluate study
choose select pick elect
ban prohibit forbid outlaw
permit allow let authorize
reduce cut lower decrease lessen
increase raise rise grow expand boost
strengthen enhance improve reinforce intensify
stop halt cease discontinue
abolish scrap eliminate remove
abolish abolition eradicate eradication abrogate repeal
quick rapid prompt speedy fast swift
big large great
important essential crucial vital key
rule regulation
cost expense
law legislation
worker employee staff personnel
child minor
teacher instructor educator
train teach instruct
doctor physician
car vehicle
money fund funding finance financing resource
send submit transmit forward
discuss debate consider
protect safeguard
guarantee ensure
answer respond reply response
appoint name designate nominate
obligatory mandatory compulsory required binding
work cooperate collaborate
address tackle
extend issue address
stay remain keep
oppose object
speed accelerate hasten
everyone everybody
bike bicycle cycle
promote encourage foster
examine look
gather collect
recall remember
spend spending expenditure
optional voluntary
term period tenure mandate
last continue
longer exceed
distribute circulate disseminate share
online internet web virtual virtually digitally
build construct
build strengthen develop
prevent stop avoid
hold meet
gratis free
adopt approve
approve grant accept
comply compliance conform conformity accordance line
comply conform align harmonize
incorporate integrate include
combat fight counter tackle
gap divide
poverty destitution
training education
trash rubbish waste garbage
rely depend
resolve settle
farmer grower
equitable fair
weapon arm
autumn fall
right entitlement
mobile cellphone
seek request
maintain preserve keep retain
motorway highway
disclose reveal
dispute disagreement conflict
secure obtain
monitor track
rate pace speed
measure step action
effect impact consequence
barrier obstacle hurdle
aim goal objective target purpose
hear listen consult
participate part attend
stakeholder actor
problem issue challenge
main principal chief
region area
need require
view opinion
talk negotiation
consult consultation
disease illness
wage salary pay
price tariff
accessible available
inform notify
exchange swap
carbon co2
easy easier easily simple simpler simply
lift remove
widen broaden expand extend enlarge
restrict limit
company business enterprise corporation firm privatesector
penal criminal
hire employ recruit engage
pay remunerate
end eliminate eradicate
simplify streamline
"""


_SHORTEST_FAMILY = 5
_FAMILY_SHARE = 0.6
_SHORTEST_ROOT = 4
_DOERS = frozenset("or er ee ist".split())


def _read_groups(table: str) -> dict[str, frozenset[int]]:
    groups: dict[str, set[int]] = {}
    for line, words in enumerate(table.strip().splitlines()):
        for word in words.split():
            groups.setdefault(stem(word), set()).add(line)
    return {word: frozenset(lines) for word, lines in groups.items()}


_GROUPS = _read_groups(_SAME_WORDS)


def are_family(left: str, right: str) -> bool:
    """Whether two stems begin alike for the most part: "publish" and "publication"."""
    shared = _shared(left, right)
    return shared >= _SHORTEST_FAMILY and shared >= _FAMILY_SHARE * max(len(left), len(right))


def is_doer_of(doer: str, other: str) -> bool:
    """Whether a stem names who does what another of the same root says: "trustee", "trust"."""
    shared = _shared(doer, other)
    ending, rest = doer[shared:], other[shared:]
    if shared < _SHORTEST_ROOT or ending not in _DOERS or rest.startswith("r"):
        return False
    # "Stricter" only compares.
    return ending != "er" or bool(rest) or doer in BODIES


def _shared(left: str, right: str) -> int:
    """How many letters two stems begin with together."""
    return next(
        (k for k, (a, b) in enumerate(zip(left, right, strict=False)) if a != b),
        min(len(left), len(right)),
    )


def are_synonyms(left: str, right: str) -> bool:
    """Whether two stems stand on one line."""
    mine = _GROUPS.get(left)
    return mine is not None and not mine.isdisjoint(_GROUPS.get(right, ()))
