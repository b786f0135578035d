from tests.doors import Door


def version(world):
    return {"pk": world.template_version.pk}


DOORS = {"criteria:scoring": Door(kwargs=version)}
