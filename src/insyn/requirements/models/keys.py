"""A column that follows another: the key that numbers are sorted by."""

from typing import Any

from django.db import models

from insyn.requirements.rules.numbers import LONGEST_NUMBER_KEY, number_key


class NumberKeyField(models.CharField):  # type: ignore[type-arg]  # only the stubs are generic
    """The natural sort key of ``number``, worked out at each save, also in ``bulk_create``.

    A save that names its ``update_fields`` must name this one too.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {
            "editable": False, "blank": True, "default": "", "max_length": LONGEST_NUMBER_KEY,
        }  # fmt: skip
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("editable", "blank", "default", "max_length"):
            del kwargs[given]
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001  Django's
        key = number_key(getattr(model_instance, "number"))  # noqa: B009  any model with a number
        setattr(model_instance, self.attname, key)
        return key
