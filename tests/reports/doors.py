from tests.doors import FORBIDDEN, POST_ONLY, Door


def of_report(world) -> dict:
    return {"pk": world.report.pk}


DOORS = {
    "reports:list": Door(cilla=200, system_admin=200),
    "reports:create": Door(bo=FORBIDDEN, cilla=200, system_admin=FORBIDDEN),
    "reports:detail": Door(kwargs=of_report),
    "reports:passage": Door(
        kwargs=lambda w: {"pk": w.report.pk, "place": w.passage.place}, bo=FORBIDDEN
    ),
    "reports:lock": Door(
        kwargs=of_report,
        anna=POST_ONLY,
        bo=POST_ONLY,
        cilla=POST_ONLY,
        system_admin=POST_ONLY,
    ),
    "reports:move": Door(
        kwargs=of_report,
        anna=POST_ONLY,
        bo=POST_ONLY,
        cilla=POST_ONLY,
        system_admin=POST_ONLY,
    ),
    "reports:preview": Door(kwargs=of_report),
    "reports:figure": Door(kwargs=lambda w: {"pk": w.report.pk, "key": "followups"}),
    "reports:download": Door(kwargs=lambda w: {"pk": w.report.pk, "ending": "docx"}),
}
