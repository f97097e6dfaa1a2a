"""Words that point in opposite directions, and words that deny."""

from __future__ import annotations

from typing import TYPE_CHECKING

from pipeline.cluster.wordforms import stem

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

# Each line names two directions of one scale; a word of one side against a word of
# the other is a contradiction.
_OPPOSITES = """
increase raise expand extend enlarge more grow growth rise expansion widen broaden higher high
  upward up
  | reduce decrease cut shrink limit fewer less lower reduction decline narrow restrict low
  downward down lessen minimize
open reopen public opening | close closed closure private confidential secret restricted shut
  closing
begin start establish create introduce launch establishment introduction adopt maintain continue
  keep retain resume preserve uphold
  | end stop abolish dissolve discontinue terminate abolition suspend phase cease repeal remove
  scrap eliminate dismantle halt cancel revoke withdraw
strengthen reinforce enhance improve promote | weaken undermine dilute diminish erode worsen
  hinder discourage
accept approve support endorse favor welcome adopt for | reject refuse oppose disapprove
  opposition rejection object against veto decline
include including inclusion inclusive | exclude except excluding exclusion exclusive
longer lengthen prolong extend extension long | shorter shorten curtail short
keep maintain preserve retain | reduce cut lower abolish remove change alter weaken close
before precede until | after follow following since
centralize centralized centralization central concentrate | decentralize decentralized
  decentralization local devolve decentral
mandatory compulsory binding obligatory required require requirement oblige must | voluntary
  optional discretionary voluntarily may
minimum least atleast floor | maximum most atmost ceiling cap
permanent indefinite standing | temporary interim provisional hoc
earlier early sooner advance accelerate | later late delay postpone defer decelerate
appoint hire recruit employ engage | dismiss fire remove suspend
online remote virtual virtually remotely digital electronic | person physical offline onsite
  paper printed print
import importing | export exporting
tighten stricter strict | relax loosen ease lenient looser
merge combine consolidate unify integrate unite join | split separate divide fragment dissolve
buy purchase acquire acquisition procure | sell sale dispose divest
national domestic nationally domestically | international global foreign internationally worldwide
urban city cities | rural village countryside
formal formally | informal informally
supply supplier | demand
waive exempt abolish remit | demand charge levy impose collect introduce require
inside within internal internally inner | outside beyond external externally outer
loan credit debt | grant donation gift
elect election elected | appoint appointed appointment nominate
lift remove ease | impose tighten maintain introduce
permit allow authorize enable let license legalize permission | forbid prohibit ban prevent bar
  disallow prohibition outlaw criminalize block deny preclude
ratify accede join sign accession ratification | denounce withdraw leave denunciation withdrawal
encourage promote incentivize | discourage deter dissuade
publish disclose release disclosure publication publicize | conceal withhold suppress hide
simple simplify simplification | complex complicate
majority | minority unanimity consensus
consensus unanimity unanimous | vote voting
admit admission | expel expulsion
upstream | downstream
entry enter arrival | exit leave departure
rich wealthy developed industrialized richcountry | poor developing poorcountry ldc
north northern | south southern
east eastern | west western
left | right
old older elderly senior | young youth younger junior
man male boy father | woman female girl mother
lender creditor donor provider sender exporter supplier seller employer landlord trainer
  | borrower debtor recipient receiver importer buyer employee tenant renter
  trainee
active actively proactive | passive reactive passively
direct directly | indirect indirectly
horizontal | vertical
ascending | descending
advantage benefit strength pro | disadvantage drawback weakness con harm risk cost
surplus | deficit
income revenue earnings receipt | expenditure spending expense outlay
collective collectively joint jointly together | individual individually separately separate
broad broader wide wider | narrow narrower
fast faster quick quickly rapid rapidly accelerate speed | slow slower slowly gradual gradually
allow grant confer award | deny withdraw revoke refuse withhold
protect safeguard preserve conserve | destroy harm exploit expose
add adding additional insert | remove delete subtract drop omit
all always everyone everybody | none never nobody
large larger big bigger greater | small smaller little
top | bottom
first initial | last final
new | old existing current
same identical uniform | different differentiated differing
fixed rigid | flexible variable
ease facilitate simplify | complicate impede obstruct hamper hinder
inflow | outflow
expand | contract
upgrade | downgrade
upload | download
ascend | descend
devolve delegate | return retain recall
forward | back
win gain | lose loss
enforce enforcement apply implement | waive ignore suspend neglect
primary | secondary
civilian | military
civil | criminal
ex_ante prospective | retrospective retroactive
incoming | outgoing
inbound immigration | outbound emigration
arm | disarm disarmament
harmonize align | diverge differentiate
narrowly | broadly
offensive | defensive
prevention ex | cure response
bilateral bilaterally | multilateral multilaterally
unilateral unilaterally | multilateral multilaterally jointly
onshore | offshore
wholesale | retail
renewable | fossil nuclear
stay remain | leave quit
push | pull
input | output
plus | minus
above over exceed | below under
credit | debit
deepen | flatten
stricter | laxer
hold convene | cancel postpone
deploy station | withdraw
prior | subsequent
major | minor
equal equally | unequal unequally
hard binding | soft
free gratis | charge fee price
fulltime | parttime
insource | outsource
subsidize subsidy | tax
reward | penalize punish sanction penalty
trust | distrust mistrust
agree agreement | disagree disagreement
competition compete | cooperation cooperate
maximize maximum | minimize minimum
double triple multiply | halve divide
intensify heighten boost | relax lessen cut reduce
strong stronger | weak weaker
frequent frequently | rare rarely infrequent
attract retain | deter repel
freeze | thaw unfreeze
send lend | receive borrow
arrive arrival | depart departure
visible transparent open | opaque obscure hidden secret
deep deeper deepen | shallow shallower
cheap cheaper affordable | expensive costly dear
heavier | lighter
warm hot | cool cold
wet | dry
daytime | nighttime
summer | winter
weekday | weekend
morning | afternoon evening
written writing | oral orally spoken verbal verbally
archive | delete erase destroy discard
welcome praise commend | deplore regret condemn criticize
upper | lower
anonymous anonymously anonymity | attributed signed
quantitative quantitatively | qualitative qualitatively
preventive preventative | curative
salaried remunerated | honorary unpaid
regularly | occasionally exceptionally
manual manually | automatic automatically automated
generalist | specialist
artificial synthetic | natural
rise climb | fall drop
ahead forward | behind backward
nearer closer | farther further distant
oblige | forbid exempt
subscribe | unsubscribe
recognize | ignore
appropriate | inappropriate
possible | impossible
reveal disclose publish | conceal confidential secret
prompt promptly | delay
"""
# Between texts that are the same but for these, they tell apart as well.
_SMALL_OPPOSITES = """
and | or rather except
all every each any both | some most many few several only either
to into toward | from
in into within | out outside
on | off
over above | under below
atleast above exceed over | atmost below under
before | after during once
with | against
always | sometimes never rarely occasionally seldom
often frequently | rarely seldom
for | against
must shall | may
can | must
only solely exclusively | also all mainly primarily
up | down
full | free part partial
odd | even
atmost | exceed above over
lack lose | have has had
"""
# Where nothing but these stands in each other's place, they do so too.
_LONE_OPPOSITES = """
until during | from since after
by within | after since
by | for
to | about against by
to with | within
between | within
in | near
for | off down against
up out forward | back down off
only | except
on at | before after
new | old established incumbent
follow according accord accordance | against contrary despite
despite | according accord accordance because subject
evenif | if onlyif unless
full | limited
just | also
above | almost nearly
this | next last previous
atmost | from
am | pm
"""
_DENYING = frozenset(
    """not no never without neither none nobody nothing non refrain avoid fail cease unless
    barely rather except hardly scarcely lack absence abstain prevent prohibit ban forbid stop
    exclude deny oppose reject against refuse preclude halt decline deprive prohibition""".split()
)
# Deny by their grammar alone; the others say what they deny and may do so in other words.
PLAIN_DENIALS = frozenset("not no never without neither none nobody nothing non unless".split())
_SOFT = frozenset("against decline deprive lack absence".split())
_PREFIXES = ("un", "in", "im", "ir", "il", "non", "dis", "mis", "de", "anti", "counter", "under")
# Before the same word they point in opposite directions.
_AGAINST = tuple(
    tuple(pair.split("/"))
    for pair in """de/re in/out in/ex im/ex im/em over/under up/down pre/post pro/anti inter/intra
    macro/micro hyper/hypo uni/bi uni/multi bi/multi mono/poly for/back fore/after on/off
    homo/hetero intro/extro""".split()
)
_SHORTEST_PREFIXED = 3
# What begins so is no denial of the rest.
_NO_DENIALS = frozenset(
    """under until unite union universal important import impose improve impact implement imply
    inform invest include involve increase independent interest install index income indeed
    issue display discuss distribute dispatch missing mission develop deliver decide defend
    design detail derive devote describe desire define declare depart deposit deform
    inside intake inhabit indoor input inborn invoice dispose destine depose""".split()
)


