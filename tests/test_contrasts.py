# ruff: noqa: E501 (a pair a line reads best)
"""Pairs that differ in one thing, a pair a line."""

from __future__ import annotations

import pytest

from tests.contrasts import DIFFERENT, SAME
from tests.test_guards import guards, pairs

NUMBERS = """
The board should meet at least three times a year. <> The board should meet at least four times a year.
Schools should employ one nurse for every 500 pupils. <> Schools should employ one nurse for every 750 pupils.
Emissions from shipping should fall by 40 per cent by 2030. <> Emissions from shipping should fall by 40 per cent by 2040.
Patients should be seen within 18 weeks of referral. <> Patients ought to be seen within 12 weeks of their referral.
A two-thirds majority should be required to amend the rules of procedure. <> A simple majority should be required to amend the rules of procedure.
The levy should be set at 0.5 per cent of turnover. <> The levy should be set at 5 per cent of turnover.
The inspectorate should publish its findings quarterly. <> The inspectorate should publish its findings monthly.
The working group should hold an annual meeting with farmers. <> The working group should hold a biennial meeting with farmers.
Allocate $3 million to flood defences in coastal towns. <> Allocate $3 billion to flood defences in coastal towns.
The minimum age of marriage should be raised to 18. <> The minimum age of marriage should be raised to 16 years.
Appoint two independent members to the audit panel. <> Appoint three independent members to the audit panel.
Half of the seats should be reserved for rural districts. <> A third of the seats should be reserved for rural districts.
The first phase should concentrate on rail freight. <> The second phase should concentrate on rail freight.
Objections must be lodged within 30 days. <> Objections must be lodged within 30 hours.
The pilot should run until March 2027. <> The pilot should run until June 2027.
States should implement paragraph 14 of the outcome. <> States should implement paragraph 41 of the outcome.
Renewable sources should supply a quarter of electricity. <> Renewable sources should supply three quarters of electricity.
Double the number of apprenticeships in shipyards. <> Triple the number of apprenticeships in shipyards.
Both chairs should be elected by the plenary. <> The single chair should be elected by the plenary.
The register should be reviewed every year by an outside auditor. <> The register should be reviewed every five years by an outside auditor.
Every pupil should receive one free meal a day. <> Every pupil should receive two free meals a day.
The term of office should be limited to one year. <> The term of office should be limited to two years.
Annex II of the rules should be revised. <> Annex III of the rules should be revised.
Libraries should open on Sundays in all towns with over 10,000 people. <> Libraries should open on Sundays in all towns with over 100,000 people.
A dozen observers should be sent to each polling district. <> Twenty observers should be sent to each polling district.
Grants should cover up to 80% of the cost of insulation. <> Grants should cover up to 60% of the cost of insulation for homes.
Tenants should be given two months' notice before eviction. <> Before an eviction, tenants should be given six months' notice.
The secretariat should circulate the agenda 6 weeks before every session. <> The agenda should be circulated by the secretariat four weeks before each session.
Most of the proceeds should go to local clinics. <> Ten per cent of the proceeds should go to local clinics.
All members should contribute to the reserve. <> Five members should contribute to the reserve.
The speed limit near schools should be 20 miles an hour. <> The speed limit near schools should be thirty miles an hour.
The mandate should be renewed twice. <> The mandate should be renewed once.
Fishing should be suspended in the third quarter of 2026. <> Fishing should be suspended in the fourth quarter of 2026.
Hold a single consultation on the draft. <> Hold three consultations on the draft.
"""

