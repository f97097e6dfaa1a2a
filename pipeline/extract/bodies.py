"""Nouns and names of bodies and people that can be asked to act."""

from __future__ import annotations

import re

from pipeline.drafting import words
from pipeline.extract.lexicon import ACTORS

# Of ACTORS, what as often names a thing: "networks should be neutral".
THINGS = words("initiative initiatives network networks management society team foundation")
BODIES = (ACTORS - THINGS) | words(
    "academia academics actors administration administrations administrators ambassadors archives "
    "archivists associations association authorities authority bank banks bodies body bureau "
    "centre citizens city cities co-facilitators boards commissions committees coalitions "
    "corporation councils offices assemblies commissioner commissioners companies congress "
    "constituencies consumers contributors coordinator coordinators corporations court courts "
    "delegates delegations department departments developers directors economies educators "
    "embassies employers engineers enterprises entities entity envoy executives experts federation "
    "firms fora forums funders governors individuals institute institutes intermediaries "
    "investors isps "
    "journalists judges jurisdictions kingdom lawmakers leaders legislators legislature "
    "legislatures librarians libraries manufacturers mediators minister ministers "
    "missions municipalities municipality nations negotiators ngo ngos csos ombudsman operators "
    "organisation orchestras panel panellists panels parliamentarian parliaments person-in-charge "
    "police policy-makers policymakers practitioners presidency president professionals "
    "providers publishers registrars registries registry representatives republic researchers "
    "school schools scientists secretariats secretaries senate signatories speakers stewards "
    "taskforce teachers teams tribunal users vendors workers foundations ministries ceo "
    "advisers advisors branches chapters clerk clinics clubs coaches convenor councillors curators "
    "deans districts doctors editors farmers fishers guardians headteachers hospitals inspectorate "
    "inspectors landlords landowners managers mayor mayors moderator museums nurses officers "
    "officials ombudsperson owners pharmacists presenters principals provinces regions stewards "
    "superintendent treasurer volunteers warden wardens"
)
# Written in capitals like bodies, and unable to act.
NOT_BODIES = words(
    "dns dnssec ip ipv4 ipv6 ict icts tld tlds gtld gtlds cctld cctlds sdg sdgs mdg mdgs wsis ipr "
    "iprs idn idns hiv aids ai iot api apis id ids udhr iccpr icescr cedaw icerd cerd cat crc crpd "
    "icrmw opcat op-cat rfc rfcs url tcp tcp/ip http https whois iana ppp ppps upr fgm lgbt gdp "
    "pdf "
    "vpn www it i a ixp ixps voip faq faqs tor r&d foss moocs usd r p2p ig"
)
# By their usual English names, with the European Union.
STATES = frozenset(
    "afghanistan, albania, algeria, andorra, angola, argentina, armenia, australia, austria, "
    "azerbaijan, bahamas, bahrain, bangladesh, barbados, belarus, belgium, belize, benin, bhutan, "
    "bolivia, bosnia and herzegovina, antigua and barbuda, botswana, brazil, "
    "brunei darussalam, bulgaria, burkina faso, burundi, "
    "cabo verde, cambodia, cameroon, canada, chad, chile, china, colombia, comoros, congo, "
    "costa rica, côte d'ivoire, croatia, cuba, cyprus, czechia, denmark, djibouti, dominica, "
    "ecuador, egypt, el salvador, eritrea, estonia, eswatini, ethiopia, fiji, finland, france, "
    "gabon, gambia, georgia, germany, ghana, greece, grenada, guatemala, guinea, guinea-bissau, "
    "guyana, haiti, honduras, hungary, iceland, india, indonesia, iran, iraq, ireland, israel, "
    "italy, jamaica, japan, jordan, kazakhstan, kenya, kiribati, kuwait, kyrgyzstan, latvia, "
    "lebanon, lesotho, liberia, libya, liechtenstein, lithuania, luxembourg, madagascar, malawi, "
    "malaysia, maldives, mali, malta, marshall islands, mauritania, mauritius, mexico, micronesia, "
    "moldova, monaco, mongolia, montenegro, morocco, mozambique, myanmar, namibia, nauru, nepal, "
    "netherlands, new zealand, nicaragua, niger, nigeria, north macedonia, norway, oman, pakistan, "
    "palau, palestine, panama, papua new guinea, paraguay, peru, philippines, poland, portugal, "
    "qatar, romania, russia, russian federation, rwanda, samoa, san marino, saudi arabia, senegal, "
    "serbia, seychelles, sierra leone, singapore, slovakia, slovenia, solomon islands, somalia, "
    "south africa, south sudan, spain, sri lanka, sudan, suriname, sweden, switzerland, syria, "
    "tajikistan, tanzania, thailand, timor-leste, togo, tonga, trinidad and tobago, tunisia, "
    "türkiye, turkey, turkmenistan, tuvalu, uganda, ukraine, united arab emirates, "
    "united kingdom, united states, uruguay, uzbekistan, vanuatu, venezuela, viet nam, vietnam, "
    "yemen, zambia, zimbabwe, european union".split(", ")
)


# "The Republic of", "(Plurinational State of)".
_LONG_STYLE = re.compile(
    r"^(?:[A-Z]\w+(?:['’]s)? ){0,3}(?:State|Republic|Kingdom|Principality|Commonwealth|Union)"
    r" of (?:the )?|\s\([^()]*\)$| of America$"
)


DETERMINER = re.compile(
    r"^(?:(?:all|both|each|every|any|most|many) (?:of )?|"
    r"(?:the|a|an|other|these|those|its|their|our|his|her|such|some|several|various|fellow|"
    r"and|or)\s+)+",
    re.IGNORECASE,
)


def names_state(name: str) -> bool:
    """Whether it is the usual English name of a state, or of the European Union."""
    plain = _LONG_STYLE.sub("", DETERMINER.sub("", name).replace("’", "'"))
    return plain.lower() in STATES
