# ruff: noqa: E501 (a pair a line reads best)
"""Pairs that read alike and say something else."""

from __future__ import annotations

import pytest
from hypothesis import given

from pipeline.cluster.guards import differences
from tests import strategies
from tests.conftest import make_mention

_SAME_WORDS = (
    "keep retain",
    "extend prolong",
    "plant tree",
    "conference meeting",
    "cheaper expensive",
)


def alike(left: str, right: str) -> float:
    """As the vectors of words have it, for the few words that matter here."""
    if left == right:
        return 1.0
    return 0.9 if any({left, right} <= set(words.split()) for words in _SAME_WORDS) else 0.3


def guards(left: str, right: str, **fields: str) -> tuple[str, ...]:
    return differences(make_mention(left), make_mention(right, **fields), alike=alike)


def pairs(*tables: str) -> list[tuple[str, str]]:
    lines = [line for table in tables for line in table.strip().splitlines()]
    return [(left, right) for left, right in (line.split(" <> ") for line in lines)]


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Review the pier every three years.", "Review the pier every five years."),
        ("Review the pier every 3 years.", "Review the pier every five years."),
        ("Raise fees by 5.5 per cent.", "Raise fees by 55 per cent."),
        ("Report annually on the pier.", "Report quarterly on the pier."),
        ("Renew half of the seats.", "Renew a third of the seats."),
        ("Extend the lease by 1 year.", "Extend the lease by 5 years."),
        ("Extend the lease by one year.", "Extend the lease by two years."),
        ("Send twenty delegates to the port.", "Send thirty delegates to the port."),
        ("Meet once a year at the port.", "Meet twice a year at the port."),
        ("Meet every year at the port.", "Meet every two years at the port."),
        ("Answer within four weeks.", "Answer within four days."),
    ],
)
def test_different_numbers_are_seen(left: str, right: str) -> None:
    assert "number" in guards(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Review it every three years.", "It should be reviewed every 3 years."),
        ("Report annually.", "Report yearly."),
        ("Publish the minutes.", "Publish the minutes within 3 weeks."),
        ("Light the pier, one of the oldest.", "Light the pier, which is among the oldest."),
    ],
)
def test_the_same_number_in_other_words_and_a_detail_added_are_no_conflict(
    left: str, right: str
) -> None:
    assert "number" not in guards(left, right)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Ferries should dock here.", "Ferries should not dock here."),
        ("Ferries must dock here.", "Ferries must never dock here."),
        ("Decide with the pilots.", "Decide without the pilots."),
        ("Ferries should dock here.", "Ferries shouldn’t dock here."),
        ("Ferries should dock here.", "Ferries shouldn't dock here."),
        ("Ferries can dock here.", "Ferries cannot dock here."),
    ],
)
def test_a_denial_is_seen(left: str, right: str) -> None:
    assert guards(left, right) == ("negation",)


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Open the meetings to all.", "Close the meetings to all."),
        ("The meetings should be opened.", "The meetings should be closed."),
        ("Increase the number of piers.", "Reduce the number of piers."),
        ("Have more piers.", "Have fewer piers."),
        ("Strengthening the pier is needed.", "Weakening the pier is needed."),
        ("The ferry should be started.", "The ferry should be stopped."),
        ("Membership should be mandatory.", "Membership should be voluntary."),
        ("Publish it before the meeting.", "Publish it after the meeting."),
        ("Ask at least three ports.", "Ask at most three ports."),
        ("Establish the committee.", "Abolish the committee."),
        ("Hold no more than three sessions.", "Hold no fewer than three sessions."),
        ("Meet no earlier than May.", "Meet no later than May."),
    ],
)
def test_opposite_directions_are_seen(left: str, right: str) -> None:
    assert "direction" in guards(left, right)


def test_both_directions_in_both_texts_are_no_opposition() -> None:
    left = "Ports should open early and close late."
    assert guards(left, "Ports should close late and open early.") == ()


def test_the_same_words_about_two_things_are_seen() -> None:
    text = "This should be published every year."
    left = make_mention(text, standalone=f"[The harbour keeps accounts.] {text}")
    right = make_mention(text, standalone=f"[A list of pilots exists in print.] {text}")
    assert differences(left, right, alike=alike) == ("antecedent",)
    assert differences(left, left, alike=alike) == ()


def test_a_limit_is_no_denial() -> None:
    assert guards("Publish it no later than May.", "Publish it by May.") == ()