NEGATIONS = """
The results of the audit should be made public. <> The results of the audit should not be made public.
Observers may take the floor in the plenary. <> Observers may not take the floor in the plenary.
Police should use facial recognition in public places. <> Police should never use facial recognition in public places.
Trials may proceed without the consent of the family. <> Trials may proceed with the consent of the family.
Interns should be paid. <> Interns should be unpaid.
The guidelines should be legally binding on all members. <> The guidelines should be legally non-binding on all members.
Licences should be granted unless the applicant has been convicted. <> Licences should be granted if the applicant has been convicted.
The regulator should intervene in the wholesale market. <> The regulator should refrain from intervening in the wholesale market.
There is a need for a new body. <> There is no need for a new body.
Councils should continue to charge for garden waste. <> Councils should no longer charge for garden waste.
Ministries should share personal data with insurers. <> Ministries should avoid sharing personal data with insurers.
The levy should apply to all vessels, including fishing boats. <> The levy should apply to all vessels, excluding fishing boats.
Trustees can be removed by the minister. <> Trustees cannot be removed by the minister.
Farmers should use pesticides near wells. <> Farmers shouldn't use pesticides near wells.
Children should be held in adult prisons. <> No children should be held in adult prisons.
Both the host and the donors should bear the cost. <> Neither the host nor the donors should bear the cost.
Membership should depend on the payment of fees. <> Membership should not depend on paying fees.
The treaty should cover existing stocks of material. <> The treaty should not cover the existing stocks of materials.
Drivers should be regarded as employees of the platform. <> Drivers should not be considered as employees of the platform.
Use public transport in addition to private cars. <> Use public transport instead of private cars.
The court should have jurisdiction over peacekeepers. <> The court should have no jurisdiction over peacekeepers.
Governments should prevent the export of scrap metal. <> Governments should ensure the export of scrap metal.
Advertising of gambling should be permitted during matches. <> Advertising of gambling should not be permitted during matches.
Nothing in the charter limits the right to strike. <> The charter limits the right to strike.
Decisions should be taken in the presence of the chair. <> Decisions should be taken in the absence of the chair.
Asylum seekers should be allowed to work while they wait. <> While they wait, asylum seekers should not be allowed to work.
The bank should invest in coal. <> The bank should stop investing in coal.
Support for small farms should be conditional. <> Support for small farms should be unconditional.
"""

DIRECTIONS = """
Increase the tax on sugary drinks. <> Reduce the tax on sugary drinks.
Procurement should be centralised in one agency. <> Procurement should be decentralised in one agency.
Voting age should be raised for local elections. <> Voting age should be lowered for local elections.
The deadline for comments should be extended. <> The deadline for comments should be shortened.
Hearings should be held online. <> Hearings should be held in person.
Vaccination should be mandatory for care workers. <> Vaccination should be voluntary for care workers.
Rules on short-term rentals should be tightened. <> Rules on short-term rentals should be relaxed.
The two universities should be merged. <> The two universities should be split.
The state should sell its shares in the railway. <> The state should buy its shares in the railway.
Disputes should be settled by national courts. <> Disputes should be settled by international courts.
More doctors should be trained for rural areas. <> More doctors should be trained for urban areas.
Aid should be given as loans to the poorest countries. <> Aid should be given as grants to the poorest countries.
Judges should be elected. <> Judges should be appointed.
Lift the embargo on the sale of arms. <> Impose the embargo on the sale of arms.
The government should ratify the convention on cluster munitions. <> The government should denounce the convention on cluster munitions.
Resources should be moved from headquarters to the field. <> Resources should be moved from the field to headquarters.
Prevention should have priority over treatment. <> Treatment should have priority over prevention.
Invest in railways rather than roads. <> Invest in roads rather than railways.
Publish the agenda before the consultation. <> Publish the agenda after the consultation.
Open the archives to researchers. <> Close the archives to researchers.
Imports of timber should be taxed. <> Exports of timber should be taxed.
Entry fees for students should be waived. <> Entry fees for students should be charged.
Decisions should be taken inside the committee. <> Decisions should be taken outside the committee.
Reform should be driven top-down. <> Reform should be driven bottom-up.
The commission should report to the parliament. <> The parliament should report to the commission.
Policies should address the supply of labour. <> Policies should address the demand for labour.
Strengthen the role of parish councils in planning. <> Weaken the role of parish councils in planning.
Teachers should be hired by schools. <> Teachers should be dismissed by schools.
The bank should adjust interest rates upwards. <> The bank should adjust interest rates downwards.
Expand the list of protected species in the strait. <> Narrow the list of protected species in the strait.
The ministry should take further steps to encourage home ownership. <> The ministry should take more steps to discourage home ownership.
Night flights should be permitted at regional airports. <> At regional airports, night flights should be forbidden.
Negotiations should be held in public and minutes kept. <> Negotiations should be held in private and minutes kept.
Accelerate the phase-out of diesel buses. <> Delay the phase-out of diesel buses.
Formal consultations with unions should be held. <> Informal consultations with unions should be held.
The state should compensate landlords at the expense of tenants. <> The state should compensate tenants at the expense of landlords.
"""

