"""When somebody must decide whether IVO is to be told, and what a told day must be. Pure.

Source: SoL (2025:400) 27 kap. 7 §, LSS 15 §.
"""

from datetime import date

from insyn.findings.rules.findings import FindingKind, Severity
from insyn.papers.wording import swedish_date

SERIOUS = frozenset({Severity.MAJOR, Severity.ACUTE})
"""What cannot be sent before somebody has answered whether IVO is to be told."""


def needs_question(kind: FindingKind, severity: Severity) -> bool:
    """Tell whether the finding asks for a recorded yes or no about telling IVO."""
    return kind == FindingKind.DEFICIENCY and severity in SERIOUS


def question_refusal(kind: FindingKind, severity: Severity, reason: str) -> str:
    """Return why the question cannot be answered so; empty when it can."""
    if not needs_question(kind, severity):
        return "Frågan om IVO ställs bara om en allvarlig eller akut brist."
    return "" if reason.strip() else "Skriv varför bristen ska eller inte ska anmälas."


def change_refusal(*, is_to_be_told: bool, told_on: date | None) -> str:
    """Return why an answer cannot be changed; what has been told cannot be said not to be."""
    if told_on is None or is_to_be_told:
        return ""
    return f"IVO fick veta det den {swedish_date(told_on)}. Svaret kan inte längre vara nej."


def told_refusal(*, is_to_be_told: bool, seen_on: date | None, told_on: date, today: date) -> str:
    """Return why IVO cannot have been told that day; empty when it can."""
    if not is_to_be_told:
        return "Svara först att bristen ska anmälas till IVO."
    if told_on > today:
        return "IVO kan inte ha fått veta det en dag som inte har varit."
    if seen_on is not None and told_on < seen_on:
        return f"Bristen sågs den {swedish_date(seen_on)}. IVO kan inte ha fått veta det innan."
    return ""
