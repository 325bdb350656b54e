"""The pages that everybody may read: addresses that stay, one page that may be framed, and nothing of drafts."""

import json
from datetime import timedelta
from xml.etree import ElementTree

import pytest
from django.test import Client
from django.utils import timezone

from countersign.ledger.models import Entry
from countersign.people.models import Person
from countersign.policies import actions
from countersign.policies.models import Edition, LinkedPolicy, Policy
from countersign.policies.tests.factories import (
    TODAY,
    make_administrator,
    make_draft,
    make_person,
    make_school,
    publish,
    put_in_post,
    sign_in,
)
from countersign.refusals import NotPermitted
from countersign.schools.models import School
from countersign.ui.testing import PageClient

pytestmark = pytest.mark.django_db
ATOM = "{http://www.w3.org/2005/Atom}"


@pytest.fixture
def administrator() -> Person:
    return make_administrator(make_school())


@pytest.fixture
def edition(administrator: Person) -> Edition:
    draft = make_draft(administrator.school, "I keep my password to myself.", "I tell {post:dsl}.", by=administrator)
    return publish(draft, administrator)


def make_next(edition: Edition, by: Person, summary: str = "Screens are locked.") -> Edition:
    """Publish the next edition of a policy."""
    draft = actions.new_draft(edition.policy, by=by)
    draft.parts.filter(number="1").update(text="I lock my screen.")
    return publish(draft, by, change_summary=summary)


def page_of(edition: Edition, rest: str = "") -> str:
    return f"/policies/{edition.policy.public_id}/{rest}"


def addresses_of(school: School) -> list[str]:
    """Return every address that is open to everybody and tells of a school's policies."""
    found = [f"/policies/public/{school.public_id}/{each}" for each in ("", "embed/", "policies.json", "policies.atom")]
    found += ["/policies/public/", "/policies/public/embed/", "/policies/public.json", "/policies/public.atom"]
    for edition in Edition.objects.published().filter(policy__school=school).select_related("policy"):
        found += [page_of(edition), page_of(edition, f"editions/{edition.number}/"), page_of(edition, "compare/")]
    return found


def read(address: str) -> str:
    text: str = PageClient().get(address).content.decode()
    return text


def test_every_edition_has_an_address_that_stays_and_says_where_it_stands(
    administrator: Person, edition: Edition
) -> None:
    newest = make_next(edition, administrator)

    first, second, current = (read(page_of(edition, rest)) for rest in ("editions/1/", "editions/2/", ""))

    assert "This is an earlier edition, number 1 of 2. The newest is edition 2." in first
    assert "I keep my password to myself." in first
    assert "edition 1 (earlier)" in first.partition("</title>")[0]
    assert "Next review" not in first
    assert "Next review" in current
    for page in (second, current):
        assert "edition 2 of 2" in page
        assert "earlier edition, number" not in page
        assert "I lock my screen." in page
    address = f"http://testserver{page_of(newest)}"
    for page in (first, second, current):
        assert f'<link rel="canonical" href="{address}">' in page
    assert PageClient().get(page_of(edition, "editions/3/")).status_code == 404


def test_a_withdrawn_policy_is_gone_from_its_address_and_its_editions_stay_to_be_read(
    administrator: Person, edition: Edition
) -> None:
    make_next(edition, administrator)
    actions.withdraw(edition.policy, by=administrator, reason="The trust has its own.")

    gone = PageClient().get(page_of(edition))
    assert gone.status_code == 410
    assert "This policy was withdrawn on" in gone.content.decode()
    for number in (1, 2):
        kept = PageClient().get(page_of(edition, f"editions/{number}/"))
        assert kept.status_code == 200
        assert '<meta name="robots" content="noindex">' in kept.content.decode()
        assert f'<link rel="canonical" href="http://testserver{page_of(edition, f"editions/{number}/")}">' in (
            kept.content.decode()
        )
    for address in addresses_of(administrator.school)[:8]:
        assert edition.title not in read(address)
        assert str(edition.policy.public_id) not in read(address)


def test_a_policy_that_people_only_read_has_its_public_pages_as_others_do(administrator: Person) -> None:
    draft = make_draft(administrator.school, "We filter what comes in.", by=administrator, title="Online safety")
    actions.change_signing(draft.policy, is_signed=False, by=administrator)
    edition = publish(Edition.objects.get(pk=draft.pk), administrator)
    make_next(edition, administrator)

    for address in addresses_of(administrator.school):
        page = PageClient().get(address)
        assert page.status_code == 200, address
        assert "Online safety" in page.content.decode(), address
        assert "Who signs it" not in page.content.decode(), address


