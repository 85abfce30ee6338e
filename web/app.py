"""`create_app()`: the one place where the dashboard is plugged together.

Served by `gunicorn -w 1 --worker-class gthread --threads 64 'web.app:create_app()'`: one process, because Socket.IO keeps
its connections in memory; more processes want a proxy that keeps a browser with its process.
"""

from datetime import timedelta

from flask import Flask, Response, redirect, url_for
from flask_wtf import CSRFProtect
from werkzeug.middleware.proxy_fix import ProxyFix

import models
from logs import start_logging
from models import User
from settings import settings
from web import (
    access,
    accounts,
    analytics,
    aside,
    audit,
    auth,
    billing,
    blind_test,
    bulk,
    connect,
    conversations,
    errors,
    evidence,
    export,
    fan_list,
    fan_marks,
    fan_person,
    fans,
    headers,
    invitations,
    knowledge,
    language,
    live,
    notes_beside,
    notices,
    passwords,
    persona,
    persona_example,
    preferences,
    profile,
    queue,
    receipts,
    relabel,
    report,
    review,
    rule_builder,
    rule_order,
    rules,
    saved_views,
    second_factor,
    second_step,
    settings_parts,
    snooze,
    start,
    stop,
    teach,
    teach_shown,
    team,
    tokens,
    training,
    training_job,
    typed,
    webhooks,
    webhooks_out,
    words,
    workspaces,
)
from web.api import api, reading
from web.auth import people
from web.compression import install as compress
from web.health import health
from web.pages import show_everywhere
from worker.garbage import look_seldom

csrf = CSRFProtect()
SPEAKS_IN_TEMPLATES = (
    access, aside, bulk, errors, evidence, headers, language, notes_beside, notices, preferences, queue, relabel, saved_views,
    settings_parts,
    snooze, start, teach_shown, typed, words,
)  # fmt: skip
WEBHOOK_BYTES = 2 * 1024 * 1024
PAGES = (
    auth.pages,
    start.pages,
    review.pages,
    snooze.pages,
    aside.pages,
    notes_beside.pages,
    typed.pages,
    bulk.pages,
    relabel.pages,
    teach.pages,
    billing.pages,
    billing.door,
    training.pages,
    training_job.pages,
    export.pages,
    saved_views.pages,
    conversations.pages,
    knowledge.pages,
    persona.pages,
    persona_example.pages,
    preferences.pages,
    blind_test.pages,
    fans.pages,
    accounts.pages,
    analytics.pages,
    report.pages,
    fan_list.pages,
    fan_marks.pages,
    fan_person.pages,
    connect.pages,
    receipts.pages,
    notices.pages,
    rules.pages,
    rule_builder.pages,
    rule_order.pages,
    stop.pages,
    second_step.pages,
    passwords.pages,
    profile.pages,
    second_factor.pages,
    team.pages,
    invitations.pages,
    workspaces.pages,
    audit.pages,
    tokens.pages,
    webhooks_out.pages,
    reading.pages,
    api,
    *settings_parts.pages,
    webhooks.pages,
)
"""Every blueprint: one a group of pages, and one for programs."""


def create_app(translations: str = "translations") -> Flask:
    """The dashboard, connected to its database. Raises models.DatabaseMissing when that does not answer.

    `translations`: the folder with the texts of other languages.
    """
    start_logging("web")
    models.connect()
    app = Flask(__name__, static_folder="static")
    app.config["BABEL_TRANSLATION_DIRECTORIES"] = translations
    _configure(app)
    for extension in (csrf, people):
        extension.init_app(app)
    for pages in PAGES:
        app.register_blueprint(pages)
    csrf.exempt(webhooks.pages)
    csrf.exempt(api)
    csrf.exempt(billing.door)
    app.add_url_rule("/", "home", home)
    app.add_url_rule("/healthz", "health", health)
    for room in SPEAKS_IN_TEMPLATES:
        room.install(app)
    app.context_processor(show_everywhere)
    live.install(app)
    compress(app)
    _believe_proxies(app)
    look_seldom()
    return app


def home() -> Response:
    """The first page: sign up where nobody has yet, else sign in, else the first steps until they are done, else the queue."""
    if auth.is_somebody():
        return redirect(url_for("start.overview" if start.start_place() else "review.room"))  # type: ignore[return-value]
    return redirect(url_for("auth.sign_in" if User.objects.first() else "auth.sign_up"))  # type: ignore[return-value]


def _believe_proxies(app: Flask) -> None:
    """Who asks is who the last of our own proxies saw. Without proxies anybody could write that header, so nobody reads it.

    Nothing else of what proxies say is needed: our own address is BASE_URL.
    """
    if hops := settings().trusted_proxies:
        app.wsgi_app = ProxyFix(app.wsgi_app, x_for=hops, x_proto=0, x_host=0)  # type: ignore[method-assign]


def _configure(app: Flask) -> None:
    secure = settings().base_url.startswith("https://")
    app.config.update(
        SECRET_KEY=settings().secret_key,
        SESSION_COOKIE_NAME="fanmail",
        SESSION_COOKIE_HTTPONLY=True,
        SESSION_COOKIE_SAMESITE="Lax",
        SESSION_COOKIE_SECURE=secure,
        PERMANENT_SESSION_LIFETIME=timedelta(days=30),
        # A desk is open all day: the token lives as long as the session it belongs to.
        WTF_CSRF_TIME_LIMIT=None,
        # Flask-WTF's check of the Referer would need the page's own address behind every proxy; the token is enough.
        WTF_CSRF_SSL_STRICT=False,
        MAX_CONTENT_LENGTH=WEBHOOK_BYTES,
        SEND_FILE_MAX_AGE_DEFAULT=timedelta(days=365),  # names carry a hash of the content
    )
