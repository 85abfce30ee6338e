"""The one way to the Data API: Google's own client on the description it brings along, so nothing is fetched to build it.

It sends through our own HTTP client. httplib2, which it brings, sends a call again when a kept connection breaks, even one
that writes: a reply would stand there twice. Tokens that have ended are refreshed by google-auth, once, and the call is then
made again: a 401 says that nothing was done. Every call is paid for before it is made.
"""

import logging
from datetime import UTC, datetime
from functools import lru_cache
from typing import Any

import httplib2
from google.auth.exceptions import GoogleAuthError
from google.oauth2.credentials import Credentials
from google_auth_httplib2 import AuthorizedHttp
from googleapiclient.discovery import build
from googleapiclient.errors import HttpError

from connectors import http
from connectors.base import Tokens
from connectors.errors import BudgetSpent, Unavailable
from connectors.limits import BOTTOMLESS, Purse
from connectors.youtube import oauth, quota
from connectors.youtube.payloads import Json
from connectors.youtube.refusals import NAME, refusal
from settings import settings

logging.getLogger("googleapiclient.http").setLevel(logging.ERROR)  # below that it writes whole answers

_NO_UNITS = "Fanmail's YouTube units for today are spent. New ones come at midnight Pacific time."


def youtube() -> Any:
    """The API's methods as Google's client offers them; each gives a request for `Api.ask`."""
    return _built(settings().youtube_api_url)


@lru_cache(maxsize=4)
def _built(url: str) -> Any:
    options = {"api_endpoint": url}  # may have a path
    return build("youtube", "v3", http=_Wire(), client_options=options, static_discovery=True, cache_discovery=False)


class Api:
    """The API in the name of one account. `tokens` are those in use now. Not shared between threads."""

    def __init__(self, tokens: Tokens, purse: Purse = BOTTOMLESS) -> None:
        self.tokens = tokens
        self._purse = purse
        self._credentials = Credentials(
            tokens.access_token or None, expiry=_naive(tokens), refresh_handler=self._refreshed
        )
        self._http = AuthorizedHttp(self._credentials, http=_Wire(), max_refresh_attempts=1)

    def pay(self, method_id: str, writes: bool = False) -> None:
        """Take what this method costs. BudgetSpent until midnight Pacific time when the day does not hold it."""
        if not self._purse.take(quota.PRICES[method_id], writes):
            raise BudgetSpent(NAME, _NO_UNITS, quota.seconds_left(datetime.now(UTC)))

    def ask(self, request: Any) -> Json:
        """Make one call, once; an expired or refused access token is refreshed on the way.

        Raises the branches of connectors.errors; BudgetSpent before anything is asked.
        """
        write = request.method != "GET"
        answer = self._answer(request)
        if answer and not isinstance(answer, dict):
            raise http.lost(NAME, write)
        return answer or {}  # 204: done, and nothing more to say

    def download(self, request: Any) -> str:
        """A file that one call gives, as text. Raises what `ask` raises."""
        answer = self._answer(request)
        return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else str(answer or "")

    def token(self, renewed: bool = False) -> str:
        """An access token that is good now, for the one call that Google's client cannot make; `renewed`: a new one."""
        expired = self.tokens.expires_at is not None and self.tokens.expires_at <= datetime.now(UTC)
        if renewed or expired or not self.tokens.access_token:
            self._credentials.token, self._credentials.expiry = self._refreshed(None)
        return self.tokens.access_token

    def _answer(self, request: Any) -> Any:
        write = request.method != "GET"
        self.pay(request.methodId, write)
        try:
            return request.execute(http=self._http, num_retries=0)
        except HttpError as error:
            now, wait = datetime.now(UTC), str(error.resp.get("retry-after") or "")
            raise refusal(error.status_code, error.content, write=write, now=now, retry_after=wait) from None
        except GoogleAuthError:  # the new token was too old at birth, for example where the clock is wrong
            raise Unavailable(NAME, "Google gives no usable access just now.") from None
        except ValueError:
            raise http.lost(NAME, write) from None

    def _refreshed(self, _request: object, scopes: object = ()) -> tuple[str, datetime | None]:  # noqa: ARG002 Google's
        """Google's hook for refreshing by other means. Through our own client, so that a failure here is never taken for
        a lost answer to the call itself: that one has not been made yet, or was refused."""
        self.tokens = oauth.refresh(self.tokens)
        return self.tokens.access_token, _naive(self.tokens)


class _Wire:
    """What Google's libraries use of httplib2.Http."""

    def request(
        self, uri: str, method: str = "GET", body: Any = None, headers: Any = None, **_more: Any
    ) -> tuple[httplib2.Response, bytes]:
        headers = headers or {}
        write = method != "GET" and headers.get("x-http-method-override") != "GET"  # very long reads travel as POST
        response = http.call(NAME, method, uri, write=write, content=body, headers=headers)
        return httplib2.Response({**response.headers, "status": str(response.status_code)}), response.content


def _naive(tokens: Tokens) -> datetime | None:
    """google-auth counts in UTC without saying so."""
    return tokens.expires_at.astimezone(UTC).replace(tzinfo=None) if tokens.expires_at else None
