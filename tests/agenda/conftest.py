from tests.portal import conftest as start_page

busy, today = start_page.busy, start_page.today
