"""Matters for the board, and Word layouts."""

from insyn.board.models.items import (
    Appendix,
    BoardItem,
    ItemPaper,
    ItemPassage,
    ItemProposal,
    ItemReference,
    ItemSignatory,
)
from insyn.board.models.layouts import WordLayout

__all__ = [
    "Appendix",
    "BoardItem",
    "ItemPaper",
    "ItemPassage",
    "ItemProposal",
    "ItemReference",
    "ItemSignatory",
    "WordLayout",
]
