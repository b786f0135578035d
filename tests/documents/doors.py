from tests.doors import Door

DOORS = {
    f"documents:{name}": Door(kwargs=lambda world: {"pk": world.document.pk})
    for name in ("detail", "download")
}
