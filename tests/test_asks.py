"""Who is asked, whether it is one voice's wish, whether it is one thing, and by when."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.extract.asks import find_actors, find_target_date, is_compound, is_hedged

NAMES = {
    "secretariat": "Secretariat",
    "advisory group": "Advisory group",
    "lag": "Advisory group",
    "chair": "Chair",
    "host country": "Host country",
    "united ports": "United Ports system",
    "northern and southern": "Northern and southern chapters",
}


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("The Secretariat should publish the fees.", ("Secretariat",)),
        ("The Secretariat and the LAG should light the pier.", ("Secretariat", "Advisory group")),
        (
            "Governments, the private sector and civil society should share the cost.",
            ("Governments", "Private sector", "Civil society"),
        ),
        ("In the years ahead, regulators, in talks with pilots, must act.", ("Regulators",)),
        ("To build trust between States and companies, regulators should act.", ("Regulators",)),
        ("States therefore need to light every pier.", ("States",)),
        ("The Harbour Commission has a duty to keep the channel open.", ("Harbour Commission",)),
        ("Port authorities are invited to send their charts.", ("Port authorities",)),
        ("Host country to announce the venue.", ("Host country",)),
        ("Secretariat: circulate the minutes.", ("Secretariat",)),
        ("Small and large companies should pay.", ("Small and large companies",)),
        ("The Ministry of Trade and Industry should pay.", ("Ministry of Trade and Industry",)),
        ("Bosnia and Herzegovina should ratify the treaty.", ("Bosnia and Herzegovina",)),
        ("Northern and southern chapters should report.", ("Northern and southern chapters",)),
    ],
)
def test_the_subject_that_is_to_act_is_asked(text: str, actors: tuple[str, ...]) -> None:
    assert find_actors(text, stem="", names=NAMES) == actors


@pytest.mark.parametrize(
    ("text", "actors"),
    [
        ("Calls upon Member States to light the pier;", ("Member States",)),
        (
            "Requests the Harbour Director, in consultation with Member States, to report;",
            ("Harbour Director",),
        ),
        (
            "Urges all donors to pay, and invites the Chair to thank them;",
            ("Donors", "Chair"),
        ),
        ("The Panel [recommends] [invites pilots] to light the pier.", ()),
        ("The Panel [invites] port operators to [consider] new lamps.", ("Port operators",)),
        ("Egypt recommended that Malta: (a) publish the fees.", ("Malta",)),
        ("Invites the Director, for this purpose, to:", ("Director",)),
        ("PTOs must light the pier.", ("PTOs",)),
        ("We urge the European Commission to act.", ("European Commission",)),
        ("Egypt asked that the Secretariat publish the list.", ("Secretariat",)),
        ("The meeting recommends that ITU and UNESCO share their charts.", ("ITU", "UNESCO")),
        ("It would be useful if the Board published the list.", ("Board",)),
        ("It is for the regulator to decide.", ("Regulator",)),
        ("The list should be published every year by the Secretariat.", ("Secretariat",)),
        (
            "Invites the President of the General Assembly to appoint two judges;",
            ("President of the General Assembly",),
        ),
        ("It proposes to the Director that the Board publish the fees.", ("Board",)),
    ],
)
def test_whoever_is_addressed_is_asked(text: str, actors: tuple[str, ...]) -> None:
    assert find_actors(text, stem="", names=NAMES) == actors


@pytest.mark.parametrize(
    ("text", "actor"),
    [
        ("Members of the LAG should report.", "Advisory group"),
        ("LAG members should report.", "Advisory group"),
        ("The Chair of the LAG should report.", "Chair"),
        ("United Ports agencies should report.", "United Ports system"),
        ("United Ports member States should report.", "United Ports member States"),
        ("Northern and southern authorities should report.", "Northern and southern authorities"),
    ],
)
def test_a_body_has_the_name_that_the_vocabulary_gives_its_head(text: str, actor: str) -> None:
    assert find_actors(text, stem="", names=NAMES) == (actor,)


@pytest.mark.parametrize(
    "text",
    [
        "The fees should be published.",
        "The report of the Secretariat should be short.",
        "The Secretariat's budget must grow.",
        "Secretariat budgets must grow.",
        "It should be lit.",
        "We should light the pier.",
        "All should have a say.",
        "Stakeholders should be able to follow the meeting.",
        "Small islands' delegations should receive help.",
        "If governments should refuse, the pier stays dark.",
        "The market should be open so that companies could compete.",
        "These bodies should report.",
        "The Board needs to be better paid.",
        "Hold a ballot in which members should be drawn from all ports.",
        "Encourage initiatives that help.",
        "Hiring pilots to light the pier;",
        "The Republic of Malta recommended to light the pier.",
        "",
    ],
)
def test_where_nobody_who_can_act_is_asked_nobody_is_named(text: str) -> None:
    assert find_actors(text, stem="", names=NAMES) == ()


@pytest.mark.parametrize(
    ("stem", "actor"),
    [
        ("Calls upon Governments", "Governments"),
        ("The LAG should", "Advisory group"),
        ("Recommendations for the Secretariat", "Secretariat"),
        ("The following recommendations were made to Malta", "Malta"),
        ("The following recommendations will be examined by Malta, which will answer", "Malta"),
    ],
)
def test_a_list_asks_whom_its_stem_asks(stem: str, actor: str) -> None:
    assert find_actors("light the pier;", stem=stem, names=NAMES) == (actor,)


def test_whom_the_text_names_goes_before_whom_the_stem_names() -> None:
    text = "Port authorities should light the pier;"
    assert find_actors(text, stem="Recommendations to States", names={}) == ("Port authorities",)


@pytest.mark.parametrize("stem", ["The Board recommends to", "The Board agreed by three votes"])
def test_who_recommends_in_a_stem_is_not_asked(stem: str) -> None:
    assert find_actors("light the pier;", stem=stem, names=NAMES) == ()


@pytest.mark.parametrize(
    "text",
    [
        "One proposal was to light the pier.",
        "Some participants suggested that the pier be lit.",
        "It was suggested that the Board should light the pier.",
        "A few members of the Board felt that the fees should fall.",
        "Several contributions called for lower fees.",
        "Others thought that the pier should close.",
        "One option would be to light the pier.",
        "There was a suggestion to light the pier.",
        "A rota of chairs was proposed.",
        "Lower fees might be considered.",
        "New lamps could be explored.",
        "Egypt asked that the Board publish the fees.",
        "To others, the fees should fall.",
        "Perhaps the Board should publish the fees.",
    ],
)
def test_the_wish_of_some_or_a_tentative_one_is_hedged(text: str) -> None:
    assert is_hedged(text, stem="")


@pytest.mark.parametrize(
    "text",
    [
        "The Board should light the pier.",
        "The Board could light the pier.",
        "One member of the Board should come from an island.",
        "Some ports should be lit first.",
        "Three groups of pilots should propose candidates.",
        "A proposal for new lamps should be prepared.",
        "The lamps that have been proposed by the pilots should be bought.",
        "Egypt asked whether the pier should be lit.",
        "The Harbour Commission recommended that the pier be lit.",
        "Consideration should be given to lower fees.",
        "Light should be given to other ports to support trade.",
    ],
)
def test_a_plain_wish_is_not_hedged(text: str) -> None:
    assert not is_hedged(text, stem="")


def test_what_a_hedged_stem_introduces_is_hedged() -> None:
    assert is_hedged("Light the pier;", stem="Some participants suggested to")


@pytest.mark.parametrize(
    "text",
    [
        "Publish the minutes and open the meetings to observers.",
        "States should ratify the treaty, train judges and report every year.",
        "Adopt a law and ensure its funding.",
        "Requests the Board to light the pier and to publish the fees;",
        "Investigate every wreck; prosecute those responsible.",
        "The Board should light the pier, and the Chair should publish the fees.",
        "Urges States to pay their dues, and invites donors to match them;",
        "Open the meetings to observers and publish the minutes.",
        "Develop and adopt a plan and allocate funds.",
    ],
)
def test_actions_that_could_be_decided_apart_are_compound(text: str) -> None:
    assert is_compound(text)


@pytest.mark.parametrize(
    "text",
    [
        "Publish minutes and agendas.",
        "Develop and implement a plan.",
        "The Board should review and revise the rules.",
        "Assume responsibility for and take charge of the pier.",
        "Respect, reflect and protect the rights of pilots.",
        "Publish the minutes so that members know the rules and trust the Board.",
        "Publish the minutes to inform members and build trust.",
        "Support pilots that light piers and publish fees.",
        "Write a plan and publish it.",
        "To save time and build trust, the Board should meet online.",
        "Amend the rules, to ensure fairness.",
        "Enhance training and support for pilots.",
        "Rules should be clear and simple.",
        "Renforcer la sécurité; publier les tarifs.",
        "",
    ],
)
def test_one_action_however_it_is_put_is_not_compound(text: str) -> None:
    assert not is_compound(text)


@pytest.mark.parametrize(
    ("text", "date"),
    [
        ("Light every pier by 2030.", "by 2030"),
        ("Halve the fees by 2015 (Malta);", "by 2015"),
        ("Light every pier by the end of 2026 at the latest.", "by the end of 2026"),
        ("Report before its twentieth session.", "before its twentieth session"),
        ("Pay no later than 31 March 2027.", "no later than 31 March 2027"),
        ("Pay no later than March 31, 2027.", "no later than March 31, 2027"),
        ("Light every pier within two years.", "within two years"),
        ("Draft it in time for the next meeting.", "in time for the next meeting"),
        ("Publish the fees by June.", "by June"),
        ("Legislate by the end of the Session.", "by the end of the Session"),
        (
            "Requests the Director to report to the Board at its fifty-third session;",
            "at its fifty-third session",
        ),
        ("Draft it by May 2027 and adopt it by mid-2028.", "by May 2027; by mid-2028"),
    ],
)
def test_the_date_by_which_it_should_be_done_is_given_as_written(text: str, date: str) -> None:
    assert find_target_date(text) == date


@pytest.mark.parametrize(
    "text",
    [
        "Report annually.",
        "Fees have risen since 2015.",
        "Recalling its resolution of 12 May 2010, asks for lamps.",
        "The rules adopted by 2005 delegates should stand.",
        "In 2012 the pier was dark.",
        "Cut the fees by 20 per cent.",
        "Be guided by the 2030 Agenda.",
        "Resolution 52, adopted by the Conference at its 37th session, should stand.",
        "Build on the results that it obtained by December 2017.",
        "Protect persons under 18 years of age.",
        "Publicar las tarifas antes de 2030.",
        "",
    ],
)
def test_what_is_no_target_gives_no_date(text: str) -> None:
    assert find_target_date(text) == ""


@pytest.mark.parametrize(
    "text",
    [
        "Le Secrétariat devrait publier les tarifs et ouvrir les réunions avant 2030.",
        "Invite les États à publier les tarifs; encourage les donateurs à payer.",
        "Los Estados deben publicar las tarifas y abrir las reuniones antes de 2030.",
        "Секретариату следует опубликовать тарифы и открыть заседания к 2030 году.",
        "秘书处应在2030年之前公布费用并开放会议。",
        "ينبغي للأمانة أن تنشر الرسوم قبل عام 2030.",
    ],
)
def test_of_other_languages_nothing_is_said(text: str) -> None:
    assert find_actors(text, stem=text, names=NAMES) == ()
    assert not is_hedged(text, stem=text)
    assert not is_compound(text)
    assert find_target_date(text) == ""


@given(
    st.lists(
        st.sampled_from(
            "the Board and , States should to urge that of ; by 2030 be publish some ( ) \n"
            " : LAG “ ” - may we".split(" ")
        ),
        max_size=40,
    ).map(" ".join)
)
def test_any_string_can_be_asked_about(text: str) -> None:
    actors = find_actors(text, stem=text, names=NAMES)
    assert all(actor and actor == actor.strip() for actor in actors)
    assert len(set(actors)) == len(actors)
    assert isinstance(is_hedged(text, stem=text), bool)
    assert isinstance(is_compound(text), bool)
    assert "\n" not in find_target_date(text)
