"""Finding one page of every kind by following links, as a person would."""

import re
from urllib.parse import urljoin, urlsplit

from playwright.sync_api import Page

NOT_PAGES = re.compile(
    r"/fil/?$|\.(docx|pdf|json|xlsx|csv|xml|txt)$|/logga-ut/|/bevis\.|/fellista|/datasets/"
    r"|/(word|pdf|docx|xlsx|excel|csv)/?$|mailto:"
)


def kind_of(path: str) -> str:
    """Return the path with every number as a star, so that one page stands for all of its kind."""
    return re.sub(r"\d+", "*", path)


def pages_of(page: Page, start: str, *, at_most: int = 90) -> list[str]:
    """Return one address per kind of page that can be reached from the start."""
    found: dict[str, str] = {kind_of(urlsplit(start).path): start}
    waiting = [start]
    while waiting and len(found) < at_most:
        here = waiting.pop(0)
        page.goto(here)
        for link in page.eval_on_selector_all("a[href]", "all => all.map(a => a.href)"):
            address = urljoin(here, link).split("#")[0].split("?")[0]
            path = urlsplit(address).path
            inside = urlsplit(address).netloc == urlsplit(start).netloc
            if inside and not NOT_PAGES.search(path) and kind_of(path) not in found:
                found[kind_of(path)] = address
                waiting.append(address)
    return list(found.values())
