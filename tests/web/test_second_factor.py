"""The second factor: set up with a code, asked for at each sign-in, each code once, and the way out."""

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta

import pyotp
import pytest
from flask import Flask

from models import AuditEntry, SecondFactor, SignIn, User, Workspace
from models.fields import utcnow
from models.user import Role
from tests.web.desk import PASSWORD, Desk, Visitor
from web.factor_codes import step_of

SETTINGS = "/profile/second-factor"


def _code(user: User, steps: int = 0) -> str:
    """What the app shows now, or so many half minutes later."""
    factor = SecondFactor.of(user.id)
    assert factor
    return pyotp.TOTP(factor.secret).at(utcnow() + timedelta(seconds=30 * steps))


def _set_up(desk: Desk) -> list[str]:
    """Through the pages; returns the codes on paper."""
    assert desk.browser.click(f"{SETTINGS}/begin", password=PASSWORD).location == SETTINGS
    page = desk.browser.click(f"{SETTINGS}/confirm", code=_code(desk.user)).text
    return re.findall(r"<code>([a-z2-9-]{19})</code>", page)


def _first_step(app: Flask, desk: Desk) -> Visitor:
    visitor = Visitor(app)
    answer = visitor.click("/sign-in?next=/sent", email=desk.user.email, password=PASSWORD)
    assert answer.location == "/sign-in/code?next=/sent"
    return visitor


def _actions(desk: Desk) -> list[str]:
    return [entry.action for entry in AuditEntry.of(desk.workspace.id).order_by("at")]


def test_it_counts_from_the_first_right_code_on(app: Flask, desk: Desk) -> None:
    desk.browser.click(f"{SETTINGS}/begin", password=PASSWORD)
    page = desk.browser.get(SETTINGS).text
    factor = SecondFactor.of(desk.user.id)
    assert factor and 'src="data:image/svg' in page and factor.secret[:4] in page
    assert desk.browser.ask(f"{SETTINGS}/confirm", code="000000").status_code == 422
    assert desk.user.reload().factor_since is None
    Visitor(app).sign_in(desk.user)
    assert "Your second factor is on" in desk.browser.click(f"{SETTINGS}/confirm", code=_code(desk.user)).text
    assert desk.user.reload().factor_since
    assert _actions(desk) == ["member.factor_on"]


def test_the_secret_is_stored_so_that_the_database_cannot_read_it(desk: Desk) -> None:
    codes = _set_up(desk)
    factor = SecondFactor.of(desk.user.id)
    stored = str(SecondFactor._get_collection().find_one({}))
    assert factor and factor.secret not in stored
    assert len(codes) == 10 == len(set(codes))
    assert not any(code in stored or code.replace("-", "") in stored for code in codes)
    assert codes[0] not in desk.browser.get(SETTINGS).text, "shown once"


def test_the_password_alone_opens_nothing(app: Flask, desk: Desk) -> None:
    _set_up(desk)
    before = SignIn.objects.count()
    visitor = _first_step(app, desk)
    assert SignIn.objects.count() == before
    assert visitor.get("/review").location.startswith("/sign-in?next")
    assert "Your code" in visitor.get("/sign-in/code").text
    assert visitor.click("/sign-in/code?next=/sent", code=_code(desk.user, 1)).location == "/sent"
    assert visitor.get("/review").status_code == 200


def test_a_code_works_once(app: Flask, desk: Desk) -> None:
    _set_up(desk)
    first, second, code = _first_step(app, desk), _first_step(app, desk), _code(desk.user, 1)
    assert first.click("/sign-in/code", code=code).status_code == 302
    assert second.click("/sign-in/code", code=code).status_code == 422
    assert "member.code_failed" in _actions(desk)


def test_the_code_that_set_it_up_signs_nobody_in(app: Flask, desk: Desk) -> None:
    desk.browser.click(f"{SETTINGS}/begin", password=PASSWORD)
    code = _code(desk.user)
    desk.browser.click(f"{SETTINGS}/confirm", code=code)
    assert _first_step(app, desk).click("/sign-in/code", code=code).status_code == 422


def test_a_recovery_code_works_once_however_it_is_written(app: Flask, desk: Desk) -> None:
    codes = _set_up(desk)
    assert _first_step(app, desk).click("/sign-in/code", code=f" {codes[0].upper()} ").status_code == 302
    assert _first_step(app, desk).click("/sign-in/code", code=codes[0]).status_code == 422
    assert _first_step(app, desk).click("/sign-in/code", code=codes[1].replace("-", "")).status_code == 302
    factor = SecondFactor.of(desk.user.id)
    assert factor and len(factor.recovery) == 8
    assert [entry.note for entry in AuditEntry.of(desk.workspace.id) if entry.action.endswith("code_used")] == [
        "9 left",
        "8 left",
    ]


def test_of_many_who_use_one_code_at_once_one_gets_in(desk: Desk) -> None:
    codes = _set_up(desk)
    factor = SecondFactor.of(desk.user.id)
    assert factor
    with ThreadPoolExecutor(6) as threads:
        taken = list(threads.map(lambda _n: factor.use_recovery(codes[0]), range(6)))
        steps = list(threads.map(lambda _n: factor.use(10**9), range(6)))
    assert (sum(taken), sum(steps)) == (1, 1)


def test_a_code_of_somebody_else_is_none(app: Flask, desk: Desk) -> None:
    _set_up(desk)
    other = Desk(app)
    theirs = _set_up(other)
    assert _first_step(app, desk).click("/sign-in/code", code=theirs[0]).status_code == 422


