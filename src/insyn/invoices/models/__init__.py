"""Invoice lines, samples of them, and what is claimed back."""

from insyn.invoices.models.batches import InvoiceBatch, InvoiceDeviation, InvoiceLine
from insyn.invoices.models.claims import InvoiceClaim
from insyn.invoices.models.samples import InvoiceSample, SampledLine

__all__ = [
    "InvoiceBatch",
    "InvoiceClaim",
    "InvoiceDeviation",
    "InvoiceLine",
    "InvoiceSample",
    "SampledLine",
]
