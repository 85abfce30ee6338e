"""Connecting an account: consent at the platform through Authlib, and every way in which it can go wrong."""

from collections.abc import Callable
from dataclasses import dataclass

from authlib.common.errors import AuthlibBaseError
from authlib.integrations.flask_client import FlaskIntegration, FlaskOAuth2App
from bson import ObjectId
from flask import Blueprint, abort, flash, redirect, render_template, request, session, url_for
from flask_babel import gettext
from werkzeug.wrappers import Response

import connectors
from connectors.base import Platform, Tokens
from connectors.errors import ConnectorError, SeveralAccounts
from logs import log
from models import PendingConsent, SocialAccount
from models.pending_consent import Offered
from pipeline.onboard import AlreadyConnected, CannotConnect, connect_account
from settings import settings
from web.access import MANAGES, only
from web.auth import me
from web.said import N_

pages = Blueprint("connect", __name__, url_prefix="/accounts")
AGAIN, CHOOSES, BACK = "connect-again", "connect-chooses", "connect-back"
SAID_NO = frozenset({"access_denied", "user_denied"})


@dataclass(frozen=True)
class Trouble:
    """Why an account was not connected, and what to do; in English, `web.said.said` translates it."""

    title: str
    sentence: str
    advice: str


DENIED = (
    N_("You said no there"),
    N_("{title} was told not to let Fanmail in. Nothing was changed here."),
    N_("If that was a slip, connect again."),
)
BROKEN_OFF = (
    N_("{title} broke off"),
    N_("It ended the consent without letting Fanmail in. Nothing was changed here."),
    N_("Try again; if it happens again, sign in at {title} first and see whether it wants something of you."),
)
STALE = (
    N_("This consent does not belong to this browser"),
    N_("The answer of {title} came too late, or for another window. Nothing was changed."),
    N_("Start again from here, in one window."),
)
NOTHING_CHANGED = N_("Nothing was changed here.")
SILENT = (
    N_("{title} did not answer"),
    N_("It gave no usable answer to our question who you are. Nothing was changed."),
    N_("Try again in a minute."),
)


@pages.get("/connect/<platform_name>")
@only(MANAGES)
def start(platform_name: str) -> Response | tuple[str, int]:
    """Send the person to the platform, with state and, where it is spoken, PKCE."""
    platform = _platform(platform_name)
    if not platform.oauth().client_id:
        upper = platform.name.upper()
        advice = N_("Set {name}_CLIENT_ID and {name}_CLIENT_SECRET where Fanmail runs, and start it again.")
        title = N_("{title} is not set up").format(title=platform.title)
        sentence = N_("Fanmail has no app at this platform yet.")
        return _trouble(platform, Trouble(title, sentence, advice.format(name=upper)))
    session[AGAIN], session[BACK] = request.args.get("account", ""), request.args.get("back", "")
    address = settings().base_url.rstrip("/") + url_for("connect.returned", platform_name=platform.name)
    return _client(platform).authorize_redirect(address, **platform.oauth().authorize_params)


@pages.get("/return/<platform_name>")
@only(MANAGES)
def returned(platform_name: str) -> Response | tuple[str, int]:
    """Back from the platform: take the code, ask who it is, keep the account."""
    platform = _platform(platform_name)
    if request.args.get("error"):
        words = DENIED if request.args["error"] in SAID_NO else BROKEN_OFF
        return _trouble(platform, _said(platform, words), request.args["error"][:80])
    return _connected(platform, lambda: platform.tokens_from(_client(platform).authorize_access_token()))


@pages.get("/choose")
@only(MANAGES)
def choices() -> Response | tuple[str, int] | str:
    """A consent was for several accounts: which one?"""
    pending = _pending()
    if pending is None:
        return redirect(url_for("accounts.overview"))
    return render_template("accounts/choose.html", pending=pending, platform=_platform(pending.platform))


@pages.post("/choose")
@only(MANAGES)
def choose() -> Response | tuple[str, int]:
    """This one. The consent is used up by that, whatever comes of it."""
    pending, wanted = _pending(), request.form.get("external_id", "")
    session.pop(CHOOSES, None)
    if pending is None or not pending.use():
        flash(gettext("That page was too old. Connect again."), "problem")
        return redirect(url_for("accounts.overview"))
    if not wanted:
        flash(gettext("Nothing was connected."))
        return redirect(url_for("accounts.overview"))
    tokens = Tokens("", refresh_token=pending.token, scopes=tuple(pending.scopes))
    platform = _platform(pending.platform)
    return _connected(platform, lambda: platform.choose(tokens, wanted))


