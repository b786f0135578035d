"""A document as Word: editable, with real styles, and checked for accessibility."""

from insyn.papers.word.rendering import render
from insyn.papers.word.review import review

__all__ = ["render", "review"]