BODIES = """
Kenya should host the regional centre. <> Uganda should host the regional centre.
The General Assembly should decide on the budget. <> The Security Council should decide on the budget.
UNESCO should lead the work on ethics. <> UNICEF should lead the work on ethics.
The Ministry of Health should run the laboratories. <> The Ministry of Education should run the laboratories.
The secretariat should keep a list of speakers. <> The bureau should keep a list of speakers.
The host country should pay for interpretation. <> Donor countries should pay for interpretation.
Complaints should be handled by the ombudsman. <> Complaints should be handled by the courts.
The Committee on Trade should draft the annex. <> The Committee on Fisheries should draft the annex.
Ask the World Bank to finance the dam. <> Ask the African Development Bank to finance the dam.
The Human Rights Council should appoint an expert on water. <> The Human Rights Committee should appoint an expert on water.
The police should investigate hate crimes. <> The army should investigate hate crimes.
The chair should select the panellists. <> The vice-chair should select the panellists.
The plan should be submitted to the Minister of Finance. <> The plan should be submitted to the Minister of Justice.
Local authorities should license minicabs. <> The Department for Transport should license minicabs.
WHO should coordinate the response to outbreaks. <> FAO should coordinate the response to outbreaks.
The European Commission should propose rules for toys. <> The European Parliament should propose rules for toys.
France should return the manuscripts. <> Belgium should return the manuscripts.
The Secretary-General should name a special envoy. <> The Director-General should name a special envoy.
The High Court should hear appeals in asylum cases. <> The Supreme Court should hear appeals in asylum cases.
Universities should set the entrance examination. <> Employers should set the entrance examination.
Invite the International Monetary Fund to review the debt. <> Invite the World Trade Organization to review the debt.
The Bank of England should supervise crypto exchanges. <> The Financial Conduct Authority should supervise the crypto exchanges.
Parents should decide on school uniforms. <> Teachers should decide on school uniforms.
ITU should maintain the repository of good practices. <> The repository of best practices should be maintained by WIPO.
Technical support should come from the Nairobi office. <> Technical support should come from the Geneva office.
"""

INSTRUMENTS = """
Ratify the Convention on the Rights of the Child. <> Ratify the Convention on the Rights of Persons with Disabilities.
States should accede to the Kyoto Protocol. <> States should accede to the Paris Agreement.
Finance the work from the regular budget. <> Finance the work from the trust fund.
The National Adaptation Plan should be revised. <> The National Biodiversity Strategy should be revised.
Implement General Assembly resolution 70/125. <> Implement General Assembly resolution 72/200.
Incorporate the Geneva Conventions into domestic law. <> Incorporate the Rome Statute into domestic law.
Use the Global Environment Facility to protect reefs. <> Use the Green Climate Fund to protect reefs.
The rules should follow the Tunis Agenda. <> The rules should follow the Geneva Declaration.
Ratify ILO Convention No. 189. <> Ratify ILO Convention No. 190.
Amend the Data Protection Act to cover drones. <> Amend the Computer Misuse Act to cover drones.
The treaty should enter into force at once. <> The protocol should enter into force at once.
Become a party to CEDAW. <> Become a party to CERD.
The code of conduct should bind contractors. <> The framework agreement should bind contractors.
The issue should be settled by a directive. <> The issue should be settled by a regulation.
Raise awareness of the Aarhus Convention among judges. <> Raise awareness of the Espoo Convention among the judges.
Sign the Optional Protocol to the Convention against Torture. <> Sign the Optional Protocol to the Convention on the Rights of the Child.
Reports should follow the Paris Principles. <> Reports should follow the Yogyakarta Principles.
Fund it from the Cohesion Fund. <> Fund it from the Social Fund.
The Charter of Fundamental Rights should be taught in schools. <> In schools, the European Social Charter should be taught.
Withdraw from the Energy Charter Treaty. <> Withdraw from the Antarctic Treaty.
"""