def _pending() -> PendingConsent | None:
    return PendingConsent.open_for(me().workspace_id, ObjectId(me().id), session.get(CHOOSES, ""))


def _ask_which(several: SeveralAccounts) -> Response:
    offered = [Offered(external_id=one.external_id, name=one.name) for one in several.choices]
    pending = PendingConsent(
        workspace_id=me().workspace_id, user_id=ObjectId(me().id), platform=several.platform, offered=offered,
        token=several.tokens.refresh_token, scopes=list(several.tokens.scopes),
    )  # fmt: skip
    session[CHOOSES] = str(pending.save(force_insert=True).id)
    return redirect(url_for("connect.choices"))


def _connected(platform: Platform, tokens_from: Callable[[], Tokens]) -> Response | tuple[str, int]:
    """Ask whose tokens these are, keep the account; or say why not."""
    try:
        tokens = tokens_from()
        identity = platform.identify(tokens)
        if not identity.external_id:
            return _trouble(platform, _said(platform, SILENT), "no id")
        _must_be_expected(identity.external_id, identity.username)
        account = connect_account(me().workspace_id, platform.name, tokens, identity, me().id)
    except AuthlibBaseError as error:
        return _trouble(
            platform, _said(platform, STALE if "state" in (error.error or "") else SILENT), error.error or ""
        )
    except OSError as error:  # what Authlib's transport raises when nobody answers
        return _trouble(platform, _said(platform, SILENT), type(error).__name__)
    except SeveralAccounts as several:
        return _ask_which(several)
    except ConnectorError as error:
        title = N_("{title} did not let us in").format(title=platform.title)
        return _trouble(platform, Trouble(title, error.sentence, NOTHING_CHANGED))
    except AlreadyConnected as error:
        return _trouble(platform, Trouble(N_("Somebody else has this account"), str(error), NOTHING_CHANGED))
    except CannotConnect as error:
        return _trouble(platform, Trouble(N_("There is no room for another account"), str(error), NOTHING_CHANGED))
    except WrongAccount as error:
        advice = N_("Sign out at the platform, then connect again.")
        return _trouble(platform, Trouble(N_("That was another account"), str(error), advice))
    session.pop(AGAIN, None)
    flash(
        gettext(
            "@%(name)s is connected. Fanmail is reading what your fans wrote; that can take a few minutes.",
            name=account.username,
        )
    )
    from_start = session.pop(BACK, "") == "start"
    return redirect(
        url_for("start.overview") if from_start else url_for("accounts.overview", _anchor=f"account-{account.id}")
    )


class WrongAccount(ValueError):
    """The person consented with an account other than the one to be connected again."""


def _must_be_expected(external_id: str, username: str) -> None:
    expected = SocialAccount.one_of(me().workspace_id, session.get(AGAIN, ""))
    if expected and expected.external_id != external_id:
        raise WrongAccount(
            N_("You came back as @{came}, but @{wanted} was to be connected again. Nothing was changed.").format(
                came=username, wanted=expected.username
            )
        )


def _client(platform: Platform) -> FlaskOAuth2App:
    """Authlib's client, made anew each time: a registry would keep the settings it first saw."""
    spec = platform.oauth()
    about = {
        "scope": spec.scope_separator.join(spec.scopes),
        "token_endpoint_auth_method": "client_secret_post",
        "timeout": 10,
    }
    if spec.uses_pkce:
        about["code_challenge_method"] = "S256"
    return FlaskOAuth2App(
        FlaskIntegration(platform.name), platform.name, client_id=spec.client_id, client_secret=spec.client_secret,
        authorize_url=spec.authorize_url, access_token_url=spec.token_url, client_kwargs=about,
    )  # fmt: skip


def _platform(name: str) -> Platform:
    return connectors.platforms().get(name) or abort(404)


def _said(platform: Platform, words: tuple[str, str, str]) -> Trouble:
    return Trouble(*(part.format(title=platform.title) for part in words))


def _trouble(platform: Platform, trouble: Trouble, reason: str = "") -> tuple[str, int]:
    log.info("not connected", platform=platform.name, title=trouble.title, reason=reason)
    again = session.get(AGAIN) or None
    return render_template("accounts/trouble.html", trouble=trouble, platform=platform, again=again), 400
