"""The language of the pages: what whoever looks has chosen, else what their browser asks for.

Words of web/ are marked where they stand: `gettext` in functions, `N_` around constants, which `said` then translates where they are
shown, `{% trans %}` and `_()` in templates, `_()` of texts.js in scripts. Sentences of the rooms below are gathered by
web.sentences and translated by `said` as well. `make texts` brings web/translations up to date.
"""

from flask import Flask, has_request_context, request
from flask_babel import Babel

from web.auth import is_somebody, me
from web.said import LANGUAGES, code, number, said


def install(app: Flask) -> None:
    """Give the pages their languages."""
    Babel(app, locale_selector=chosen)
    app.jinja_env.policies["ext.i18n.trimmed"] = True
    app.jinja_env.filters.update(said=said, number=number)
    app.jinja_env.globals.update(language=code, languages=LANGUAGES)


def chosen() -> str:
    """The language of this answer. Programs are answered in English, and the page that tells how is in English too."""
    if not has_request_context() or f"{request.path}/".startswith("/api/"):
        return "en"
    own = me().user.language if is_somebody() else ""
    return own or request.accept_languages.best_match(list(LANGUAGES)) or "en"
