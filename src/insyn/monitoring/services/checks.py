"""Writing down what outside registers showed."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from insyn.accounts.models import Authority
from insyn.audit.services import Place, record
from insyn.documents.models import Document
from insyn.documents.services import Paper, store_document
from insyn.kernel.access import Access, Permission, Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.monitoring.models import RegisterCheck
from insyn.monitoring.queries.earlier import Earlier, earlier_of
from insyn.monitoring.rules import (
    GUARDED,
    SOURCES,
    CheckKind,
    CheckResult,
    check_days,
    valid_until,
)
from insyn.monitoring.rules.changes import Details, Told, changed
from insyn.monitoring.services.signalling import signal_changes
from insyn.platform import clock
from insyn.registry.models import Agreement, Contract, Provider


@dataclass(frozen=True, slots=True)
class CheckFacts:
    """What one look into a register showed. Without days: today, and twelve months on."""

    kind: CheckKind
    source: str
    result: CheckResult
    remark: str = ""
    judgement: str = ""
    valid_until: date | None = None
    checked_on: date | None = None
    details: Details = field(default_factory=dict)
    key: str | None = None


def note_check(
    access: Access,
    *,
    authority: Authority,
    provider: Provider,
    agreement: Agreement | None = None,
    facts: CheckFacts,
    proof: Paper | None = None,
) -> RegisterCheck:
    """Note one check of a provider. See ``note_checks``."""
    (check,) = note_checks(
        access,
        authority=authority,
        provider=provider,
        agreement=agreement,
        facts=[facts],
        proof=proof,
    )
    return check


@transaction.atomic
def note_checks(
    access: Access,
    *,
    authority: Authority,
    provider: Provider,
    agreement: Agreement | None = None,
    facts: Sequence[CheckFacts],
    proof: Paper | None = None,
) -> list[RegisterCheck]:
    """Note several checks of a provider that were made at once, with one proof in common.

    Raises:
        RuleViolation: a remark that nobody described, a day that cannot be, an agreement that
            the provider has no contract in, or a proof that may not be stored.
    """
    access.require(Permission.CHECK_REGISTERS, authority_id=authority.pk)
    if not facts:
        raise RuleViolation(_("Fyll i minst en kontroll."))
    if agreement is not None:
        _check_agreement(access, agreement, [provider])
    document = None if proof is None else store_document(access, authority, proof)
    earlier = earlier_of(access, authority, [provider.pk])
    checks = [
        note_one(access, RegisterCheck(authority=authority, provider=provider, agreement=agreement,
                                       proof=document), row, earlier)
        for row in facts
    ]  # fmt: skip
    signal_changes(access, checks)
    return checks


@dataclass(frozen=True, slots=True)
class BulkSummary:
    """What a note of all as without remark did."""

    noted: int
    left_out: int


@transaction.atomic
def note_all_ok(  # noqa: PLR0913  the facts of the event
    access: Access,
    *,
    authority: Authority,
    agreement: Agreement,
    providers: Sequence[Provider],
    kinds: Sequence[CheckKind],
    source: str = "",
    checked_on: date | None = None,
    proof: Paper | None = None,
) -> BulkSummary:
    """Note that the checks showed nothing for any of the agreement's providers named.

    A check of the same kind, provider and day that is there already is left as it is, so a
    remark is never overwritten. Without a source each kind has its usual one.
    """
    access.require(Permission.CHECK_REGISTERS, authority_id=authority.pk)
    if not providers or not kinds:
        raise RuleViolation(_("Välj minst en utförare och minst en kontroll."))
    _check_agreement(access, agreement, providers)
    day = checked_on or clock.today()
    there = set(
        RegisterCheck.objects.visible_to(access)
        .filter(authority=authority, checked_on=day, provider__in=providers)
        .values_list("provider_id", "kind")
    )
    document = None if proof is None else store_document(access, authority, proof)
    earlier = earlier_of(access, authority, [provider.pk for provider in providers])
    noted = 0
    for provider, kind in _pairs(providers, kinds, there):
        check = RegisterCheck(authority=authority, provider=provider, agreement=agreement,
                              proof=document)  # fmt: skip
        facts = CheckFacts(kind, source or SOURCES[kind], CheckResult.OK, checked_on=day)
        note_one(access, check, facts, earlier)
        noted += 1
    return BulkSummary(noted=noted, left_out=len(providers) * len(kinds) - noted)


def _pairs(
    providers: Iterable[Provider], kinds: Sequence[CheckKind], there: set[tuple[int, str]]
) -> Iterable[tuple[Provider, CheckKind]]:
    return (
        (provider, kind)
        for provider in providers
        for kind in kinds
        if (provider.pk, kind.value) not in there
    )


def _check_agreement(access: Access, agreement: Agreement, providers: Sequence[Provider]) -> None:
    contracts = Contract.objects.visible_to(access).filter(agreement=agreement)
    known = set(contracts.values_list("provider_id", flat=True))
    for provider in providers:
        if provider.pk not in known:
            raise RuleViolation(
                _("%(provider)s har inget kontrakt i avtalet. Välj ett annat avtal eller inget.")
                % {"provider": provider}
            )


def note_one(
    access: Access, check: RegisterCheck, facts: CheckFacts, earlier: Mapping[Earlier, Told]
) -> RegisterCheck:
    """Store one check. Call in the transaction of the event, with the permission asked for.

    ``earlier`` holds what the last known checks told: what differs is kept with the check.
    """
    check.kind, check.result = facts.kind, facts.result
    check.source = facts.source or SOURCES[facts.kind]
    check.remark, check.judgement = facts.remark.strip(), facts.judgement.strip()
    if check.result != CheckResult.OK and not check.remark:
        raise RuleViolation(
            _("%(kind)s: skriv vad kontrollen visade, eller varför resultatet är okänt.")
            % {"kind": facts.kind.label}
        )
    check.checked_on = facts.checked_on or clock.today()
    check.valid_until = facts.valid_until or valid_until(check.checked_on)
    check_days(check.checked_on, check.valid_until, today=clock.today())
    check.checked_by_id = access.user_id
    check.details, check.key = dict(facts.details), facts.key
    if facts.kind in GUARDED:
        check.secrecy = Secrecy.RESTRICTED
    told = Told(facts.result, facts.details, check.checked_on)
    before = earlier.get((check.provider_id, facts.kind))
    check.changes = changed(facts.kind, before, told)
    check.full_clean(exclude=["proof"] if isinstance(check.proof, Document) else None)
    check.save()
    record(
        access,
        "register_check.noted",
        check,
        place=Place(check.authority_id, Secrecy(check.secrecy)),
        facts={
            "kind": check.kind,
            "result": check.result,
            "source": check.source,
            "checked_on": check.checked_on.isoformat(),
            "has_proof": check.proof_id is not None,
            "changes": len(check.changes),
        },
    )
    return check
