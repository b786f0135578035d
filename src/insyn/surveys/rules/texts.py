"""What must not be written in free text: personal numbers. Pure."""

from insyn.kernel.texts import COORDINATION, PERSONAL_NUMBER, personal_number_problem

__all__ = ["COORDINATION", "PERSONAL_NUMBER", "personal_number_problem"]
