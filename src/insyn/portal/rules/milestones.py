"""The great events in the history of a provider. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from insyn.kernel.choices import Choice


class MilestoneKind(Choice):
    """What happened."""

    AGREEMENT_BEGUN = "agreement_begun", "Kontrakt började gälla"
    AGREEMENT_ENDED = "agreement_ended", "Kontrakt upphörde"
    INTAKE_STOPPED = "intake_stopped", "Intagsstopp"
    BLOCKED = "blocked", "Kontrakt spärrat"
    UNIT_BEGUN = "unit_begun", "Började driva verksamhet"
    UNIT_ENDED = "unit_ended", "Slutade driva verksamhet"
    SURVEY_HANDED_IN = "survey_handed_in", "Lämnade in enkät"
    FOLLOWUP_REPORTED = "followup_reported", "Uppföljning rapporterad"
    BOARD_DECIDED = "board_decided", "Beslut i nämnden"
    PLAN_APPROVED = "plan_approved", "Åtgärdsplan godkänd"
    NAME_CHANGED = "name_changed", "Bytte namn från"
    MERGED = "merged", "Sammanförd med"
    MERGE_UNDONE = "merge_undone", "Sammanföring ångrad"
    MANAGER_BEGUN = "manager_begun", "Ny chef tillträdde"
    VISITED = "visited", "Besök genomfört"
    DEFICIENCY_FOUND = "deficiency_found", "Brist"
    DEFICIENCY_REMEDIED = "deficiency_remedied", "Brist avhjälpt"
    DEVELOPMENT_AREA_SEEN = "development_area_seen", "Utvecklingsområde"
    GOOD_PRACTICE_SEEN = "good_practice_seen", "Gott exempel"
    PLAN_REQUESTED = "plan_requested", "Åtgärdsplan begärd"
    SANCTION_DECIDED = "sanction_decided", "Sanktion beslutad"
    NOTICE_GIVEN = "notice_given", "Kontrakt uppsagt"
    REGISTER_CHECKED = "register_checked", "Registerkontroll"
    SIGNAL_CAME_IN = "signal_came_in", "Signal"
    DIALOGUE_HELD = "dialogue_held", "Dialogmöte"
    MONEY_CLAIMED = "money_claimed", "Återkrav"
    MONEY_CREDITED = "money_credited", "Återkrav krediterat"
    CLAIM_WAIVED = "claim_waived", "Återkrav efterskänkt"


@dataclass(frozen=True, slots=True)
class Milestone:
    """One event: its day, what it was about, and the page about that. No day, no event."""

    on: date | None
    kind: MilestoneKind
    about: str
    url: str = ""


def in_order(milestones: Iterable[Milestone], *, today: date) -> list[Milestone]:
    """Return what has happened up to today, the latest first, and of one day by kind and name."""
    past = [(row.on, row) for row in milestones if row.on is not None and row.on <= today]
    kinds = list(MilestoneKind)
    named = sorted(past, key=lambda pair: (kinds.index(pair[1].kind), pair[1].about))
    return [row for _day, row in sorted(named, key=lambda pair: pair[0], reverse=True)]
