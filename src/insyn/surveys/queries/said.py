"""Answers in words, in the reader's language."""

from insyn.criteria.queries.said import said

__all__ = ["said"]