def test_the_same_words_about_nobody_knows_what_do_not_differ_from_themselves() -> None:
    assert guards("This should be published.", "This should be published.") == ()


def test_one_antecedent_in_two_wordings_is_no_difference() -> None:
    text = "It should be published."
    left = make_mention(text, standalone=f"[The harbour keeps yearly accounts.] {text}")
    right = make_mention(text, standalone=f"[The harbour keeps accounts.] {text}")
    assert differences(left, right, alike=alike) == ()


@given(strategies.texts, strategies.texts)
def test_guards_are_symmetrical_and_none_holds_between_a_text_and_itself(
    left: str, right: str
) -> None:
    assert guards(left, left) == ()
    assert guards(left, right) == guards(right, left)


def test_the_digit_one_is_a_number_like_any_other() -> None:
    assert "number" in guards("Answer report number 1.", "Answer report number 171.")


SAME = """
Hold the assembly biennially in May. <> In May, hold the assembly every two years.
The tax should be raised from 10% to 15%. <> The tax should be raised from ten to fifteen per cent.
The first meeting should be in Lima. <> The 1st meeting should be in Lima.
Twelve observers should attend. <> A dozen observers should attend.
Fees should be cut by a half. <> Fees should be halved.
Review the plan every quarter. <> Review the plan four times a year.
The council meets every 3 months. <> The council meets quarterly.
Chapter IV should be deleted. <> Chapter 4 should be deleted.
A delay of two weeks is acceptable. <> A delay of 14 days is acceptable.
A deadline of 31 March 2027 should be set. <> A deadline of March 31, 2027 should be set.
It is impossible to overstate the value of libraries. <> The value of libraries cannot be overstated.
No one should be left behind. <> Nobody should be left behind.
The ban should remain in force. <> The ban should not be lifted.
Members should refrain from smoking. <> Members should not smoke.
The rules must not be weakened. <> The rules must be maintained.
Access should not be restricted. <> Access should be unrestricted.
Make it less expensive to register a firm. <> Make it cheaper to register a firm.
Fewer forms should be required. <> The number of forms required should be reduced.
Raise awareness and lower barriers. <> Lower barriers and raise awareness.
The plan should be adopted before the election is held. <> The plan should be adopted ahead of the election.
Kenya's courts should hear the case. <> The courts of Kenya should hear the case.
The International Labour Organization should advise. <> The ILO should advise.
The US should rejoin the accord. <> The United States should rejoin the accord.
Ratify OPCAT. <> Ratify the Optional Protocol to the Convention against Torture.
The IPCC should report on oceans. <> The Intergovernmental Panel on Climate Change should report on oceans.
Apply the UN Guiding Principles. <> Apply the United Nations Guiding Principles.
The Federal Government should act on noise. <> The federal government should act on noise.
German law should be amended. <> Germany's law should be amended.
The Chair should consult members. <> The Chairperson should consult members.
Use the Convention on Biological Diversity (CBD). <> Use the CBD.
The Director-General of WHO should decide. <> WHO's Director-General should decide.
The Minister of Justice should decide. <> The Justice Minister should decide.
The scheme should be free of charge. <> The scheme should be offered at no cost.
Non-governmental organisations should be heard. <> NGOs should be heard.
It should be held online. <> It should be held virtually.
The two-year plan should be published. <> The plan for two years should be published.
The board should meet three times a year. <> The board should meet 3 times a year.
Report annually on progress. <> Report on progress every year.
The council should meet twice a year. <> The council should meet every six months.
The council should hold two meetings a year. <> The council should meet twice a year.
Half of the seats should go to women. <> 50 per cent of the seats should go to women.
Answer within 24 hours. <> Answer within one day.
Keep the files for 12 months. <> Keep the files for a year.
Collect at least 1,000 signatures. <> Collect no fewer than 1000 signatures.
Submit replies no later than 1 June. <> Submit replies by 1 June.
The fund should hold USD 2 million. <> The fund should hold USD 2,000,000.
The forum should be held every other year. <> The forum should be held biennially.
Send two experts to the island. <> Send both experts to the island.
Raise the target to one third of sales. <> Raise the target to a third of sales.
The twenty-first session should discuss fees. <> The 21st session should discuss fees.
The importance of clean water cannot be over-emphasised. <> The importance of clean water should be emphasised.
The register should not be closed to the public. <> The register should be kept open to the public.
Do not allow smoking in parks. <> Prohibit smoking in parks.
The fee should not be reduced. <> The fee should be maintained.
Not only ministers but also mayors should attend. <> Ministers and mayors should attend.
The work should begin without delay. <> The work should begin promptly.
Interns should not be unpaid. <> Interns should be paid.
No more than five members may speak. <> At most five members may speak.
Rules should not exclude small firms. <> Rules should include small firms.
Increase transparency and reduce costs. <> Reduce costs and increase transparency.
Publish the draft before the meeting. <> Publish the draft prior to the meeting.
Publish the agenda before the consultation. <> The consultation should take place after the agenda is published.
Lower the fees for students. <> Reduce the fees for students.
Extend the deadline for comments. <> Prolong the deadline for comments.
Move funds from roads to railways. <> Funds should be moved from roads to railways.
Promote trade with India and China. <> Promote trade with China and India.
By 2030, all buses should be electric. <> All buses should be electric by 2030.
The CSTD should review the data. <> The Commission on Science and Technology for Development should review the data.
The UN should publish the map. <> The United Nations should publish the map.
The Secretary-General should appoint an envoy. <> The United Nations Secretary-General should appoint an envoy.
Implement A/RES/70/125. <> Implement General Assembly resolution 70/125.
The Kenyan government should ratify the treaty. <> The government of Kenya should ratify the treaty.
Ratify CEDAW without reservations. <> Ratify the Convention on the Elimination of All Forms of Discrimination against Women without reservations.
The Human Rights Council should act on the report. <> The Council should act on the report.
The Ministry of Health should run the clinics. <> The Health Ministry should run the clinics.
WHO should set the standard. <> The World Health Organization (WHO) should set the standard.
ECOSOC should hold a debate on it. <> The Economic and Social Council should hold a debate on it.
The Secretariat should keep a list. <> The secretariat should keep a list.
France should return the manuscripts. <> The French government should return the manuscripts.
Organise a conference on labour. <> Organize a conference on labor.
Co-operation with unions should improve. <> Cooperation with unions should improve.
Establish a registry of lobbyists. <> Set up a registry of lobbyists.
The programme should help decision-makers. <> The program should help decision makers.
Participation of young people should be increased. <> More young people should take part.
The state should fund crèches and nurseries. <> The state should fund nurseries and crèches.
Hold the meetings in Geneva when funds allow. <> When funds allow, hold the meetings in Geneva.
Broaden the range of stakeholders that take part. <> The Group considered it important to further broaden the range of stakeholders.
Teachers need better training in the use of digital tools. <> Train teachers to use digital tools.
Minutes of all meetings should be published within two weeks. <> The Committee recommended that the minutes of its meetings be made available to the public within two weeks.
Cities ought to plant more trees to cope with heat. <> Tree planting in towns is the best protection against hotter summers.
La reunión debe celebrarse cada año. <> La reunión debería celebrarse todos los años.
Le comité devrait publier son rapport. <> Le rapport du comité devrait être publié.
"""


