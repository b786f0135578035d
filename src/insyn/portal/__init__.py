"""The start page, search, the trail and the style guide."""
