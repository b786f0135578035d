"""What is typed about invoices, and what the lists can be narrowed to."""

from insyn.invoices.forms.batches import (
    BatchFilter,
    ColumnsForm,
    LineFilter,
    SuspectForm,
    UploadForm,
    VersionForm,
)
from insyn.invoices.forms.samples import (
    ClaimFilter,
    ClaimForm,
    CreditForm,
    DrawForm,
    FindingForm,
    PointOutForm,
    ReviewForm,
    SampleFilter,
    WaiveForm,
)

__all__ = [
    "BatchFilter",
    "ClaimFilter",
    "ClaimForm",
    "ColumnsForm",
    "CreditForm",
    "DrawForm",
    "FindingForm",
    "LineFilter",
    "PointOutForm",
    "ReviewForm",
    "SampleFilter",
    "SuspectForm",
    "UploadForm",
    "VersionForm",
    "WaiveForm",
]