def _read(table: str) -> dict[str, frozenset[tuple[int, int]]]:
    """The lines and sides on which each stem stands."""
    found: dict[str, set[tuple[int, int]]] = {}
    for line, sides in enumerate(table.replace("\n  ", " ").strip().splitlines()):
        for side, words in enumerate(sides.split("|")):
            for word in words.split():
                for form in (word, stem(word)):
                    found.setdefault(form, set()).add((line, side))
    return {word: frozenset(places) for word, places in found.items()}


_PLACES = _read(_OPPOSITES)
_SMALL_PLACES = _read(_SMALL_OPPOSITES)
_LONE_PLACES = _read(_LONE_OPPOSITES)
DENIALS = frozenset(stem(word) for word in _DENYING) | _DENYING
STRONG_DENIALS = DENIALS - _SOFT
WITH_OPPOSITE = frozenset(_PLACES)


def oppose(left: str, right: str) -> bool:
    """Whether two stems point in opposite directions."""
    if left in _PLACES and right in _PLACES and _across(_PLACES, left, right):
        return True
    # Few pairs can pass the checks that follow: prefixes stand before one ending.
    same = left[-_SHORTEST_PREFIXED:] == right[-_SHORTEST_PREFIXED:]
    if not same and not left.endswith("less") and not right.endswith("less"):
        return False
    return (
        _is_denial_of(left, right)
        or _is_denial_of(right, left)
        or _begin_against(left, right)
        or _begin_against(right, left)
    )


