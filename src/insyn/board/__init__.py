"""Matters for the board: the memo with its proposals, and the authority's own Word layouts."""