def test_nothing_tells_of_a_draft(administrator: Person, edition: Edition) -> None:
    school = administrator.school
    new = make_draft(school, "I whistle in the corridor.", by=administrator, title="Whistling policy")
    Policy.objects.filter(pk=new.policy.pk).update(title="Whistling policy")
    following = actions.new_draft(edition.policy, by=administrator)
    following.parts.filter(number="1").update(text="I whistle in the corridor.")

    for address in addresses_of(school):
        assert "histl" not in read(address), address
    for policy, rest in ((new.policy, ""), (new.policy, "editions/1/"), (edition.policy, "editions/2/")):
        assert PageClient().get(f"/policies/{policy.public_id}/{rest}").status_code == 404
    assert PageClient().get(f"/policies/linked/{new.policy.public_id}/").status_code == 404


def test_a_policy_that_only_a_draft_names_is_known_to_nobody_outside_the_school(
    administrator: Person, edition: Edition
) -> None:
    school = administrator.school
    secret = Policy.objects.create(school=school, title="Merger plan", is_signed=False, made_at=timezone.now())
    LinkedPolicy.objects.create(
        edition=actions.new_draft(edition.policy, by=administrator), policy=secret, named="Merger plan", position=1
    )

    assert PageClient().get(f"/policies/linked/{secret.public_id}/").status_code == 404
    assert sign_in(PageClient(), administrator).get(f"/policies/linked/{secret.public_id}/").status_code == 200


def test_of_several_schools_each_has_its_own_pages_and_none_tells_of_another(
    administrator: Person, edition: Edition
) -> None:
    other = make_administrator(make_school("Moorside School"))
    publish(make_draft(other.school, "I bring books back.", by=other, title="Rules of the library"), other)
    demonstration = make_school("A demonstration")
    School.objects.filter(pk=demonstration.pk).update(is_demonstration=True)

    choice = read("/policies/public/")
    assert "Fernhill Primary School" in choice
    assert "Moorside School" in choice
    assert "A demonstration" not in choice
    for rest in ("", "embed/", "policies.json", "policies.atom"):
        page = read(f"/policies/public/{other.school.public_id}/{rest}")
        assert "Rules of the library" in page
        assert "Moorside School" in page
        assert edition.title not in page
        assert PageClient().get(f"/policies/public/{edition.policy.public_id}/{rest}").status_code == 404
    for address in ("/policies/public/embed/", "/policies/public.json", "/policies/public.atom"):
        assert PageClient().get(address).status_code == 404
    assert "Moorside School" in read(f"/policies/{Policy.objects.get(school=other.school).public_id}/")


def test_only_the_list_made_for_it_may_be_framed_by_other_sites(administrator: Person, edition: Edition) -> None:
    make_next(edition, administrator)
    for address in [*addresses_of(administrator.school), "/verify/", "/sign-in/"]:
        response = Client().get(address)
        policy = response.headers["Content-Security-Policy"]
        if address.endswith("/embed/"):
            assert "frame-ancestors *" in policy
            assert "X-Frame-Options" not in response.headers
        else:
            assert "frame-ancestors 'none'" in policy, address
            assert response.headers["X-Frame-Options"] == "DENY", address


def test_the_framed_list_has_no_script_and_its_links_leave_the_frame(edition: Edition) -> None:
    page = read("/policies/public/embed/")

    assert "<script" not in page
    assert "<form" not in page
    assert page.count("<a ") == page.count('target="_top"') == 2
    assert f'href="{page_of(edition)}"' in page


def test_whoever_has_a_page_already_is_not_sent_it_again_until_it_changes(
    administrator: Person, edition: Edition
) -> None:
    for address in addresses_of(administrator.school):
        if not address.endswith("/compare/"):
            assert Client().get(address).headers["Cache-Control"] == "public, max-age=300", address
    address = page_of(edition)
    etag = Client().get(address).headers["ETag"]
    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 304

    make_next(edition, administrator)

    assert Client().get(address, headers={"If-None-Match": etag}).status_code == 200


def test_what_somebody_saw_who_is_signed_in_is_kept_by_no_cache(administrator: Person, edition: Edition) -> None:
    response = sign_in(Client(), administrator).get(page_of(edition))

    assert "no-store" in response.headers["Cache-Control"]
    assert "ETag" not in response.headers


