import hashlib
from decimal import Decimal
from typing import Any

from insyn.invoices.models import (
    InvoiceBatch,
    InvoiceClaim,
    InvoiceLine,
    InvoiceSample,
    SampledLine,
)
from insyn.invoices.rules import (
    BatchSource,
    BatchState,
    Drawn,
    SampleState,
    Standing,
    Verdict,
)
from insyn.platform import clock
from tests.doors import FORBIDDEN, HIDDEN, OPEN, POST_ONLY, Door
from tests.factories import DAY
from tests.invoices.builders import row, workbook

WHY = "Dörrarna går till sina egna rader."


def batch_of(world):
    made, _made = InvoiceBatch.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        name="Första kvartalet",
        defaults={
            "source": BatchSource.SHEET,
            "state": BatchState.TAKEN_IN,
            "file_name": "kvartal.xlsx",
            "sha256": "0" * 64,
            "uploaded_at": clock.now(),
            "period_from": DAY,
            "period_to": DAY,
            "line_count": 1,
            "total": 1000,
        },
    )
    return made


def line_of(world):
    made, _made = InvoiceLine.objects.unscoped(reason=WHY).get_or_create(
        batch=batch_of(world),
        authority=world.authority,
        supplier=world.provider.org_number,
        invoice="F1",
        line_id="1",
        defaults={
            "provider": world.provider,
            "contract": world.contract,
            "invoice_date": DAY,
            "text": "Vårddygn",
            "amount": 1000,
            "content_hash": hashlib.sha256(b"").hexdigest(),
            "standing": Standing.OK,
        },
    )
    return made


def sample_of(world, state=SampleState.DRAWN):
    made, _made = InvoiceSample.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        batch=batch_of(world),
        state=state,
        defaults={
            "seed": "x",
            "interval": 1000,
            "start": 1,
            "population_count": 1,
            "population_total": 1000,
            "certain_total": 1000,
            "fingerprint": "0" * 64,
            "drawn_at": clock.now(),
            "finished_on": DAY,
            "closed_on": DAY if state == SampleState.CLOSED else None,
        },
    )
    return made


def sampled_of(world, state=SampleState.DRAWN):
    made, _made = SampledLine.objects.unscoped(reason=WHY).get_or_create(
        sample=sample_of(world, state),
        line=line_of(world),
        defaults={
            "why": Drawn.CERTAIN,
            "verdict": Verdict.WRONG,
            "right_amount": Decimal(900),
            "note": "För högt pris.",
        },
    )
    return made


def waiting_of(world):
    made, _made = InvoiceBatch.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        name="Det som väntar",
        defaults={
            "source": BatchSource.SHEET,
            "file_name": "mars.xlsx",
            "sha256": "0" * 64,
            "content": workbook(row(world.provider.org_number)),
            "uploaded_at": clock.now(),
        },
    )
    return made


def claim_of(world):
    made, _made = InvoiceClaim.objects.unscoped(reason=WHY).get_or_create(
        authority=world.authority,
        sample=sample_of(world),
        provider=world.provider,
        defaults={
            "amount": 100,
            "claimed_on": DAY,
            "due_on": DAY,
            "letter": world.document,
            "letter_word": world.document,
        },
    )
    return made


def at(made):
    return lambda world: {"pk": made(world).pk}


def in_state(state):
    def made(world):
        sampled_of(world, state)
        return {"pk": sample_of(world, state).pk}

    return made


EVERYBODY = ("anna", "bo", "cilla", "system_admin", "contact", "dag")
LIST: dict[str, Any] = {"cilla": OPEN, "system_admin": OPEN}
FORM: dict[str, Any] = {"bo": HIDDEN}
BUTTON: dict[str, Any] = dict.fromkeys(EVERYBODY, POST_ONLY) | {"dag": HIDDEN, "contact": HIDDEN}
START: dict[str, Any] = {"bo": FORBIDDEN, "cilla": OPEN, "system_admin": FORBIDDEN}

DOORS = {
    "invoices:list": Door(**LIST),
    "invoices:samples": Door(**LIST),
    "invoices:claims": Door(**LIST),
    "invoices:upload": Door(**START),
    "invoices:batch": Door(kwargs=at(batch_of), **FORM),
    "invoices:preview": Door(kwargs=at(waiting_of), **FORM),
    "invoices:columns": Door(kwargs=at(waiting_of), **FORM),
    "invoices:take_in": Door(kwargs=at(waiting_of), **BUTTON),
    "invoices:discard": Door(kwargs=at(waiting_of), **BUTTON),
    "invoices:draw": Door(kwargs=at(batch_of), **FORM),
    "invoices:line": Door(kwargs=at(line_of), **FORM),
    "invoices:suspect": Door(kwargs=at(line_of), **FORM),
    "invoices:point_out": Door(kwargs=at(line_of), **FORM),
    "invoices:sample": Door(kwargs=at(sample_of), **FORM),
    "invoices:proof": Door(kwargs=lambda world: {"pk": sampled_of(world).sample_id}, **FORM),
    "invoices:finish": Door(kwargs=in_state(SampleState.DRAWN), **BUTTON),
    "invoices:reopen": Door(kwargs=in_state(SampleState.FINISHED), **BUTTON),
    "invoices:close": Door(kwargs=in_state(SampleState.FINISHED), **BUTTON),
    "invoices:claim_back": Door(kwargs=in_state(SampleState.CLOSED), bo=FORBIDDEN),
    "invoices:review": Door(kwargs=at(sampled_of), **FORM),
    "invoices:finding": Door(kwargs=at(sampled_of), **FORM),
    "invoices:claim": Door(kwargs=at(claim_of), **FORM),
    "invoices:credit": Door(kwargs=at(claim_of), **FORM),
    "invoices:waive": Door(kwargs=at(claim_of), **FORM),
    "invoices:of_provider": Door(kwargs=lambda world: {"pk": world.provider.pk}, **LIST),
}