def oppose_closely(left: str, right: str) -> bool:
    """The same, small words included, which tell apart only what is else the same."""
    return oppose(left, right) or _across(_SMALL_PLACES, left, right)


def oppose_alone(left: Sequence[str], right: Sequence[str]) -> bool:
    """Whether one stem stands in place of one that only there points the other way."""
    return len(left) == len(right) == 1 and _across(_LONE_PLACES, left[0], right[0])


def find_opposite(word: str, others: Iterable[str]) -> str | None:
    """The first of the others that points in the direction opposite to a stem; None for none."""
    places, tail = word in _PLACES, word[-_SHORTEST_PREFIXED:]
    lessened = word.endswith("less")
    for other in others:
        # What cannot be opposite is passed over without asking, for it is nearly all.
        able = lessened or other[-_SHORTEST_PREFIXED:] in {tail, "ess"}
        if (able or (places and other in _PLACES)) and oppose(word, other):
            return other
    return None


def has_close_opposite(word: str, others: Collection[str]) -> bool:
    """Whether a stem points in the direction opposite to any of the others, as `oppose_closely`."""
    if word in _SMALL_PLACES and any(_across(_SMALL_PLACES, word, other) for other in others):
        return True
    return find_opposite(word, others) is not None


def _across(places: dict[str, frozenset[tuple[int, int]]], left: str, right: str) -> bool:
    mine, theirs = places.get(left), places.get(right)
    if not mine or not theirs or not mine.isdisjoint(theirs):
        return False
    return any((line, 1 - side) in theirs for line, side in mine)


def _begin_against(left: str, right: str) -> bool:
    """Whether two stems are one after opposite prefixes: "devalue" and "revalue"."""
    return any(
        left.startswith(mine)
        and right.startswith(theirs)
        and left[len(mine) :] == right[len(theirs) :]
        and len(left) >= len(mine) + _SHORTEST_PREFIXED
        for mine, theirs in _AGAINST
    )


def _is_denial_of(word: str, bare: str) -> bool:
    """Whether one stem is the other with a prefix that denies: "unpaid" of "paid"."""
    if len(bare) < _SHORTEST_PREFIXED or word in _NO_DENIALS:
        return False
    if word.endswith("less") and bare.removesuffix("ful") == word.removesuffix("less"):
        return True
    return word.endswith(bare) and word[: -len(bare)] in _PREFIXES
