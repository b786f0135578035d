"""Deciding in the board's name."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db import models, transaction
from django.db.models.functions import Length
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.models import subject_of
from insyn.audit.rules import Facts
from insyn.audit.services import Place, record
from insyn.delegations.models import Delegation, DelegationDecision
from insyn.delegations.queries import grant_of, right_of, who_may
from insyn.delegations.rules import (
    DecidedHow,
    Matter,
    described,
    holds,
    lacks_delegation,
    next_number,
    reaches,
)
from insyn.kernel.access import Access, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.platform import clock
from insyn.platform.text import tidy_line
from insyn.registry.models import Contract

TEXT_LENGTH = 500


@dataclass(frozen=True, slots=True)
class DecisionFacts:
    """What is decided, about which row, and for how much.

    ``about`` is the row that the decision settles and ``leads_to`` its page.
    ``board_reference`` says that the board itself has decided: its date and §.
    """

    authority: Authority
    matter: Matter
    text: str
    about: models.Model
    leads_to: str = ""
    contract: Contract | None = None
    amount: Decimal | None = None
    board_reference: str = ""
    decided_on: date | None = None
    secrecy: Secrecy = Secrecy.INTERNAL
    case_number: str = ""


@transaction.atomic
def decide(access: Access, facts: DecisionFacts) -> DelegationDecision:
    """Note a decision: the board's own, or the asker's on a delegation that covers it.

    Called inside the transaction of the event that the decision is part of; whoever calls has
    asked for the permission of that event. The delegation is asked for here.

    Raises:
        RuleViolation: the asker holds no delegation in the matter, or not for so much: the
            sentence says who does. Or the decision is dated in the future.
    """
    day = facts.decided_on or clock.today()
    if day > clock.today():
        raise RuleViolation(_("Beslutet kan inte vara fattat i framtiden. Ändra beslutsdatumet."))
    reference = tidy_line(facts.board_reference)
    if reference:
        return _noted(access, facts, day, reference=reference)
    rights = who_may(access, facts.authority.pk, facts.matter, on=day)
    right = right_of(access, rights, facts.amount)
    if right is None:
        raise RuleViolation(_refusal(access, facts, rights))
    return _noted(access, facts, day, right=right)


def decide_if_delegated(access: Access, facts: DecisionFacts) -> DelegationDecision | None:
    """Note a decision as ``decide``; None where the board has delegated nothing in the matter.

    There the role's permission is enough, as the caller has seen.
    """
    day = facts.decided_on or clock.today()
    if facts.board_reference.strip() or who_may(access, facts.authority.pk, facts.matter, on=day):
        return decide(access, facts)
    return None


def _refusal(access: Access, facts: DecisionFacts, rights: list[Delegation]) -> str:
    """Return the sentence to one who may not decide, with those whose right is enough."""
    grants = [grant_of(row) for row in rights]
    enough = [described(grant) for grant in grants if reaches(grant, facts.amount)]
    is_over = any(holds(grant, access, facts.authority.pk) for grant in grants)
    is_over = is_over or (bool(grants) and not enough)
    no = lacks_delegation(is_over=is_over, has_holders=bool(enough))
    return _(no.label) % {"matter": _(facts.matter.label), "who": "; ".join(enough)}


def _noted(
    access: Access,
    facts: DecisionFacts,
    day: date,
    *,
    right: Delegation | None = None,
    reference: str = "",
) -> DelegationDecision:
    Authority.objects.select_for_update(of=("self",)).get(pk=facts.authority.pk)
    row = DelegationDecision(
        authority=facts.authority,
        secrecy=facts.secrecy,
        number=next_number(day.year, _last_number(facts.authority, day.year)),
        how=DecidedHow.DELEGATION if right else DecidedHow.BOARD,
        delegation=right,
        board_reference=reference,
        matter=facts.matter,
        decided_on=day,
        decided_by_id=access.user_id if right else None,
        text=tidy_line(facts.text)[:TEXT_LENGTH],
        amount=facts.amount,
        contract=facts.contract,
        about=subject_of(facts.about),
        leads_to=facts.leads_to,
        case_number=tidy_line(facts.case_number),
    )
    row.full_clean(exclude=["authority", "delegation", "contract", "decided_by"])
    row.save()
    said: Facts = {"matter": facts.matter.value, "how": row.how, "decided_on": day.isoformat()}
    record(
        access,
        "delegation_decision.made",
        row,
        place=Place(facts.authority.pk, facts.secrecy),
        facts=said,
    )
    return row


def _last_number(authority: Authority, year: int) -> str | None:
    rows = DelegationDecision.objects.unscoped(
        reason="A series has no gaps, also where some of its decisions are guarded."
    ).filter(authority=authority, number__startswith=f"D-{year}-")
    return (
        rows.order_by(Length("number").desc(), "-number").values_list("number", flat=True).first()
    )