def test_guessing_is_throttled(app: Flask, desk: Desk) -> None:
    _set_up(desk)
    visitor = _first_step(app, desk)
    for _ in range(8):
        assert visitor.click("/sign-in/code", code="123123").status_code == 422
    assert visitor.click("/sign-in/code", code=_code(desk.user, 1)).status_code == 429
    assert _first_step(app, desk).click("/sign-in/code", code=_code(desk.user, 1)).status_code == 429


def test_the_first_step_is_worth_nothing_to_whoever_waits_or_after_a_new_password(app: Flask, desk: Desk) -> None:
    _set_up(desk)
    late = _first_step(app, desk)
    with late.client.session_transaction() as cookie:
        cookie["owes_factor"] = [*cookie["owes_factor"][:1], utcnow().timestamp() - 601, cookie["owes_factor"][2]]
    assert (
        late.get("/sign-in/code").location.startswith("/sign-in?") or late.get("/sign-in/code").location == "/sign-in"
    )
    old = _first_step(app, desk)
    desk.user.change_password("another password altogether")
    assert old.click("/sign-in/code", code=_code(desk.user, 1)).location == "/sign-in"
    assert Visitor(app).get("/sign-in/code").location == "/sign-in"


def test_turning_it_off_wants_the_password(app: Flask, desk: Desk) -> None:
    _set_up(desk)
    assert desk.browser.ask(f"{SETTINGS}/off", password="wrong").status_code == 422
    assert desk.user.reload().factor_since
    assert desk.browser.ask(f"{SETTINGS}/off", password=PASSWORD).status_code == 200
    assert desk.user.reload().factor_since is None and SecondFactor.of(desk.user.id) is None
    Visitor(app).sign_in(desk.user)
    assert _actions(desk) == ["member.factor_on", "member.factor_off"]


def test_setting_up_wants_the_password_and_never_replaces_one_that_counts(desk: Desk) -> None:
    assert desk.browser.ask(f"{SETTINGS}/begin", password="wrong").status_code == 422
    assert SecondFactor.of(desk.user.id) is None
    _set_up(desk)
    kept = SecondFactor.of(desk.user.id)
    assert desk.browser.ask(f"{SETTINGS}/begin", password=PASSWORD).status_code == 409
    assert desk.browser.ask(f"{SETTINGS}/confirm", code=_code(desk.user, 1)).status_code == 409
    assert kept and SecondFactor.of(desk.user.id).id == kept.id  # type: ignore[union-attr]


def test_new_recovery_codes_end_the_old_ones(app: Flask, desk: Desk) -> None:
    old = _set_up(desk)
    page = desk.browser.click(f"{SETTINGS}/codes", password=PASSWORD).text
    new = re.findall(r"<code>([a-z2-9-]{19})</code>", page)
    assert len(new) == 10 and not set(new) & set(old)
    assert _first_step(app, desk).click("/sign-in/code", code=old[0]).status_code == 422
    assert _first_step(app, desk).click("/sign-in/code", code=new[0]).status_code == 302


def test_whoever_has_none_is_led_to_it_where_the_workspace_asks(app: Flask, desk: Desk) -> None:
    late = Visitor(app).sign_in(desk.add_person(Role.REVIEWER))
    letter = desk.letter()
    assert desk.browser.ask("/team/second-factor", wanted="yes").status_code == 409, "the owner has none"
    _set_up(desk)
    assert desk.browser.ask("/team/second-factor", wanted="yes").status_code == 200
    for path in ("/review", "/team", "/profile", f"/messages/{letter.id}", "/audit"):
        assert late.get(path).location == SETTINGS, path
    answer = late.ask(f"/review/{letter.id}/approve")
    assert (answer.status_code, "second factor" in answer.json["sentence"]) == (403, True)
    assert "Nika asks for it" in late.get(SETTINGS).text
    assert desk.browser.get("/review").status_code == 200
    assert desk.browser.ask(f"{SETTINGS}/off", password=PASSWORD).status_code == 409, "it is asked of everybody"
    assert late.click("/sign-out").location == "/sign-in"
    assert desk.browser.ask("/team/second-factor", wanted="no").status_code == 200
    assert Workspace.objects.get(id=desk.workspace.id).factor_required is False


SECRET, NOON = "JBSWY3DPEHPK3PXPJBSWY3DPEHPK3PXP", datetime(2026, 5, 1, 12, tzinfo=UTC)
STEP = int(NOON.timestamp()) // 30


@pytest.mark.parametrize("away", [-1, 0, 1])
def test_a_code_is_known_half_a_minute_around(away: int) -> None:
    code = pyotp.TOTP(SECRET).at(NOON + timedelta(seconds=30 * away))
    assert step_of(SECRET, f"{code[:3]} {code[3:]}", NOON) == STEP + away


@pytest.mark.parametrize("away", [-2, 2])
def test_a_code_is_unknown_beyond(away: int) -> None:
    assert step_of(SECRET, pyotp.TOTP(SECRET).at(NOON + timedelta(seconds=30 * away)), NOON) is None


@pytest.mark.parametrize("code", ["", "12345", "1234567", "abcdef", "１２３４５６", "12345\x00"])
def test_what_is_not_six_digits_is_no_code(code: str) -> None:
    assert step_of(SECRET, code, NOON) is None
