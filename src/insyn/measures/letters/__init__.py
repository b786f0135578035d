"""What the letters about an action plan say. Pure: facts in, content tree out."""

from insyn.measures.letters.action_plans import (
    NEW_LOCAL_GOVERNMENT_ACT_FROM,
    NO_BREAK,
    PRIVATE,
    LetterFacts,
    LetterItem,
    approval_letter,
    legal_basis,
    request_letter,
    supplement_letter,
    warning_letter,
)

__all__ = [
    "NEW_LOCAL_GOVERNMENT_ACT_FROM",
    "NO_BREAK",
    "PRIVATE",
    "LetterFacts",
    "LetterItem",
    "approval_letter",
    "legal_basis",
    "request_letter",
    "supplement_letter",
    "warning_letter",
]
