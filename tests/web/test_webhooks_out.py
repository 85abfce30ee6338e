"""The pages of outgoing webhooks."""

from models import Delivery, Endpoint
from models.outgoing_webhook import DeliveryState
from models.user import Role
from tests.connectors.contract import configured, serving
from tests.receiver import Heard
from tests.web.desk import Desk, Visitor
from worker.outgoing import send_delivery

EVENTS = ["reply.sent", "test", "nonsense"]


def added(desk: Desk, url: str = "https://shop.example/hook") -> Endpoint:
    assert desk.browser.click("/settings/webhooks", url=url, event=EVENTS).status_code == 201
    found: Endpoint = Endpoint.objects.get()
    return found


def test_an_empty_page_teaches(desk: Desk) -> None:
    assert "None yet. Add the address" in desk.browser.get("/settings/webhooks").text


def test_a_new_address_shows_its_secret_once(desk: Desk) -> None:
    page = desk.browser.click("/settings/webhooks", url="https://shop.example/hook", event=EVENTS)
    endpoint = Endpoint.objects.get()
    assert endpoint.events == ["reply.sent"] and endpoint.secret in page.text
    assert endpoint.secret not in desk.browser.get(f"/settings/webhooks/{endpoint.id}").text
    turned = desk.browser.click(f"/settings/webhooks/{endpoint.id}/rotate")
    assert endpoint.reload().secret in turned.text and endpoint.old_secret in page.text


def test_a_bad_address_is_refused_with_a_sentence_and_kept_in_the_form(desk: Desk) -> None:
    page = desk.browser.click("/settings/webhooks", url="http://shop.example/", event=EVENTS)
    assert page.status_code == 422 and "must begin with https://" in page.text and "http://shop.example/" in page.text
    assert desk.browser.click("/settings/webhooks", url="https://shop.example/").status_code == 422
    with configured(SANDBOX_URL=""):
        assert desk.browser.click("/settings/webhooks", url="http://127.0.0.1/", event=EVENTS).status_code == 422
    assert Endpoint.objects.count() == 0


def test_a_test_arrives_and_stands_in_the_log_and_can_be_sent_again(desk: Desk) -> None:
    heard = Heard(answers=[500])
    with serving(heard.blueprint()) as address:
        endpoint = added(desk, f"{address}/hook")
        place = f"/settings/webhooks/{endpoint.id}"
        desk.browser.click(f"{place}/test")
        delivery = Delivery.objects.get()
        send_delivery(str(delivery.id))
        assert "It answered with 500." in desk.browser.get(place).text
        desk.browser.click(f"{place}/deliveries/{delivery.id}/again")
        send_delivery(str(delivery.id))
    assert delivery.reload().state is DeliveryState.DELIVERED and "Arrived" in desk.browser.get(place).text


def test_an_address_is_switched_off_on_and_deleted(desk: Desk) -> None:
    endpoint = added(desk)
    place = f"/settings/webhooks/{endpoint.id}"
    desk.browser.click(f"{place}/off")
    assert "It is switched off." in desk.browser.get(place).text
    desk.browser.click(f"{place}/on")
    assert endpoint.reload().enabled
    desk.browser.click(f"{place}/delete")
    assert Endpoint.objects.count() == 0 and desk.browser.get(place).status_code == 404


def test_a_delivery_is_found_at_its_own_address_only(app, desk: Desk) -> None:  # type: ignore[no-untyped-def]
    endpoint, other = added(desk), Desk(app)
    desk.browser.click(f"/settings/webhooks/{endpoint.id}/test")
    other.browser.click("/settings/webhooks", url="https://other.example/", event=EVENTS)
    theirs, delivery = Endpoint.of(other.workspace.id).get(), Delivery.objects.get()
    assert other.browser.click(f"/settings/webhooks/{theirs.id}/deliveries/{delivery.id}/again").status_code == 404


def test_who_does_not_manage_only_looks(desk: Desk) -> None:
    endpoint = added(desk)
    reviewer = Visitor(desk.app).sign_in(desk.add_person(Role.REVIEWER))
    assert reviewer.get(f"/settings/webhooks/{endpoint.id}").status_code == 200
    for act in ("test", "rotate", "on", "off", "delete"):
        assert reviewer.click(f"/settings/webhooks/{endpoint.id}/{act}").status_code == 403
    assert Endpoint.objects.count() == 1
