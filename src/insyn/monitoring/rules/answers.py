"""What came out of asking an outside service, whatever it answered. Pure."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from insyn.kernel.choices import Choice
from insyn.monitoring.rules.checks import CheckResult

LONGEST_PART = 300


class Mishap(Choice):
    """What went wrong when a service was asked (fel)."""

    UNREACHABLE = "unreachable", "Tjänsten gick inte att nå."
    SLOW = "slow", "Tjänsten svarade inte i tid."
    REFUSED = "refused", "Tjänsten nekade frågan."
    BUSY = "busy", "Tjänsten var upptagen och bad oss vänta."
    BROKEN = "broken", "Tjänsten svarade med ett fel."
    HUGE = "huge", "Svaret var orimligt stort och lästes inte."
    ELSEWHERE = "elsewhere", "Tjänsten hänvisade till en annan adress. Den följs inte."
    NOT_JSON = "not_json", "Svaret var inte av den form som tjänsten har beskrivit."
    CHANGED = "changed", "Svaret saknar delar som tjänsten har beskrivit."
    OTHER = "other", "Svaret gällde en annan organisation än den vi frågade om."
    NOT_FOUND = "not_found", "Organisationen finns inte i registret."


@dataclass(frozen=True, slots=True)
class RegisterFacts:
    """What a register told of one organisation: a result, why, and the parts one by one."""

    result: CheckResult
    remark: str
    details: Mapping[str, str] = field(default_factory=dict)
    mishap: Mishap | None = None


def unknown(mishap: Mishap, more: str = "") -> RegisterFacts:
    """Return that nothing is known, and what happened."""
    said = f"{mishap.label} {more}".strip()
    return RegisterFacts(CheckResult.UNKNOWN, said, mishap=mishap)


def block(found: Any) -> Mapping[str, Any] | None:
    """Return a part of the answer when it is there and says no error; else None."""
    if not isinstance(found, Mapping) or found.get("fel") is not None:
        return None
    return found


def line(found: Any) -> str:
    """Return a text of the answer on one line, not too long; empty when it is no text."""
    return " ".join(found.split())[:LONGEST_PART] if isinstance(found, str) else ""


def day(found: Any) -> date | None:
    """Return a day of the answer, written as the ISO standard or with a time after it."""
    try:
        return date.fromisoformat(found[:10]) if isinstance(found, str) else None
    except ValueError:
        return None
