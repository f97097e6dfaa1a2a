"""What the sheets are called."""

TABLE, REMOVED, MERGES, MENTIONS, NOTES = "Table", "Removed", "Merges", "Mentions", "Notes"
# What was said of how far rows are carried out, and where people add to it.
PROGRESS, NEW_PROGRESS = "Progress", "New progress"
# Kept out of people's sight: what the drop-downs offer, and what was exported.
LISTS, STATE = "Lists", "State"