@pytest.mark.parametrize(("left", "right"), pairs(SAME))
def test_a_pair_that_states_the_same_is_not_guarded(left: str, right: str) -> None:
    assert guards(left, right) == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        (
            "Issue an open invitation to the harbour inspectors.",
            "Extend an open invitation to the harbour inspectors.",
        ),
        ("Introduce a ban on night fishing.", "Declare a ban on night fishing."),
        (
            "Put in place a council of the harbour pilots.",
            "Establish a council of the harbour pilots.",
        ),
        ("Accede to the convention on harbour dues.", "Ratify the convention on harbour dues."),
        ("Consider publishing the fees of the harbour.", "Issue the fees of the harbour."),
        (
            "Continue to enlarge the piers of the harbour.",
            "Further enlarge the piers of the harbour.",
        ),
    ],
)
def test_verbs_that_ask_for_the_same_and_what_only_begins_are_no_difference(
    left: str, right: str
) -> None:
    assert guards(left, right) == ()


@pytest.mark.parametrize(
    ("left", "right"),
    [
        ("Consider the fees of the harbour.", "Publish the fees of the harbour."),
        ("Continue the lease of the harbour office.", "Sell the lease of the harbour office."),
    ],
)
def test_what_is_asked_for_itself_is_no_beginning(left: str, right: str) -> None:
    assert guards(left, right) == ("wording",)
