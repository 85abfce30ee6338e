"""What protects the pages: the content policy, cookies, the secret in every form, and pages for every error."""

import re
from pathlib import Path

import pytest
from flask import Flask

import web
from models import Message, Status
from tests.connectors.contract import configured
from tests.web.desk import Desk, Visitor
from web.headers import content_policy

TEMPLATES = sorted((Path(web.__file__).parent / "templates").rglob("*.html"))


def test_every_answer_forbids_what_is_not_ours(visitor: Visitor) -> None:
    for path in ("/sign-in", "/healthz", "/nothing-here"):
        headers = visitor.get(path).headers
        policy = headers["Content-Security-Policy"]
        assert "default-src 'self'" in policy and "frame-ancestors 'none'" in policy and "form-action 'self'" in policy
        assert "unsafe" not in policy
        assert headers["X-Content-Type-Options"] == "nosniff"
        assert headers["Referrer-Policy"] == "same-origin"
        assert headers["Cross-Origin-Opener-Policy"] == "same-origin"


def test_pages_are_not_kept_by_caches_but_built_files_are(desk: Desk) -> None:
    assert desk.browser.get("/review").headers["Cache-Control"] == "no-store"


def test_the_policy_allows_pictures_of_the_sandbox_and_our_own_socket() -> None:
    with configured(SANDBOX_URL="http://127.0.0.1:8001", BASE_URL="https://desk.example"):
        policy = content_policy()
    assert "img-src 'self' data: https: http://127.0.0.1:8001;" in policy
    assert "connect-src 'self' wss://desk.example;" in policy


def test_the_session_cookie_is_out_of_reach_for_scripts_and_other_sites(visitor: Visitor) -> None:
    cookie = visitor.get("/sign-in").headers["Set-Cookie"]
    assert "HttpOnly" in cookie and "SameSite=Lax" in cookie


def test_the_session_cookie_travels_encrypted_where_the_dashboard_does() -> None:
    from web.app import create_app

    with configured(BASE_URL="https://desk.example"):
        answer = create_app().test_client().get("/sign-in")
    assert "Secure" in answer.headers["Set-Cookie"]
    assert "max-age" in answer.headers["Strict-Transport-Security"]


@pytest.mark.parametrize(
    "path", ["/sign-in", "/sign-up", "/sign-out", "/stop", "/accounts/x/pause", "/review/x/approve"]
)
def test_a_click_without_the_secret_is_not_trusted(desk: Desk, path: str) -> None:
    answer = desk.browser.client.post(path, data={})
    assert answer.status_code == 400
    assert "This page was open too long" in answer.text


def test_our_script_without_the_secret_gets_a_sentence(desk: Desk) -> None:
    letter = desk.letter()
    answer = desk.browser.client.post(f"/review/{letter.id}/approve", headers={"Accept": "application/json"})
    assert answer.status_code == 400
    assert "not trusted" in answer.json["sentence"]
    assert Message.objects.get(id=letter.id).status is Status.IN_REVIEW


def test_a_page_that_is_missing_says_so_and_leads_on(visitor: Visitor) -> None:
    answer = visitor.get("/nothing-here")
    assert answer.status_code == 404
    assert "There is nothing here" in answer.text and 'href="/"' in answer.text


def test_a_page_that_breaks_shows_a_sentence_and_no_trace(app: Flask, desk: Desk) -> None:
    desk.letter(platform="a platform that was taken out")
    answer = desk.browser.get("/review")
    assert answer.status_code == 500
    assert "Something broke on our side" in answer.text
    assert "KeyError" not in answer.text


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_no_page_needs_inline_script_or_style(template: Path) -> None:
    html = template.read_text()
    assert not re.search(r"\sstyle=|<style|\son[a-z]+=|<script(?![^>]*\ssrc=)|javascript:", html)


@pytest.mark.parametrize("template", TEMPLATES, ids=lambda file: file.name)
def test_every_form_that_changes_something_carries_the_secret(template: Path) -> None:
    for form in re.findall(r'<form[^>]*method="post".*?</form>', template.read_text(), re.S):
        assert "csrf_token" in form or "secret()" in form, form[:120]
