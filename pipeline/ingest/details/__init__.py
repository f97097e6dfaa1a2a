"""What a document says of itself: masthead, form, language."""
