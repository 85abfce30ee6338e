"""The catalogue at Stripe follows the table of plans."""

from dataclasses import replace

import pytest

from connectors.errors import Permanent
from connectors.stripe_payments import StripePayments
from connectors.stripe_sync import sync
from settings import settings
from tests.connectors.stripe.local import OFFERS, LocalStripe
from web.commands import offers, plans_sync


def test_everything_that_is_missing_is_made(local: LocalStripe) -> None:
    said = local.sell()
    assert len(said) == 10
    assert "The price creator_month is missing. It should be 29 usd, 29 eur, 149 brl a month." in said
    assert "The price agency_month is missing. It should be 0.012 usd, 0.012 eur a reply." in said
    assert {one["lookup_key"] for one in local.books.all("price")} == {
        "creator_month", "creator_year", "studio_month", "agency_month",
    }  # fmt: skip


def test_a_second_time_nothing_differs(shop: LocalStripe) -> None:
    before = len(shop.books.objects)
    assert sync(OFFERS, "replies") == []
    assert len(shop.books.objects) == before


def test_a_dry_run_only_says(local: LocalStripe) -> None:
    assert sync(OFFERS, "replies", dry=True)
    assert local.books.objects == {}


def test_another_amount_is_another_price_under_the_same_key(shop: LocalStripe) -> None:
    customer = shop.buy()
    dearer = [replace(OFFERS[0], monthly=(("usd", 3_900), ("eur", 2_900), ("brl", 14_900))), *OFFERS[1:]]
    assert sync(dearer, "replies") == [
        "The price creator_month is another one there. It should be 39 usd, 29 eur, 149 brl a month.",
        "The customers' page differs from what we want.",
    ]
    assert sync(dearer, "replies") == []
    sold = shop.books.all("price", lookup_key="creator_month")
    assert [(one["unit_amount"], one["active"]) for one in sold] == [(3_900, True)]
    (bought,) = StripePayments().subscriptions(customer)
    assert bought.prices == ["creator_month"], "who has the old price still has this plan"


def test_a_product_that_was_renamed_by_hand_gets_its_name_back(shop: LocalStripe) -> None:
    shop.client.v1.products.update("fanmail_studio", {"name": "Atelier"})
    assert sync(OFFERS, "replies") == ["The product Studio is called Atelier there, or is not sold."]
    assert sync(OFFERS, "replies") == []


def test_features_come_and_go(shop: LocalStripe) -> None:
    without = [OFFERS[0], replace(OFFERS[1], features=()), OFFERS[2]]
    assert sync(without, "replies") == ["The product Studio has the feature auto_send and should not."]
    assert sync(OFFERS, "replies") == ["The product Studio lacks the feature auto_send."]


def test_the_command_syncs_our_table_of_plans(local: LocalStripe, capsys: pytest.CaptureFixture[str]) -> None:
    assert plans_sync(dry=True) == 0
    assert capsys.readouterr().out.endswith("Nothing was changed.\n")
    assert plans_sync(dry=False) == 0
    capsys.readouterr()
    assert plans_sync(dry=False) == 0
    assert capsys.readouterr().out == "Stripe has everything as the table of plans says.\n"
    assert [offer.name for offer in offers()] == ["creator", "studio", "agency"]


def test_the_command_says_when_there_is_no_key(
    local: LocalStripe, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STRIPE_SECRET_KEY", "")
    settings.cache_clear()
    assert plans_sync(dry=False) == 1
    assert "STRIPE_SECRET_KEY" in capsys.readouterr().out
    monkeypatch.undo()
    settings.cache_clear()


def test_what_is_not_for_sale_is_said(local: LocalStripe) -> None:
    with pytest.raises(Permanent, match="creator_month"):
        StripePayments().checkout("cus_1", "creator_month", "usd", ("", ""), 0, "k")