OTHERS = """
Improve the visibility of the outcomes. <> Raise the visibility of the IGF.
Consider the cost of the building. <> Look at the cost of the software in detail.
Publish the minutes of the meetings. <> Publish the photographs of the meetings.
Provide free bicycles for nurses in the city. <> Provide free uniforms for nurses in the city.
The pool should be open to residents. <> The pool should be open only to residents.
Trees should be planted along the canal. <> Trees should be felled along the canal.
"""

MIXED = """
The pension age should be raised to sixty-seven by 2031. <> The pension age should be raised to sixty-nine by 2031.
Sanitary inspections should take place three times every month. <> Sanitary inspections should take place five times every month.
Give 15 days' notice of any strike. <> Give 15 weeks' notice of any strike.
Publish accounts semi-annually. <> Publish accounts annually.
Roughly one tenth of the forest should be left untouched. <> Roughly one fifth of the forest should be left untouched.
The bond should be worth 200 million dollars. <> The bond should be worth 200 thousand dollars.
Phase III of the survey should begin soon. <> Phase II of the survey should begin soon.
Elections should be held on the first Sunday of October. <> Elections should be held on the first Sunday of November.
The temperature of vaccines should be kept below 8 degrees. <> The temperature of vaccines should be kept under 5 degrees.
The panel calls on hospitals to publish infection rates. <> The panel does not call on hospitals to publish infection rates.
Foreign vessels should be allowed into the bay only when they carry no oil. <> Foreign vessels should be allowed into the bay even when they carry oil.
Parents should be told before tests are made. <> Parents need not be told before tests are made.
Museums should hardly ever lend this painting. <> Museums should often lend this painting.
The witness may be heard in the absence of counsel. <> The witness may not be heard in the absence of counsel.
Reject the proposal to sell the stadium. <> Adopt the proposal to sell the stadium.
Let asylum seekers cook for themselves. <> Do not let asylum seekers cook for themselves.
Wolves should be protected in the mountains. <> Wolves should be hunted in the mountains.
Bicycles should give way to pedestrians. <> Pedestrians should give way to bicycles.
The upper house should approve treaties after the lower house does. <> The upper house should approve treaties before the lower house does.
The ratio of teachers to pupils should rise. <> The ratio of teachers to pupils should fall.
Bring forward the closing date of the coal plant. <> Put back the closing date of the coal plant.
Students should be assessed by coursework rather than by examination. <> Students should be assessed by examination rather than by coursework.
Taxes on land should be lighter. <> Taxes on land should be heavier.
Prisoners should be moved out of the old wing. <> Prisoners should be moved into the old wing.
The registrar should keep the seal. <> The treasurer should keep the seal.
Ask Norway to mediate between the parties. <> Ask Qatar to mediate between the parties.
The OECD should collect figures on tax evasion. <> The IMF should collect the figures on tax evasion.
The Office for Outer Space Affairs should draw up the register. <> The Office for Disarmament Affairs should draw up the register.
Trade unions should nominate half of the board. <> Employers' associations should nominate half of the board.
The task force on cholera should be headed by a nurse. <> The task force on malaria should be headed by a nurse.
Amend the Criminal Code to cover stalking. <> Amend the Civil Code to cover stalking.
Base the policy on the Sendai Framework. <> Base the policy on the Marrakesh Compact.
Make the strategy part of the coalition agreement. <> Make the strategy part of the budget law.
The Treaty on Open Skies should be revived. <> The Treaty on Conventional Armed Forces should be revived.
Article 19 of the International Covenant on Civil and Political Rights should be applied. <> Article 19 of the Universal Declaration of Human Rights should be applied.
The Ministry recommends that each municipality, with the help of the regional water authority, draw up a plan by the end of 2027 for the separation of rain water from sewage. <> The Ministry recommends that every municipality, with help from the regional water authority, draw up a plan by the end of 2029 for separating rain water from sewage.
The court should sit for six weeks each spring. <> The court should sit for six weeks each autumn.
Members should serve staggered four-year terms, renewable once. <> Members ought to serve staggered six-year terms that are renewable once.
At least one in five buses should be wheelchair accessible. <> At least one in three buses should be wheelchair-accessible.
The fund ought to hold reserves of EUR 40 million. <> The fund should hold reserves of 45 million euros.
Review the curriculum once a decade. <> Review the curriculum every five years.
Sustainable Development Goal 4 should guide the budget. <> Sustainable Development Goal 5 should guide the budget.
Inspect bridges daily during floods. <> Inspect bridges weekly during floods.
Children under twelve should not work in the mines. <> Children under fourteen should not work in mines.
Ask all seven regional offices to report. <> Ask all nine regional offices to report.
The quorum should be one half of the membership. <> The quorum should be two thirds of the membership.
The 2015 baseline should be used for emissions from farming. <> The 2005 baseline should be used for emissions from agriculture.
The premium should be paid in two instalments. <> The premium should be paid in a single instalment.
Every candidate should speak for ten minutes. <> Each candidate should be allowed to speak for five minutes.
Limit class sizes to 25 pupils in primary schools across the country, beginning with the poorest districts. <> Across the country, limit class sizes in primary schools to 30 pupils, starting with the poorest districts.
Several states should co-sponsor the text. <> Two states should co-sponsor the text.
Section 3 of the Act should be repealed. <> Section 8 of the Act should be repealed.
The envoy should be consulted on every draft. <> The envoy should be consulted on no draft.
The hospital should disclose the names of donors. <> The hospital need not disclose the names of donors.
Landlords should be able to evict tenants with a reason. <> Landlords should be able to evict tenants without giving a reason.
Voting by proxy is acceptable at the general meeting. <> Voting by proxy is unacceptable at the general meeting.
The consultants recommend that the port authority dredge the channel in winter. <> The consultants recommend that the port authority not dredge the channel in winter.
The data should be kept after the trial. <> The data should not be retained after the trial has ended.
The union failed to consult its members on the offer. <> The union consulted its members on the offer.
Smart meters should be installed regardless of the owner's consent. <> Smart meters should only be installed with the owner's consent.
Foreign observers ought to be excluded from the count. <> Foreign observers ought to be included in the count.
The committee supports the opening of a new mine. <> The committee opposes the opening of a new mine.
Teachers should be encouraged to join the strike. <> Teachers should be discouraged from joining the strike.
The city should plan for cars. <> The city should plan against cars.
Students with disabilities should be taught in mainstream schools. <> Students with disabilities should be taught in special schools.
Shift the tax burden from labour to capital. <> Shift the tax burden from capital to labour.
Water tariffs for farms should go up. <> Water tariffs for farms should go down.
Priority should be given to long-term contracts. <> Priority should be given to short-term contracts.
The agency should be funded from public sources. <> The agency should be funded from private sources.
The minimum wage should be frozen. <> The minimum wage should be raised.
The state should nationalise the water companies. <> The state should privatise the water companies.
Speed up the issue of visas to researchers. <> Slow down the issue of visas to researchers.
Devolve powers over housing to the regions. <> Return powers over housing from the regions to the centre.
Scale up the programme of cash transfers in the north. <> Scale down the programme of cash transfers in the north.
Keep the retirement age as it is. <> Change the retirement age.
The report should be discussed in the first week, then voted on. <> The report should be discussed in the last week, then voted on.
Employers should pay a larger share of contributions than employees. <> Employees should pay a larger share of contributions than employers.
The European Union should recognise diplomas from Moldova. <> The European Union should recognise diplomas from Georgia.
The Special Rapporteur on housing should visit the camps. <> The Special Rapporteur on torture should visit the camps.
UNHCR ought to register the newcomers at the border. <> IOM should register the newcomers at the border.
The mayor should appoint the chief of police. <> The city council should appoint the chief of police.
The Bar Association should accredit the courses. <> The Law Society should accredit the courses.
Report the findings to the Working Group on Arbitrary Detention. <> Report the findings to the Working Group on Enforced Disappearances.
The results should be sent to the Ministry of the Interior without delay. <> The results should promptly be sent to the Ministry of Defence.
Nurses should be represented on the hospital board. <> Patients should be represented on the hospital board.
The Port of Rotterdam should receive the waste. <> The Port of Antwerp should receive the waste.
Finland and Sweden should share the data. <> Finland and Norway should share the data.
The Amazon Fund should finance fire brigades. <> The Adaptation Fund should finance fire brigades.
Bring national law into line with the Budapest Convention. <> Bring national law in line with the Lanzarote Convention.
The objectives should be written into the national action plan. <> The objectives should be written into the constitution.
The Clean Air Act should be enforced in ports. <> The Clean Water Act should be enforced in ports.
Follow up on the Beijing Platform for Action. <> Follow up on the Cairo Programme of Action.
Use the Guiding Principles on Business and Human Rights in procurement. <> Use the OECD Guidelines for Multinational Enterprises in procurement.
Accede to the 1954 Convention on statelessness. <> Accede to the 1961 Convention on statelessness.
Decision 14/34 should be reaffirmed. <> Decision 15/34 should be reaffirmed.
The strategy should be funded through a levy. <> The strategy should be funded through donations.
"""


