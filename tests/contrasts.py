# ruff: noqa: E501 (a pair a line reads best)
"""Pairs that differ in one thing in otherwise the same text, and pairs that only look different."""

from __future__ import annotations

DIFFERENT = """
The commission should have a sole chair. <> The commission should have two co-chairs.
Licences should be renewed unless the holder objects. <> Licences should be renewed if the holder objects.
The ferry should be free from smoke. <> The ferry should be full of smoke.
Inform the Council of the Secretariat's view. <> Inform the Secretariat of the Council's view.
Migrate the records from tape to disk. <> Migrate the records from disk to tape.
Consent should be collected by opt-in. <> Consent should be collected by opt-out.
The shipyard should hire 300 welders. <> The shipyard should lay off 300 welders.
Evaluate the subsidy ex ante. <> Evaluate the subsidy ex post.
Deliveries should be made in the morning. <> Deliveries should be made in the evening.
Negotiate the treaty in public. <> Negotiate the treaty behind closed doors.
Annex I should list the species. <> Annex II should list the species.
Reports under CEDAW are overdue. <> Reports under CERD are overdue.
The results should be posted on the website. <> The results should be printed in the gazette.
Pay the bonus in the first quarter. <> Pay the bonus in the second quarter.
The tribunal should have an odd number of judges. <> The tribunal should have an even number of judges.
Few villages have a clinic. <> Many villages have a clinic.
The board lacks the power to impose fines. <> The board has the power to impose fines.
Households should be charged for water. <> Households should get water free of charge.
The scheme should apply to all but the smallest farms. <> The scheme should apply to all farms, the smallest too.
Landlords should bear the burden of proof. <> Renters should bear the burden of proof.
Beekeepers should be compensated. <> Foresters should be compensated.
The ICCPR should be translated into Tamil. <> The ICESCR should be translated into Tamil.
The lease should run to end-2031. <> The lease should run to mid-2031.
Prisoners should lose the vote. <> Prisoners should have the vote.
The fund should invest anywhere but in tobacco. <> The fund should invest anywhere, also in tobacco.
Only nurses may give the vaccine. <> Anyone but nurses may give the vaccine.
Sailors are barely protected by the code. <> Sailors are fully protected by the code.
The text should remain silent on whaling. <> The text should speak out on whaling.
Trams should replace buses on the ring. <> Buses should replace trams on the ring.
The pound should be devalued. <> The pound should be revalued.
Prefer local firms to foreign firms. <> Prefer foreign firms to local firms.
Wages should be linked to prices, not prices to wages. <> Prices should be linked to wages, not wages to prices.
EASA should certify the drone. <> EMSA should certify the drone.
Cabin crew should be trained to help. <> Ground staff should be trained to help.
Support parents by a voucher. <> Support parents by a tax break.
The timetable should be in a schedule. <> The timetable should be in an appendix.
Offer lessons every weekday. <> Offer lessons every weekend.
The hearing should last a full day. <> The hearing should last half a day.
Tolls should not exceed the cost of upkeep. <> Tolls should exceed the cost of upkeep.
Freight should be shifted from lorries onto barges. <> Freight should be shifted from barges onto lorries.
The island should import grain and export sugar. <> The island should import sugar and export grain.
Shop stewards should negotiate pay. <> Line managers should negotiate pay.
The Cape Town Convention should be extended to ships. <> The Cape Town Agreement should be extended to ships.
Relieve debt through a moratorium. <> Relieve debt through a swap.
The limits should be fixed in the treaty itself. <> The limits should be fixed in a side letter.
Follow TRIPS in such cases. <> Follow TRIMS in such cases.
The fleet should be cut to 80 boats. <> The fleet should be cut by 80 boats.
Hire a full-time curator. <> Hire a part-time curator.
Fishing is allowed save in the reserve. <> Fishing is allowed also in the reserve.
"""

SAME = """
The draft should be circulated among members. <> The draft should be distributed among members.
Publish the budget on the Internet. <> Publish the budget online.
The deadline should be extended by two weeks. <> The deadline should be extended by a fortnight.
The report should be translated into Arabic, Chinese and French. <> The report should be translated into French, Arabic and Chinese.
Hold the plenary in the first week of June. <> Hold the plenary in the 1st week of June.
The Assembly should meet in special session. <> The General Assembly should hold a special session.
The plan should take into account the needs of nomads. <> The plan should consider the needs of nomads.
Strengthen the capacity of customs officers. <> Build the capacity of customs officers.
Prevent the spread of the virus. <> Stop the spread of the virus.
Miners, smelters and refiners should report. <> Refiners, miners and smelters should report.
The reform should be not only fair but also fast. <> The reform should be fair and fast.
Provide free school meals. <> School meals should be provided free of charge.
Schools should have Internet access. <> Schools should have access to the Internet.
The quota for women should be binding. <> The quota for women should be mandatory.
The vote should take place in May. <> The vote should be held in May.
The rule is unnecessary. <> The rule is not necessary.
The ministry should work closely with cities. <> The ministry should cooperate closely with cities.
Address the root causes of hunger. <> Tackle the root causes of hunger.
The accord must be respected by every member. <> The accord must be respected by all members.
Meet on the second Monday of each month. <> Meet on the 2nd Monday of every month.
There should be no limit on donations. <> Donations should be unlimited.
The mayor did not oppose the plan. <> The mayor did not object to the plan.
Speed up the repair of bridges. <> Accelerate the repair of bridges.
The ministers of health and of finance should meet. <> The ministers of finance and of health should meet.
The UK's parliament should vote. <> The parliament of the United Kingdom should vote.
Ratify ILO Convention 189. <> Ratify ILO Convention No. 189.
The commission should examine the complaint. <> The commission should look into the complaint.
Promote the use of rail. <> Encourage the use of rail.
The museum should be open to everybody. <> The museum should be open to everyone.
Collect data on wages. <> Gather data on wages.
The ferry is not safe. <> The ferry is unsafe.
The ban must not be repealed. <> The ban must be upheld.
The new rule should take effect in June. <> The new rule should enter into force in June.
"""
