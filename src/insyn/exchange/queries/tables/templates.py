"""A list of questions read from a template's version, and laid against it."""
