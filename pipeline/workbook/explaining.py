"""What the sheet of notes says: how to read the workbook, and how to decide in it."""

NOTES_TEXT = (
    ("How to read this workbook", ""),
    (
        "Table",
        (
            "Each row is one recommendation with every place that states it. Rows marked "
            "improvement ask somebody to do something; they come first. Rows marked "
            "consideration, on a grey ground, are principles and recognitions; they follow."
        ),
    ),
    (
        "Grey italics",
        (
            "A suggestion of the program that nobody has decided. Plain type: what people "
            "decided, or what the documents say. The column Decided names what people decided."
        ),
    ),
    (
        "[Square brackets]",
        (
            "Words filled in from the text around the sentence, so that it can be read alone. "
            "Brackets of the document itself look the same; the sheet Mentions has the words as "
            "they stand in the document."
        ),
    ),
    (
        "Status",
        (
            "Says “not assessed” until somebody has looked: silence is never completion. A "
            "status that is changed here is an assessment of the day on which it is read, with "
            "nothing but the status. Of several assessments, that of the latest day is the "
            "status; what a body claims never is."
        ),
    ),
    (
        "Evidence",
        (
            "Why a category and each tag are suggested. In a workbook of up to 5,000 rows it also"
            " stands in a note on the cell of the category or the tags."
        ),
    ),
    ("How to decide", ""),
    (
        "Where",
        (
            "Under the dark blue headings. Change a cell, or choose from its list. What stands "
            "under the grey headings is the program's; a change there is not read."
        ),
    ),
    (
        "Review",
        (
            "accepted: what stands in this row in grey italics under Part, Category, Tags, "
            "Responsible and Target date is decided as it stands. needs discussion: the row is "
            "marked so. not an improvement: the row moves to the bottom part. not relevant: the "
            "row moves to the sheet Removed. Clear it there to bring the row back."
        ),
    ),
    (
        "Tags",
        (
            "The list offers one; write several with commas between them. Names that are not in "
            "the vocabulary are refused when the workbook is read."
        ),
    ),
    (
        "An empty cell",
        (
            "Emptying a cell decides that it is empty. The proposal and its part cannot be empty:"
            " say not relevant instead."
        ),
    ),
    (
        "Merges",
        (
            "Pairs of rows that may say the same. same: they become one row. different: they "
            "never do. related: each names the other in xreference. not sure: somebody else is to"
            " look."
        ),
    ),
    (
        "Progress",
        (
            "What was said of how far each recommendation is carried out, a line each: who, when,"
            " and on what evidence. Nothing is written over, so the sheet is locked, without a "
            "password: a line that was changed is refused. It can be filtered."
        ),
    ),
    (
        "New progress",
        (
            "Empty lines in which you add to the record. Choose the Id and What: assessment (how "
            "it stood on a day: the status that you found, or what the body claims, or both), "
            "milestone (due on a day; the same name again gives it another day), sign-off (a "
            "milestone was reached), indicator, observation (what an indicator was on a day), "
            "next step. The cells that then turn grey stay empty. A line is taken whole or, "
            "where a cell of it cannot be, not at all. In the next export it stands in Progress."
        ),
    ),
    (
        "What does no harm",
        (
            "Sorting, filtering, hiding, colouring, widening, deleting rows. A deleted row is not"
            " removed from the table: say not relevant. Leave the Ids as they are; a row without "
            "its Id cannot be read. Two people can work in two copies: both are read, and where "
            "they changed the same cell in two ways, both are kept and listed."
        ),
    ),
    (
        "How it is read",
        (
            "Save it as XLSX and give it to who runs Stocktake: stocktake import FILE --reviewer "
            "NAME. Afterwards go on in a new export, which shows what everybody has decided."
        ),
    ),
)
