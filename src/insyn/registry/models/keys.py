"""Columns that follow others: the key that names are sorted by, the agreement of a contract."""

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


class AgreementOfContract(models.ForeignKey):  # type: ignore[type-arg]  # only the stubs are generic
    """The agreement of the row's contract, worked out at each save; also in ``bulk_create``.

    A contract never changes agreement. The copy lets a long list be counted, sorted and summed
    without a look at each contract.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs |= {"editable": False, "blank": True}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        name, path, args, kwargs = super().deconstruct()
        for given in ("editable", "blank"):
            del kwargs[given]
        return name, path, args, kwargs

    def pre_save(self, model_instance: models.Model, add: bool) -> int:  # noqa: FBT001  Django's
        contract = getattr(model_instance, "contract")  # noqa: B009  each owner has one
        setattr(model_instance, self.attname, contract.agreement_id)
        return int(contract.agreement_id)
