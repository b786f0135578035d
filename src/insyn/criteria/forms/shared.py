"""What the forms about templates and scales share."""

from django import forms

from insyn.platform.forms import InsynForm

LONGEST_NAME = 150


class ReadForm(InsynForm):
    """A form about a row that somebody else may change at the same time.

    The page carries how many changes the row had; sent without that, it counts as outdated.
    """

    read = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def clean_read(self) -> int | None:
        told: int | None = self.cleaned_data["read"]
        return 0 if told is None and "read" in self.initial else told
