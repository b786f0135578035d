import re
from tests.provider_portal.test_workbook import *
def test_x(as_answerer, asked):
    shown = upload(as_answerer, asked, book(as_answerer, asked, F1="Nej", F3="4"))
    sealed = {"sealed": shown.context["read"].sealed}
    done = as_answerer.post(address(asked, "survey_workbook_in"), sealed, follow=True)
    t=text_of(done)
    print(done.redirect_chain, sealed["sealed"][:50]); i=t.find("notice"); print(re.findall(r'<p[^>]*>[^<]*</p>', t)[:12], [str(m) for m in done.context["messages"]])
    assert 0
