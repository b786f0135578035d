"""One year of the contract survey that a board's plan tells of, with made-up units and answers."""

from insyn.examples.contract_survey.building import Surveyed, carry_out
from insyn.examples.contract_survey.papers import write_all

__all__ = ["Surveyed", "carry_out", "write_all"]
