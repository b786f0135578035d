"""A document as Word: editable, with real styles, and checked for accessibility."""

from insyn.papers.word.inspection import LayoutCheck, check_layout
from insyn.papers.word.layouts import render_into
from insyn.papers.word.placeholders import KNOWN as PLACEHOLDERS
from insyn.papers.word.rendering import render
from insyn.papers.word.review import review
from insyn.papers.word.sample import sample_layout

__all__ = [
    "PLACEHOLDERS",
    "LayoutCheck",
    "check_layout",
    "render",
    "render_into",
    "review",
    "sample_layout",
]
