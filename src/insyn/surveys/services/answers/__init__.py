"""What a provider writes in a survey, and handing it in."""

from insyn.surveys.rules.operations import Operation, Unanswered
from insyn.surveys.services.answers.applying import (
    Ack,
    Applied,
    Locked,
    NoneOfTheirs,
    apply_operations,
)
from insyn.surveys.services.answers.files import MOST_FILES, attach_file, remove_file
from insyn.surveys.services.answers.submitting import OnlyAPart, digest_of, submit

__all__ = [
    "MOST_FILES",
    "Ack",
    "Applied",
    "Locked",
    "NoneOfTheirs",
    "OnlyAPart",
    "Operation",
    "Unanswered",
    "apply_operations",
    "attach_file",
    "digest_of",
    "remove_file",
    "submit",
]