@pytest.mark.parametrize(
    ("left", "right"),
    pairs(NUMBERS, NEGATIONS, DIRECTIONS, BODIES, INSTRUMENTS, OTHERS, MIXED, DIFFERENT),
)
def test_a_pair_that_differs_in_one_thing_is_guarded(left: str, right: str) -> None:
    assert guards(left, right)
    assert guards(right, left) == guards(left, right)


@pytest.mark.parametrize(("left", "right"), pairs(SAME))
def test_a_pair_that_only_looks_different_is_not_guarded(left: str, right: str) -> None:
    assert guards(left, right) == ()


@pytest.mark.parametrize(
    ("table", "name"),
    [
        (NUMBERS, "number"),
        (NEGATIONS, "negation"),
        (DIRECTIONS, "direction"),
        (BODIES, "body"),
        (INSTRUMENTS, "instrument"),
    ],
)
def test_the_guard_nearly_always_has_the_right_name(table: str, name: str) -> None:
    named = [name in guards(*pair) for pair in pairs(table)]
    assert sum(named) >= 0.8 * len(named)


@pytest.mark.parametrize(
    "text",
    [
        "9" * 5000,
        "A " * 5000,
        "not " * 3000,
        "of the " * 3000,
        "one in 0 out of 0 every 0 years",
        "A/B/C 1.2.3,4 1,2,3 ½ ²",
        "n't 's ' ’ - –",
        "İİ ẞß ǅ ﬁ",
    ],
)
def test_hostile_text_is_no_trouble(text: str) -> None:
    assert guards(text, text) == ()
    assert guards(text, "Publish the 3 minutes of it.") == guards(
        "Publish the 3 minutes of it.", text
    )
