"""Money is claimed back line by line, and credited or waived."""

from collections import defaultdict
from datetime import date
from decimal import Decimal

from django.db import transaction

from insyn.followups.services.post import LetterFiling, file_letter
from insyn.invoices import letters
from insyn.invoices.letters import ClaimedLine, ClaimWords
from insyn.invoices.models import InvoiceClaim, InvoiceSample, SampledLine
from insyn.invoices.queries.samples import sampled_lines
from insyn.invoices.rules import ClaimState, Refusal
from insyn.invoices.rules.refusing import claiming_refusal, settling_refusal
from insyn.invoices.services.guarding import guard_letters
from insyn.invoices.services.locks import (
    locked_claim,
    locked_sample,
    note,
    raised,
    refuse,
    screened,
)
from insyn.kernel import orgnr
from insyn.kernel.access import GRANTS, Access, Permission, Secrecy
from insyn.platform import clock

REASON_LENGTH, CREDIT_NOTE_LENGTH = 300, 60


@transaction.atomic
def claim_back(
    access: Access, sample: InvoiceSample, *, due_on: date, version: int
) -> list[InvoiceClaim]:
    """Claim back what a closed sample shows was charged too much, one claim for each provider.

    Each gets a letter, as Word and PDF, that lists the lines to credit.

    Raises:
        RuleViolation: the sample is not closed, nothing is left to claim, or the day has passed.
        Outdated: somebody else changed the sample first.
    """
    row = locked_sample(access, sample, version=version)
    refuse(claiming_refusal(row.shown_state))
    refuse(Refusal.DUE_PASSED if due_on < clock.today() else None)
    by_provider: defaultdict[int, list[SampledLine]] = defaultdict(list)
    for one in sampled_lines(access, row):
        if one.claim_id is None and one.line.provider_id and (one.too_much or 0) > 0:
            by_provider[one.line.provider_id].append(one)
    refuse(None if by_provider else Refusal.NOTHING_TO_CLAIM)
    made = [_made(access, row, lines, due_on) for _key, lines in sorted(by_provider.items())]
    raised(row)
    return made


def _made(
    access: Access, sample: InvoiceSample, lines: list[SampledLine], due_on: date
) -> InvoiceClaim:
    guarded = any(one.line.is_suspected for one in lines)
    claim = InvoiceClaim(
        authority_id=sample.authority_id,
        secrecy=Secrecy.RESTRICTED if guarded else Secrecy.INTERNAL,
        sample=sample,
        provider=lines[0].line.provider,
        amount=sum((one.too_much or Decimal() for one in lines), Decimal()),
        claimed_on=clock.today(),
        due_on=due_on,
    )
    claim.save()
    for one in lines:
        one.claim = claim
        raised(one)
    _write_letter(access, claim, lines)
    note(
        access, "invoice_claim.made", claim, claim.authority_id,
        {"provider": str(claim.provider), "amount": str(claim.amount),
         "due_on": due_on.isoformat()},
        secrecy=Secrecy(claim.secrecy),
    )  # fmt: skip
    return claim


def _write_letter(access: Access, claim: InvoiceClaim, lines: list[SampledLine]) -> None:
    authority, provider = claim.authority, claim.provider
    words = ClaimWords(
        authority=authority.name,
        municipality=authority.municipality.name,
        administration=authority.administration,
        signed_by=_signer(access, authority.pk),
        provider=provider.name,
        org_number=orgnr.show(provider.org_number),
        amount=claim.amount,
        due_on=claim.due_on,
        lines=tuple(_claimed(one) for one in lines),
    )
    contracts = {one.line.contract for one in lines if one.line.contract}
    filing = LetterFiling(
        authority=authority,
        letter=letters.claim_letter(words, issued_on=claim.claimed_on),
        party=provider.name,
        contract=contracts.pop() if len(contracts) == 1 else None,
        about=claim,
        title=f"{letters.TITLE}, {provider.name}",
        secrecy=Secrecy(claim.secrecy),
    )
    claim.letter_word, claim.letter = file_letter(access, filing)
    claim.save(update_fields=["letter_word", "letter"])
    if claim.secrecy == Secrecy.RESTRICTED:
        guard_letters(access, claim)


def _signer(access: Access, authority_id: int) -> str:
    """Return the role that the asker signs in."""
    roles = [one.role for one in access.mandates if one.authority_id == authority_id]
    return next(role for role in roles if Permission.CHECK_INVOICES in GRANTS[role]).label


def _claimed(row: SampledLine) -> ClaimedLine:
    line = row.line
    assert row.right_amount is not None  # a wrong line has a right amount
    return ClaimedLine(
        line.invoice, line.invoice_date, line.text, line.amount, row.right_amount, row.note
    )


@transaction.atomic
def credit_claim(
    access: Access,
    claim: InvoiceClaim,
    *,
    settled_on: date,
    credited: Decimal,
    credit_note: str,
    version: int,
) -> InvoiceClaim:
    """Note that the provider has credited a claim, and how much of it.

    Raises:
        RuleViolation: it is settled, or the day or the amount cannot be right.
        Outdated: somebody else changed it first.
    """
    row = _open(access, claim, version)
    refuse(_day_refusal(row, settled_on))
    refuse(None if 0 < credited <= row.amount else Refusal.AMOUNT)
    row.state, row.settled_on, row.credited = ClaimState.CREDITED, settled_on, credited
    row.credit_note = screened(credit_note)[:CREDIT_NOTE_LENGTH]
    return _settled(access, row, "invoice_claim.credited", {"amount": str(credited)})


@transaction.atomic
def waive_claim(access: Access, claim: InvoiceClaim, *, reason: str, version: int) -> InvoiceClaim:
    """Give a claim up, and say why.

    Raises:
        RuleViolation: it is settled, or no reason is given.
        Outdated: somebody else changed it first.
    """
    row = _open(access, claim, version)
    reason = screened(reason)[:REASON_LENGTH]
    refuse(None if reason else Refusal.NO_REASON)
    row.state, row.settled_on, row.reason = ClaimState.WAIVED, clock.today(), reason
    return _settled(access, row, "invoice_claim.waived", {"reason": reason})


def _open(access: Access, claim: InvoiceClaim, version: int) -> InvoiceClaim:
    row = locked_claim(access, claim, version=version)
    refuse(settling_refusal(row.shown_state))
    return row


def _day_refusal(row: InvoiceClaim, day: date) -> Refusal | None:
    if day > clock.today():
        return Refusal.LATER
    return Refusal.BEFORE_CLAIM if day < row.claimed_on else None


def _settled(
    access: Access, row: InvoiceClaim, event: str, facts: dict[str, str | int | bool | None]
) -> InvoiceClaim:
    note(access, event, row, row.authority_id, facts, secrecy=Secrecy(row.secrecy))
    return raised(row)
