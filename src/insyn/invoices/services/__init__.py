"""What happens to invoice batches, samples and claims."""

from insyn.invoices.services.claims import claim_back, credit_claim, waive_claim
from insyn.invoices.services.findings import LineFinding, make_finding
from insyn.invoices.services.imports import (
    UploadFacts,
    choose_columns,
    discard_batch,
    preview_of,
    take_in,
    upload,
)
from insyn.invoices.services.samples import (
    ReviewFacts,
    close_sample,
    draw_sample,
    finish_sample,
    point_out,
    reopen_sample,
    review_line,
)
from insyn.invoices.services.suspicion import suspect_line

__all__ = [
    "LineFinding",
    "ReviewFacts",
    "UploadFacts",
    "choose_columns",
    "claim_back",
    "close_sample",
    "credit_claim",
    "discard_batch",
    "draw_sample",
    "finish_sample",
    "make_finding",
    "point_out",
    "preview_of",
    "reopen_sample",
    "review_line",
    "suspect_line",
    "take_in",
    "upload",
    "waive_claim",
]
