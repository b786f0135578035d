"""Looking at a page: nothing for axe, nothing blocked, nothing from another host."""

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from e2e.conftest import Site

AXE = Axe()
RULES = {
    "runOnly": [
        "wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice",
    ]
}  # fmt: skip
LISTEN = """
window.insynFaults = [];
document.addEventListener('securitypolicyviolation',
  e => window.insynFaults.push(e.violatedDirective + ' ' + e.blockedURI));
"""


def watch(page: Page, site: Site) -> list[str]:
    """Return a list that fills with requests to other hosts and errors of scripts."""
    faults: list[str] = []
    page.add_init_script(LISTEN)
    page.on(
        "request",
        lambda r: (
            faults.append(r.url) if not r.url.startswith((site.address, "data:", "blob:")) else None
        ),
    )
    page.on("pageerror", lambda error: faults.append(str(error)))
    return faults


def violations(page: Page) -> list[str]:
    page.wait_for_load_state()
    said = AXE.run(page, options=RULES).response["violations"]
    return [f"{v['id']}: {v['nodes'][0]['html'][:160]}" for v in said]
