"""A column that follows another: the key that names are sorted and searched by."""

from typing import Any

from django.db import models

from insyn.registry.rules.names import sort_key


class SortKeyField(models.CharField):  # type: ignore[type-arg]  # only the stubs are generic
    """The Swedish sort key of another field, worked out at each save.

    Also in ``bulk_create``. A save that names its ``update_fields`` must name this one too.
    """

    def __init__(self, *args: Any, source: str, **kwargs: Any) -> None:
        self.source = source
        kwargs |= {"editable": False, "blank": True, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("editable", "blank", "default"):
            del kwargs[given]
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance: models.Model, add: bool) -> str:  # noqa: FBT001  Django's
        key = sort_key(getattr(model_instance, self.source))
        setattr(model_instance, self.attname, key)
        return key
