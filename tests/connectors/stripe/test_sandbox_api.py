"""The manners of the API: keys, versions, pages of lists, expansion, refusals in Stripe's shape, memory over a restart."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

import httpx
import pytest
import stripe

from connectors.stripe_sandbox.forms import read
from tests.connectors.stripe.local import KEY, LocalStripe
from tests.system import free_port


def ask(
    local: LocalStripe, method: str, path: str, form: dict[str, str] | None = None, **headers: str
) -> httpx.Response:
    sent = {"Authorization": f"Bearer {KEY}"} | {name.replace("_", "-"): value for name, value in headers.items()}
    return local.browser.request(method, path, data=form, headers=sent)


def test_brackets_are_read_as_trees() -> None:
    pairs = [
        ("a", "1"),
        ("items[0][price]", "p"),
        ("items[1][price]", "q"),
        ("expand[]", "x"),
        ("expand[]", "y"),
        ("m[k]", "v"),
    ]
    assert read(pairs) == {"a": "1", "items": [{"price": "p"}, {"price": "q"}], "expand": ["x", "y"], "m": {"k": "v"}}


def test_a_key_is_needed(local: LocalStripe) -> None:
    assert local.browser.get("/v1/customers").status_code == 401
    refused = ask(local, "GET", "/v1/customers", Authorization="Bearer sk_live_1234567")
    assert refused.status_code == 401
    assert refused.json()["error"]["message"] == "Invalid API Key provided: sk_live****"


def test_the_version_is_repeated(local: LocalStripe) -> None:
    answer = ask(local, "GET", "/v1/customers", Stripe_Version="2026-09-30.endive")
    assert answer.headers["Stripe-Version"] == "2026-09-30.endive"
    assert answer.headers["Request-Id"].startswith("req_")


def test_one_key_gives_one_answer(local: LocalStripe) -> None:
    first = ask(local, "POST", "/v1/customers", {"email": "a@example.com"}, Idempotency_Key="k1")
    again = ask(local, "POST", "/v1/customers", {"email": "a@example.com"}, Idempotency_Key="k1")
    assert first.json() == again.json()
    assert again.headers["Idempotent-Replayed"] == "true"
    other = ask(local, "POST", "/v1/customers", {"email": "b@example.com"}, Idempotency_Key="k1")
    assert (other.status_code, other.json()["error"]["type"]) == (400, "idempotency_error")


def test_what_was_refused_may_be_asked_again_under_its_key(local: LocalStripe) -> None:
    assert ask(local, "POST", "/v1/prices", {"currency": "usd"}, Idempotency_Key="k2").status_code == 400
    assert ask(local, "POST", "/v1/customers", {}, Idempotency_Key="k2").status_code == 200


def test_lists_have_pages(local: LocalStripe) -> None:
    made = [local.client.v1.customers.create({"name": str(number)}).id for number in range(25)]
    first = local.client.v1.customers.list({})
    assert (len(first.data), first.has_more, first.data[0].id) == (10, True, made[-1])
    walked = [one.id for one in local.client.v1.customers.list({"limit": 10}).auto_paging_iter()]
    assert walked == made[::-1]
    with pytest.raises(stripe.InvalidRequestError, match="between 1 and 100"):
        local.client.v1.customers.list({"limit": 101})


def test_what_is_missing_is_said_as_stripe_says_it(local: LocalStripe) -> None:
    with pytest.raises(stripe.InvalidRequestError) as raised:
        local.client.v1.subscriptions.retrieve("sub_none")
    error = raised.value
    assert (error.http_status, error.code, error.param) == (404, "resource_missing", "id")
    assert error.user_message == "No such subscription: 'sub_none'"
    assert ask(local, "GET", "/v1/rockets").json()["error"]["type"] == "invalid_request_error"


def test_a_declined_card_is_an_error_of_the_card(shop: LocalStripe) -> None:
    customer = shop.client.v1.customers.create({"email": "a@example.com"}).id
    with pytest.raises(stripe.CardError) as raised:
        shop.client.v1.payment_methods.attach("pm_card_chargeDeclined", {"customer": customer})
    assert raised.value.code == "card_declined"


def test_expansion_fills_in_whole_objects(shop: LocalStripe) -> None:
    customer = shop.buy()
    params: Any = {
        "customer": customer,
        "expand": ["data.latest_invoice", "data.customer", "data.items.data.price.product"],
    }
    (found,) = shop.client.v1.subscriptions.list(params).data
    assert isinstance(found.latest_invoice, stripe.Invoice)
    assert isinstance(found.customer, stripe.Customer)
    product = found.items.data[0].price.product
    assert isinstance(product, stripe.Product) and product.name == "Creator"


def test_currencies_of_a_price_are_shown_when_asked_for(shop: LocalStripe) -> None:
    (plain,) = shop.client.v1.prices.list({"lookup_keys": ["creator_month"]}).data
    assert "currency_options" not in plain
    (whole,) = shop.client.v1.prices.list({"lookup_keys": ["creator_month"], "expand": ["data.currency_options"]}).data
    assert whole.currency_options and whole.currency_options["brl"].unit_amount == 14_900


def test_nothing_private_is_ever_shown(shop: LocalStripe) -> None:
    shop.buy()
    for path in ("customers", "subscriptions", "invoices", "prices", "events", "checkout/sessions"):
        assert '"_' not in ask(shop, "GET", f"/v1/{path}").text


def test_memory_survives_a_restart(tmp_path: Path) -> None:
    port, file = free_port(), tmp_path / "stripe.json"
    command = [sys.executable, "-m", "connectors.stripe_sandbox", "--port", str(port), "--file", str(file)]
    ids = []
    for _start in range(2):
        server = subprocess.Popen(command, env={**os.environ, "PYTHONWARNINGS": "ignore"})
        try:
            await_health(port)
            address = f"http://127.0.0.1:{port}/v1/customers"
            headers = {"Authorization": f"Bearer {KEY}", "Idempotency-Key": "once"}
            ids.append(httpx.post(address, data={"name": "Nika"}, headers=headers).json()["id"])
            assert len(httpx.get(address, headers=headers).json()["data"]) == 1
        finally:
            server.send_signal(signal.SIGTERM)
            server.wait()
    assert ids[0] == ids[1]


def await_health(port: int) -> None:
    for _try in range(100):
        try:
            httpx.get(f"http://127.0.0.1:{port}/_control/health")
            return
        except httpx.ConnectError:
            time.sleep(0.1)
    raise AssertionError("The local Stripe did not start.")
