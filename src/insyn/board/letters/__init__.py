"""The papers of a matter: facts in, content trees out."""

from insyn.board.letters.memo import memo_paper
from insyn.board.letters.plan import plan_paper

__all__ = ["memo_paper", "plan_paper"]
