"""Fields that forms about sanctions share."""

from typing import Any

from django import forms

from insyn.documents.services import Paper


def text_field(label: Any, help_text: Any = "", *, required: bool = True, rows: int = 4) -> Any:
    """Return a field for text of several lines."""
    widget = forms.Textarea(attrs={"rows": rows})
    return forms.CharField(label=label, help_text=help_text, required=required, widget=widget)


def money_field(label: Any, help_text: Any = "", *, required: bool = False) -> forms.DecimalField:
    """Return a field for kronor with öre."""
    return forms.DecimalField(
        label=label, help_text=help_text, required=required, max_digits=12, decimal_places=2
    )


def file_field(label: Any, help_text: Any) -> forms.FileField:
    """Return a field for a file that may be left out."""
    return forms.FileField(label=label, help_text=help_text, required=False)


def paper_of(upload: Any, title: str) -> Paper | None:
    """Return what was uploaded as something to store; nothing is nothing."""
    if not upload:
        return None
    return Paper(title=title, file_name=upload.name, content=upload.read())