def test_programs_read_the_same_as_people(administrator: Person, edition: Edition) -> None:
    newest = make_next(edition, administrator)
    response = PageClient().get("/policies/public.json")

    listed = json.loads(response.content)
    (said,) = listed["policies"]

    assert response.headers["Access-Control-Allow-Origin"] == "*"
    assert listed["form"] == "countersign/policies/1"
    assert listed["school"]["name"] == "Fernhill Primary School"
    assert (said["title"], said["edition"], said["audience"]) == (newest.title, 2, ["staff", "governors"])
    assert said["effective_date"] == TODAY.isoformat()
    assert said["next_review"] == (TODAY + timedelta(days=365)).isoformat()
    assert said["content_sha256"] == newest.content_sha256
    for name in ("address", "edition_address", "pdf_address"):
        assert Client().get(said[name].removeprefix("http://testserver")).status_code == 200


def test_the_feed_tells_of_each_edition_once_with_what_changed(administrator: Person, edition: Edition) -> None:
    newest = make_next(edition, administrator, "Screens < 5 minutes & <script>alert(1)</script>")

    feed = ElementTree.fromstring(PageClient().get("/policies/public.atom").content)  # noqa: S314  our own
    entries = feed.findall(f"{ATOM}entry")

    assert [each.findtext(f"{ATOM}title") for each in entries] == [
        "Acceptable Use Policy, edition 2",
        "Acceptable Use Policy, edition 1",
    ]
    assert [each.findtext(f"{ATOM}id") for each in entries] == [
        f"urn:uuid:{newest.public_id}",
        f"urn:uuid:{edition.public_id}",
    ]
    summary = entries[0].findtext(f"{ATOM}summary") or ""
    assert "Screens &lt; 5 minutes &amp; &lt;script&gt;" in summary
    for page in (read("/policies/public/"), read(page_of(edition))):
        assert 'type="application/atom+xml"' in page


def test_a_school_that_does_not_want_it_has_nobody_who_holds_a_post_named_in_public(
    administrator: Person, edition: Edition
) -> None:
    school = administrator.school
    put_in_post(make_person(school, "Siobhan", "Quill"), "dsl")
    put_in_post(make_person(school, "Ivor", "Quill"), "aup-contact")
    make_next(edition, administrator)
    assert "Siobhan Quill, designated safeguarding lead" in read(page_of(edition))
    assert "Ivor Quill" in read(page_of(edition))

    actions.name_holders(school, is_wanted=False, by=administrator)

    assert 'I tell <b class="cs-post">the designated safeguarding lead</b>.' in read(page_of(edition))
    for address in addresses_of(school):
        assert "Quill" not in read(address), address
    actions.name_holders(school, is_wanted=False, by=administrator)
    assert Entry.objects.filter(kind="school.public-names").count() == 1


def test_whether_holders_are_named_is_decided_by_the_head_and_administrators(administrator: Person) -> None:
    school = administrator.school
    manager = make_person(school, "Graham", "Lisle")
    put_in_post(manager, "business-manager")
    elsewhere = make_administrator(make_school("Moorside School"))

    for somebody in (manager, elsewhere):
        with pytest.raises(NotPermitted):
            actions.name_holders(school, is_wanted=False, by=somebody)
    client = sign_in(PageClient(), manager)
    assert client.get("/policies/website/").status_code == 200
    assert client.post("/policies/website/", {"names_holders": "no"}).status_code == 404
    client = sign_in(PageClient(), administrator)
    assert "Choose whether" in client.post("/policies/website/", {}).content.decode()
    assert client.post("/policies/website/", {"names_holders": "no"}).status_code == 302
    school.refresh_from_db()
    assert not school.names_holders


def test_what_is_pasted_into_a_website_is_shown_as_text_and_harmless_whatever_the_names(
    administrator: Person, edition: Edition
) -> None:
    School.objects.filter(pk=administrator.school_id).update(name='St "Anne" <script>alert(1)</script>')

    page = sign_in(PageClient(), administrator).get("/policies/website/")
    frame, links = page.context["frame"], page.context["links"]

    assert f'<iframe src="http://testserver/policies/public/{administrator.school.public_id}/embed/"' in frame
    assert "<script" not in frame
    assert f'<a href="http://testserver{page_of(edition)}">' in links
    assert "&lt;iframe src=" in page.content.decode()
    assert "<iframe" not in page.content.decode()
