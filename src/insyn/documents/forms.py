"""Taking in files. Other apps build on ``UploadForm``."""

from collections.abc import Iterable
from typing import Any, TypeAlias

from django import forms
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from insyn.documents.rules import FILE_TYPES, check_retention, check_upload, tidy_name
from insyn.documents.services import Paper
from insyn.kernel.access import Secrecy
from insyn.kernel.errors import RuleViolation
from insyn.platform.forms import InsynForm
from insyn.platform.sentences import said

Upload: TypeAlias = "UploadedFile[Any]"
ACCEPT = ",".join(f".{extension}" for extension in FILE_TYPES)
SIGNATURE_LENGTH = 16
MOST_FILES = 10


class FilesInput(forms.FileInput):
    """A file field that takes several files."""

    allow_multiple_selected = True


class FilesField(forms.FileField):
    """One or more files, each checked by the rules of documents before it is read."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("widget", FilesInput(attrs={"accept": ACCEPT}))
        kwargs.setdefault("max_length", 200)
        super().__init__(**kwargs)

    def clean(self, data: Any, initial: Any = None) -> list[Upload]:
        given = data if isinstance(data, list | tuple) else [data] if data else []
        if len(given) > MOST_FILES:
            raise forms.ValidationError(_("Välj högst tio filer åt gången."))
        if not given:
            super().clean(None, initial)
            return []
        files = [super(FilesField, self).clean(part, initial) for part in given]
        for upload in files:
            _check(upload)
        return files


class UploadForm(InsynForm):
    """A form that takes in files: with what they are called and when they are thrown away."""

    uploads = FilesField(
        label=_("Filer"),
        help_text=_("PDF, Word, Excel, bild eller text. Högst 20 MB per fil."),
    )
    title = forms.CharField(
        label=_("Rubrik"),
        max_length=200,
        required=False,
        help_text=_("Lämna tomt så blir filens namn rubrik."),
    )
    retain_until = forms.DateField(
        label=_("Gallras"),
        required=False,
        help_text=_("Måste anges för en handling om en enskild."),
    )
    secrecy: Secrecy = Secrecy.INTERNAL
    """What the files are stored as; the view that uses the form sets it."""

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or self.cleaned_data
        try:
            check_retention(
                self.secrecy, has_retention_date=cleaned.get("retain_until") is not None
            )
            for upload in cleaned.get("uploads", []):
                _check(upload, title=cleaned.get("title", ""))
        except RuleViolation as no:
            self.refuse(no)
        return cleaned

    def papers(self, **facts: Any) -> list[Paper]:
        """Return what was handed in, ready to store; ``facts`` are fields of ``Paper``."""
        shared: dict[str, Any] = {
            "title": self.cleaned_data["title"],
            "retain_until": self.cleaned_data["retain_until"],
            "secrecy": self.secrecy,
        }
        return papers_from(self.cleaned_data["uploads"], **(shared | facts))


def paper_from(upload: Upload, **facts: Any) -> Paper:
    """Return an uploaded file as a paper; without a title the file's name is its title."""
    name = tidy_name(upload.name or "")
    facts["title"] = facts.get("title") or name
    return Paper(file_name=name, content=upload.read(), **facts)


def papers_from(uploads: Iterable[Upload], **facts: Any) -> list[Paper]:
    """Return several uploaded files as papers; a common title gets a number for each."""
    files = list(uploads)
    title = facts.pop("title", "")
    if not title or len(files) == 1:
        return [paper_from(upload, title=title, **facts) for upload in files]
    return [
        paper_from(upload, title=f"{title[:190]} ({number})", **facts)
        for number, upload in enumerate(files, start=1)
    ]


def _check(upload: Upload, *, title: str = "") -> None:
    """Refuse a file that may not be stored, having read only its first bytes."""
    name, size = upload.name or "", upload.size or 0
    beginning = upload.read(SIGNATURE_LENGTH)
    upload.seek(0)
    try:
        check_upload(file_name=name, title=title, size=size, beginning=beginning)
    except RuleViolation as no:
        raise forms.ValidationError(said(no)) from no
