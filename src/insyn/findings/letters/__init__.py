"""Letters about what a follow-up found. Pure."""
