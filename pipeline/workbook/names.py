"""What the sheets are called."""

TABLE, REMOVED, MERGES, MENTIONS, NOTES = "Table", "Removed", "Merges", "Mentions", "Notes"
# Kept out of people's sight: what the drop-downs offer, and what was exported.
LISTS, STATE = "Lists", "State"
