"""A requirement as a finding keeps it. Pure."""

LONGEST_REQUIREMENT = 300


def wording_said(number: str, text: str) -> str:
    """Return the wording as a finding keeps it, with its number; at most 300 characters."""
    said = " ".join(f"{number} {text}".split())
    if len(said) <= LONGEST_REQUIREMENT:
        return said
    return said[: LONGEST_REQUIREMENT - 1].rstrip() + "…"
