"""When a page cannot be shown: what happened, what was kept, what to do."""

from dataclasses import dataclass

from flask import Flask, current_app, render_template, request
from flask_babel import force_locale
from flask_wtf.csrf import CSRFError
from werkzeug.exceptions import HTTPException
from werkzeug.wrappers import Response

import models
from logs import log
from web.api.problems import answer_status, is_api
from web.replies import says_json, sorry
from web.said import LANGUAGES, N_


@dataclass(frozen=True)
class Page:
    title: str
    sentence: str
    way_on: str = N_("Go to the first page")
    address: str = "/"


PAGES = {
    403: Page(
        N_("This is not yours to do"),
        N_("Your role in this workspace does not allow it. Ask the owner. Nothing was changed."),
    ),
    404: Page(N_("There is nothing here"), N_("The page was moved or never was, or it belongs to another workspace.")),
    405: Page(N_("That is not how this works"), N_("This address only takes a button's click. Nothing was changed.")),
    413: Page(N_("That is too much"), N_("What you sent is larger than this page takes. Nothing was changed.")),
    429: Page(N_("Too many tries"), N_("Wait a quarter of an hour, then try again.")),
    500: Page(
        N_("Something broke on our side"),
        N_("It has been written down for us. What was stored before is kept. Try again in a moment."),
    ),
    503: Page(
        N_("The database does not answer"),
        N_(
            "No letter is lost: what was stored is kept, and what fans write now is read later. Try again in half a minute. "
            "If you run Fanmail yourself, look whether its database runs and what its log says."
        ),
        N_("Try again"),
        "",
    ),
}
RETRY_SECONDS = 30
EXPIRED = Page(
    N_("This page was open too long"),
    N_(
        "You signed in or out meanwhile, so the click was not trusted. Nothing was changed. Go back, load the page again and repeat it."
    ),
)


def install(app: Flask) -> None:
    """A page or a JSON sentence for every error."""
    app.register_error_handler(CSRFError, lambda _error: _show(400, EXPIRED))
    app.register_error_handler(HTTPException, _known)
    app.register_error_handler(models.DatabaseAway, _away)
    app.register_error_handler(Exception, _unknown)


def _known(error: HTTPException) -> Response | tuple[str, int]:
    code = error.code or 500
    if code < 400:
        return error.get_response()
    if is_api():
        allow = dict(error.get_headers()) if code == 405 else {}
        return answer_status(code, {"Allow": allow["Allow"]} if "Allow" in allow else {})
    return _show(code, PAGES.get(code, Page(N_("This did not work"), error.description or N_("Nothing was changed."))))


def _unknown(error: Exception) -> Response | tuple[str, int]:
    log.error("page broke", endpoint=request.endpoint, error=type(error).__name__, exc_info=True)
    if is_api():
        return answer_status(500, {})
    return _show(500, PAGES[500])


def _away(error: models.DatabaseAway) -> Response:
    log.error("database away", endpoint=request.endpoint, error=type(error).__name__)
    if is_api():
        return answer_status(503, {"Retry-After": str(RETRY_SECONDS)})
    with force_locale(request.accept_languages.best_match(list(LANGUAGES)) or "en"):  # who asks cannot be looked up
        answer = current_app.make_response(
            sorry(503, PAGES[503].sentence) if says_json() else (_alone(503, PAGES[503]), 503)
        )
    answer.headers["Retry-After"] = str(RETRY_SECONDS)
    return answer


def _show(code: int, page: Page) -> Response | tuple[str, int]:
    try:
        if says_json():
            return sorry(code, page.sentence)
        return render_template("errors/error.html", page=page, code=code), code
    except models.DatabaseAway as error:
        return _away(error)
    except Exception as error:
        log.error("error page broke", code=code, error=type(error).__name__, exc_info=True)
        return _alone(code, page), code


def _alone(code: int, page: Page) -> str:
    """The page without the bar at its top, which would ask the database who looks."""
    return current_app.jinja_env.get_template("errors/error.html").render(page=page, code=code)
