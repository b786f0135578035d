"""A signal is noted: by a person, or by another part of the system."""

from dataclasses import dataclass
from datetime import date

from django.db import IntegrityError, transaction
from django.db.models import Q

from insyn.accounts.models import Authority, User
from insyn.audit.services import Place, record
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.platform import clock
from insyn.registry.models import Contract, Provider, Unit
from insyn.signals.models import LexSarahNotice, ProtectedReporter, Signal
from insyn.signals.rules import Refusal, Severity, SignalCategory, SignalSource
from insyn.signals.rules.triage import day_refusal, text_refusal
from insyn.signals.services.patterns import apply_rules
from insyn.signals.services.writing import note, raised, refuse, screened, the_system


@dataclass(frozen=True, slots=True)
class SignalFacts:
    """What has been seen or heard, about what and how serious.

    ``key`` names the event behind it when the system notes it by itself, so that the same event
    never gives two. A protected reporter is known only to those cleared for it.
    """

    source: SignalSource
    category: SignalCategory
    severity: Severity
    happened_on: date
    text: str
    unit: Unit | None = None
    contract: Contract | None = None
    key: str = ""
    is_protected: bool = False
    contact: str = ""
    """How a protected reporter can be reached, if they want to be."""
    secrecy: Secrecy = Secrecy.INTERNAL


@transaction.atomic
def note_signal(
    access: Access, *, authority: Authority, provider: Provider, facts: SignalFacts
) -> Signal:
    """Note a signal and let the board's rules look at it; return it, or the one that is there.

    The same event never gives two, and neither does the same form sent twice by one person: the
    board's rules count signals.

    Raises:
        RuleViolation: there is no text, it holds a personal number, the day cannot be right, or
            the unit or contract is somebody else's.
    """
    access.require(Permission.REPORT_SIGNAL, authority_id=authority.pk)
    if facts.key and (known := _known(access, authority, facts.key)):
        return known
    if told := _told_before(access, authority, provider, facts):
        return told
    try:
        with transaction.atomic():
            row = _made(access, authority, provider, facts)
    except IntegrityError:
        if facts.key and (known := _known(access, authority, facts.key)):
            return known  # somebody noted the same event at the same moment
        raise
    apply_rules(authority, today=clock.today(), provider=provider)
    return row


def _known(access: Access, authority: Authority, key: str) -> Signal | None:
    return Signal.objects.visible_to(access).filter(authority=authority, key=key).first()


def _told_before(
    access: Access, authority: Authority, provider: Provider, facts: SignalFacts
) -> Signal | None:
    """Return what the same person has said in the very same words; None if they have not."""
    if facts.key or access.user_id is None:
        return None
    User.objects.select_for_update().filter(pk=access.user_id).first()  # two clicks take turns
    same = Signal.objects.visible_to(the_system(authority)).filter(
        Q(reporter=access.user_id) | Q(protected__user=access.user_id),
        authority=authority,
        provider=provider,
        unit=facts.unit,
        contract=facts.contract,
        source=facts.source,
        category=facts.category,
        severity=facts.severity,
        happened_on=facts.happened_on,
        text=facts.text.strip(),
    )
    return same.order_by("pk").first()


def _made(access: Access, authority: Authority, provider: Provider, facts: SignalFacts) -> Signal:
    row = filled(Signal(), authority, provider, facts)
    row.reporter_id = None if facts.is_protected or facts.key else access.user_id
    row.clean_fields(exclude=("authority", "provider", "unit", "contract", "reporter"))
    row.save()
    if facts.is_protected:
        (contact,) = screened(facts.contact)
        ProtectedReporter.objects.create(signal=row, user_id=access.user_id, contact=contact)
    level = Secrecy.RESTRICTED if facts.is_protected else Secrecy.INTERNAL
    place = Place(row.authority_id, max(level, facts.secrecy))
    said_by = _nobody() if facts.is_protected else access
    record(said_by, "signal.noted", row, place=place, facts={
        "source": row.source, "severity": row.severity, "happened_on": row.happened_on.isoformat(),
    })  # fmt: skip
    return row


def _nobody() -> Access:
    """Return an asker without a name: who a protected reporter is stands in its own row alone.

    Whoever reads that row leaves a line in the trail; the trail itself must give no way around.
    """
    name = str(ProtectedReporter._meta.verbose_name).capitalize()
    return Access(user_id=None, name=name)


def filled(row: Signal, authority: Authority, provider: Provider, facts: SignalFacts) -> Signal:
    """Return the row with the facts in it, not stored.

    Raises:
        RuleViolation: as for ``note_signal``.
    """
    refuse(text_refusal(facts.text))
    refuse(day_refusal(facts.happened_on, clock.today()))
    if facts.unit and facts.unit.provider_id != provider.pk:
        refuse(Refusal.NOT_THEIR_UNIT)
    if facts.contract and not _is_between(authority, provider, facts.contract):
        refuse(Refusal.NOT_THEIR_CONTRACT)
    (row.text,) = screened(facts.text)
    row.authority, row.provider = authority, provider
    row.unit, row.contract = facts.unit, facts.contract
    row.source, row.category, row.severity = facts.source, facts.category, facts.severity
    row.happened_on, row.noted_at = facts.happened_on, clock.now()
    row.is_protected, row.key, row.secrecy = facts.is_protected, facts.key, facts.secrecy
    return row


def _is_between(authority: Authority, provider: Provider, contract: Contract) -> bool:
    """Tell whether the contract is the provider's, with the authority or in its cooperation."""
    agreement = contract.agreement
    if contract.provider_id != provider.pk:
        return False
    if agreement.authority_id == authority.pk or agreement.cooperation_id is None:
        return agreement.authority_id == authority.pk
    return authority.cooperations.filter(pk=agreement.cooperation_id).exists()


@transaction.atomic
def guard_signal(authority: Authority, key: str, *, is_guarded: bool) -> None:
    """Let only a named few read the signal of the event, or all who handle signals again.

    Nothing happens where there is no such signal, or where it stands so already.
    """
    access = the_system(authority)
    rows = Signal.objects.visible_to(access).select_for_update(of=("self",))
    row = rows.filter(authority=authority, key=key).first()
    level = Secrecy.RESTRICTED if is_guarded else Secrecy.INTERNAL
    if row is None or row.secrecy == level:
        return
    row.secrecy = level
    event = "signal.guarded" if is_guarded else "signal.unguarded"
    note(access, event, raised(row), told=Secrecy.RESTRICTED)


def note_of_notice(access: Access, notice: LexSarahNotice) -> Signal:
    """Return the signal of a lex Sarah notice, noted now; called where the notice is stored."""
    row = filled(
        Signal(lex_sarah=notice),
        notice.authority,
        notice.provider,
        SignalFacts(
            source=SignalSource.LEX_SARAH,
            category=SignalCategory.SAFETY,
            severity=Severity.SERIOUS if notice.is_serious else Severity.MEDIUM,
            happened_on=notice.happened_on,
            text=notice.text,
            unit=notice.unit,
            key=f"lex_sarah:{notice.pk}",
        ),
    )
    row.save()
    record(access, "signal.noted", row, place=Place(row.authority_id), facts={
        "source": row.source, "severity": row.severity, "happened_on": row.happened_on.isoformat(),
    })  # fmt: skip
    return row
