"""What happens goes into the outbox, and from there to a real listener."""

from models import Delivery, Endpoint, Status
from models.fields import utcnow
from models.outgoing_webhook import DeliveryState, Event
from pipeline.outgoing import about_nothing
from pipeline.webhook_endpoints import CHOICES, add
from tests.connectors.contract import serving
from tests.models import make
from tests.receiver import Heard
from worker.live import tell
from worker.outgoing import SWITCHED_OFF, send_delivery, send_due


def test_what_is_told_to_dashboards_goes_into_the_outbox_and_out(clean: None, redis_url: str) -> None:
    heard, account = Heard(answers=[500]), make.account(make.workspace())
    with serving(heard.blueprint()) as address:
        add(account.workspace_id, "ada", f"{address}/hook", [Event.MESSAGE_RECEIVED])
        tell(make.message(account, status=Status.RECEIVED))
        delivery = Delivery.objects.get()
        send_delivery(str(delivery.id))
        send_delivery(str(delivery.id))  # too early
        assert len(heard.calls) == 1 and delivery.reload().code == 500
        delivery.modify(next_at=utcnow())
        send_delivery(str(delivery.id))
    assert delivery.reload().state is DeliveryState.DELIVERED
    assert heard.calls[0][1]["webhook-id"] == heard.calls[1][1]["webhook-id"] and heard.calls[0][2] == heard.calls[1][2]


def test_what_is_for_nobody_any_more_leaves_the_outbox(clean: None, redis_url: str) -> None:
    account = make.account(make.workspace())
    endpoint = add(account.workspace_id, "ada", "http://127.0.0.1:9/", list(CHOICES))
    delivery = about_nothing(endpoint, "t1", utcnow())
    Endpoint.objects.update_one(set__enabled=False)
    send_delivery(str(delivery.id))
    assert (delivery.reload().state, delivery.problem) == (DeliveryState.GIVEN_UP, SWITCHED_OFF)
    delivery.modify(state=DeliveryState.WAITING)
    endpoint.delete()
    send_delivery(str(delivery.id))
    send_due()
    assert Delivery.objects.count() == 0
