"""A school is set up in Welsh; its posts have the titles that were read."""

import pytest

from countersign.ledger.models import Entry
from countersign.people.models import Person
from countersign.people.tests.test_directory import come_in
from countersign.schools.models import Post, School
from countersign.setup.tests.test_setting_up import PASSWORD
from countersign.ui.testing import PageClient


@pytest.mark.django_db
def test_a_school_is_set_up_in_welsh_from_end_to_end() -> None:
    client = PageClient()
    client.cookies["countersign-language"] = "cy"

    welcome = client.get("/welcome/").content.decode()
    refused = client.post("/set-up/school/", {"name": ""}).content.decode()
    client.post("/set-up/school/", {"name": "Ysgol y Bryn"})
    client.post("/set-up/you/", {"name": "Nia Rees", "email": "nia@ysgol.example", "password": PASSWORD})
    client.post("/set-up/posts/", {"headteacher-name": "Mrs Puw"})
    client.post("/set-up/countersigning/", {"posts": ["headteacher", "deputy-head"]})
    wrong_day = client.post(
        "/set-up/rule/", {"yearly": "one-date", "renewal_day": "31 Chwefror", "days_to_sign": 14, "grace_days": 14}
    )
    client.post("/set-up/rule/", {"yearly": "one-date", "renewal_day": "30 Medi", "days_to_sign": 14, "grace_days": 14})
    check = client.get("/set-up/check/").content.decode()
    client.post("/set-up/check/")
    come_in(client, Person.objects.get(email="nia@ysgol.example"))
    details = client.get("/school/").content.decode()

    assert "Croeso i Countersign" in welcome
    assert "Rhowch enw’r ysgol" in refused
    assert "Rhowch ddiwrnod a mis, fel 30 Medi" in wrong_day.content.decode()
    assert "Pawb erbyn 30 Medi bob blwyddyn" in check
    assert "Pennaeth" in check
    assert "Swyddi a phwy sy’n eu dal" in details
    assert School.objects.get().renewal_month == 9
    assert Post.objects.get(code="headteacher").title == "Pennaeth"
    assert Entry.objects.filter(kind="school.set-up").exists()
