"""The stand-in refuses what Instagram refuses, with either login: tags, fields, what a Page's token is for."""

from typing import Any

import httpx
import pytest

from tests.connectors.instagram.conftest import ACCOUNT, InstagramStage
from tests.connectors.instagram.test_sandbox import get


def post(stage: InstagramStage, path: str, token: str = "token", **body: object) -> Any:
    url = f"{stage.address}/instagram/v26.0/{path}"
    return httpx.post(url, json=body, headers={"Authorization": f"Bearer {token}"}).json()


def test_webhook_fields_are_checked_kept_and_given_back(stage: InstagramStage) -> None:
    assert post(stage, "me/subscribed_apps", subscribed_fields="comments,nonsense")["error"]["code"] == 100
    assert get(stage, "me/subscribed_apps") == {"data": []}
    assert post(stage, f"{ACCOUNT}/subscribed_apps", subscribed_fields="comments,messages") == {"success": True}
    assert get(stage, "me/subscribed_apps")["data"][0]["subscribed_fields"] == ["comments", "messages"]
    address = f"{stage.address}/instagram/v26.0/me/subscribed_apps"
    assert httpx.delete(address, headers={"Authorization": "Bearer token"}).json() == {"success": True}
    assert get(stage, "me/subscribed_apps") == {"data": []}


@pytest.mark.parametrize(
    ("hours", "tag", "code", "subcode"),
    [
        (25, "", 10, 2534022), (169, "HUMAN_AGENT", 10, 2534022), (1, "ACCOUNT_UPDATE", 100, None),
        (1, "POST_PURCHASE_UPDATE", 100, None),
    ],
)  # fmt: skip
def test_what_is_late_or_wrongly_tagged_is_refused(
    stage: InstagramStage, hours: float, tag: str, code: int, subcode: int | None
) -> None:
    stage.fan_sends("hi", seconds_ago=hours * 3600)
    body = {"recipient": {"id": stage.world.person("instagram", "ada")}, "message": {"text": "hello"}}
    error = post(stage, "me/messages", **{**body, **({"tag": tag} if tag else {})})["error"]
    assert (error["code"], error.get("error_subcode")) == (code, subcode)
    assert stage.our_replies() == []


def test_a_pages_token_means_the_page_by_me_and_the_account_by_its_id(linked: InstagramStage) -> None:
    page = get(linked, "me", token="page token", fields="name,instagram_business_account{username}")
    assert (page["name"], page["instagram_business_account"]) == (
        "Nika (Page)",
        {"id": ACCOUNT, "username": "nika"},
    )
    assert get(linked, ACCOUNT, token="page token", fields="username") == {"id": ACCOUNT, "username": "nika"}
    assert get(linked, "me/media", token="page token")["error"]["code"] == 100
    assert get(linked, f"{ACCOUNT}/media", token="page token")["data"] == [{"id": linked.post_id}]


def test_a_persons_token_reads_no_account_but_their_pages_and_rights(linked: InstagramStage) -> None:
    assert get(linked, f"{ACCOUNT}/media", token="user token")["error"]["code"] == 100
    (page,) = get(linked, "me/accounts", token="user token", fields="name,access_token")["data"]
    assert page["name"] == "Nika (Page)" and page["access_token"]
    assert {row["status"] for row in get(linked, "me/permissions", token="user token")["data"]} == {"granted"}
    assert "error" in get(linked, "me/accounts", token="token")


def test_one_bad_id_spoils_a_call_that_names_many(stage: InstagramStage) -> None:
    good = stage.fan_writes("hello")
    assert get(stage, "", ids=good, fields="text") == {good: {"id": good, "text": "hello"}}
    assert get(stage, "", ids=f"{good},4711")["error"]["code"] == 100
    assert get(stage, "", ids=",".join(str(number) for number in range(51)))["error"]["code"] == 100


def test_what_is_spent_shows_by_kind_of_use_once_there_is_enough_of_it(stage: InstagramStage) -> None:
    url = f"{stage.address}/instagram/v26.0/me?access_token=token"
    assert "x-business-use-case-usage" not in httpx.get(url).headers
    stage.world.count("instagram calls", 20_000)
    assert '"type": "instagram"' in httpx.get(url).headers["x-business-use-case-usage"]
