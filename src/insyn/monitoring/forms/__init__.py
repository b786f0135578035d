"""Forms about register checks. They read and tidy; services decide."""

from insyn.monitoring.forms.bundles import BundleForm
from insyn.monitoring.forms.checks import (
    AgreementChoice,
    BulkForm,
    CheckFilter,
    NoteForm,
    ProviderSearch,
)
from insyn.monitoring.forms.due import DueFilter
from insyn.monitoring.forms.fetching import FetchForm, FigureFilter
from insyn.monitoring.forms.lists import ColumnsForm, FinishForm, UploadForm

__all__ = [
    "AgreementChoice",
    "BulkForm",
    "BundleForm",
    "CheckFilter",
    "ColumnsForm",
    "DueFilter",
    "FetchForm",
    "FigureFilter",
    "FinishForm",
    "NoteForm",
    "ProviderSearch",
    "UploadForm",
]
