"""Invented proposals, each in several wordings, that a small pair model is fitted to."""

from __future__ import annotations

from pipeline.cluster.training import Wording
from tests.conftest import make_mention

# By subject and proposal.
PROPOSALS = {
    "fees": {
        "publish": (
            "Publish the fees every year.",
            "The fees should be published annually.",
            "Fees ought to be made public each year.",
            "Put the yearly fees on the notice board.",
        ),
        "lower": (
            "Lower the fees for small boats.",
            "Small boats should pay less.",
            "Reduce what small boats are charged.",
            "Charges on small craft should be cut.",
        ),
    },
    "piers": {
        "light": (
            "Light the northern pier.",
            "Lamps should be put on the northern pier.",
            "The pier in the north needs lighting.",
            "Install lamps on the north pier.",
        ),
        "mend": (
            "Mend the planks of the pier.",
            "The planks of the pier should be repaired.",
            "Repair the pier's boards.",
            "Broken planks on the pier must be replaced.",
        ),
    },
    "pilots": {
        "train": (
            "Train pilots in new tugs.",
            "Pilots should be taught to steer the new tugs.",
            "Give pilots lessons in the new tugs.",
            "Teach pilots how the new tugs work.",
        ),
        "hire": (
            "Hire more pilots.",
            "More pilots should be employed.",
            "The number of pilots ought to grow.",
            "Take on additional pilots.",
        ),
    },
    "seabed": {
        "map": (
            "Map the seabed.",
            "A chart of the seabed should be drawn.",
            "Survey the sea floor.",
            "Draw up a map of the sea floor.",
        ),
        "protect": (
            "Protect the seabed from anchors.",
            "Anchors should not harm the sea floor.",
            "Keep anchors away from the seabed.",
            "Shield the sea floor against anchors.",
        ),
    },
    "sheds": {
        "lease": (
            "Lease the old sheds.",
            "The old sheds should be rented out.",
            "Rent out the empty sheds.",
            "Let the unused sheds to traders.",
        ),
        "paint": (
            "Paint the sheds white.",
            "The sheds should be painted white.",
            "Give the sheds a white coat.",
            "Coat the sheds in white paint.",
        ),
    },
}
WORDINGS = tuple(
    Wording(subject, f"{subject}/{proposal}", make_mention(text))
    for subject, proposals in PROPOSALS.items()
    for proposal, texts in proposals.items()
    for text in texts
)
TEXTS = tuple(wording.mention.text for wording in WORDINGS)
# Two that a model of these wordings can neither call the same nor different.
UNSURE = ("The number of pilots ought to grow.", "Give pilots lessons in the new tugs.")
