"""The pages in other languages: complete files of texts, whole sentences translated, and no page that forgets to ask."""

import re
from collections.abc import Iterator
from html.parser import HTMLParser
from pathlib import Path

import pytest
from flask import Flask
from flask_babel import force_locale

import models
from models import User
from tests.web.desk import Desk, Visitor
from tests.web.every_page import places
from web.app import create_app
from web.said import said
from web.texts import OTHERS, catalog_of, compile_all, file_of, gather

GAPS = re.compile(r"%\(\w+\)[sd]|\{\w+\}|%%")
MARKED = re.compile("⟦[^⟦⟧]*⟧")
SAME_EVERYWHERE = {
    "Fanmail", "Instagram", "YouTube", "Facebook", "API", "CSV", "PDF", "UTC", "TOTP", "OpenAPI", "Esc", "https", "Ctrl", "Tab", "Shift",
    "kB",
    "MB", "px",
}  # fmt: skip
READ_ALOUD = ("aria-label", "placeholder", "title", "alt")


@pytest.mark.parametrize("language", OTHERS)
def test_every_text_is_translated_with_all_its_gaps(language: str) -> None:
    catalog = catalog_of(language)
    for text in catalog:
        if text.id:
            ids, strings = (one if isinstance(one, tuple) else (one,) for one in (text.id, text.string))
            assert all(strings) and not text.fuzzy, f"{language}: {text.id!r} has no translation"
            gaps = {gap for one in ids for gap in GAPS.findall(one)}
            for string in strings:
                assert set(GAPS.findall(string)) <= gaps, f"{language}: {text.id!r} -> {string!r}"
            assert set(GAPS.findall(strings[-1])) == set(GAPS.findall(ids[-1])), f"{language}: {text.id!r}"


@pytest.mark.parametrize("language", OTHERS)
def test_the_files_hold_what_the_code_says(language: str, tmp_path: Path) -> None:
    """Else `make texts` has to be run."""
    gather(tmp_path)
    assert {one.id for one in catalog_of(language)} == {one.id for one in catalog_of(language, tmp_path)}


def test_a_person_chooses_the_language_and_a_stranger_brings_it(app: Flask) -> None:
    desk, stranger = Desk(app), Visitor(app)
    spanish = stranger.get("/sign-in", headers={"Accept-Language": "es-MX,es;q=0.9"}).text
    assert '<html lang="es"' in spanish
    assert '<html lang="en"' in stranger.get("/sign-in", headers={"Accept-Language": "fi"}).text
    desk.browser.click("/profile/language", language="pt")
    assert User.objects(id=desk.user.id).get().language == "pt"
    assert '<html lang="pt"' in desk.browser.get("/settings", headers={"Accept-Language": "es"}).text
    assert desk.browser.ask("/profile/language", language="xx").status_code == 422
    assert desk.browser.get("/api/v1/openapi.json", headers={"Accept-Language": "es"}).json["info"]["title"]


def test_sentences_of_other_rooms_are_translated_with_what_is_filled_in(spoken: Flask) -> None:
    with spoken.test_request_context(), force_locale("es"):
        assert said("Tried again.") == "⟦Tried again.⟧"
        assert said("Back to version 7.") == "⟦Back to version 7.⟧"
        assert said("Tried again. Back to version 7.") == "⟦Tried again.⟧ ⟦Back to version 7.⟧"
        assert said("A fan wrote this.") == "A fan wrote this."
    with spoken.test_request_context():
        assert said("Tried again.") == "Tried again."


def test_no_page_says_a_word_that_is_not_translated(spoken: Flask) -> None:
    """Every page with every text between ⟦ and ⟧: what stands outside and is not in the database was forgotten."""
    found = places(spoken)
    own = _own_words()
    forgotten: dict[str, list[str]] = {}
    for place in found:
        browser = spoken.test_client()
        if place.cookie:
            browser.set_cookie("fanmail", place.cookie)
        page = browser.get(place.path, headers={"Accept-Language": "es"}).text
        for text in (
            _texts(page) if '<html lang="es"' in page else ()
        ):  # the one on the API is for programmers, in English
            if _is_forgotten(text, own):
                forgotten.setdefault(text, []).append(place.path)
    said = "\n".join(f"{text!r} on {len(pages)} pages, like {pages[0]}" for text, pages in sorted(forgotten.items()))
    assert not forgotten, f"{len(forgotten)} texts are not translated:\n{said}"


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory, app: Flask) -> Iterator[Flask]:
    """The dashboard with a language in which every text stands between ⟦ and ⟧."""
    folder = tmp_path_factory.mktemp("translations")
    for language in OTHERS:
        catalog = catalog_of(language)
        for text in catalog:
            if text.id:
                text.string = tuple(f"⟦{one}⟧" for one in text.id) if isinstance(text.id, tuple) else f"⟦{text.id}⟧"
        _write(catalog, file_of(language, folder))
    compile_all(folder)
    yield create_app(str(folder))


def _write(catalog: object, file: Path) -> None:
    from babel.messages.pofile import write_po

    file.parent.mkdir(parents=True)
    with file.open("wb") as out:
        write_po(out, catalog)  # type: ignore[arg-type]


class _Reader(HTMLParser):
    """All that people see or hear of a page, but what says of itself that it stays as it is."""

    def __init__(self) -> None:
        super().__init__()
        self.texts: list[str] = []
        self._depth = 0  # of ⟦: an element may stand inside a sentence
        self._silent: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if self._silent or tag in ("script", "style", "code", "pre", "svg", "kbd") or given.get("translate") == "no":
            if tag not in ("br", "img", "input", "meta", "link", "use", "path", "hr", "wbr", "circle"):
                self._silent.append(tag)
            return
        self.texts += [value for name in READ_ALOUD if (value := given.get(name))]

    def handle_endtag(self, tag: str) -> None:
        if self._silent and self._silent[-1] == tag:
            self._silent.pop()

    def handle_data(self, data: str) -> None:
        whole = "⟦" * self._depth + data
        self._depth = max(whole.count("⟦") - whole.count("⟧"), 0)
        if not self._silent and data.strip():
            self.texts.append(" ".join(f"{whole}{'⟧' * self._depth}".split()))


def _texts(page: str) -> list[str]:
    reader = _Reader()
    reader.feed(page)
    return reader.texts


def _own_words() -> list[str]:
    """Everything that is stored: names, letters, answers. The longest first."""
    found: set[str] = set()
    database = models.User._get_db()
    for name in database.list_collection_names():
        for document in database[name].find():
            found |= set(_strings(document))
    return sorted({" ".join(one.split()) for one in found if len(one) > 1}, key=len, reverse=True)


def _strings(value: object) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


def _is_forgotten(text: str, own: list[str]) -> bool:
    begin = text.removesuffix("...").strip()
    if any(one.startswith(begin) for one in own if len(begin) > 20):
        return False
    left = text
    while (bare := MARKED.sub(" ", left)) != left:
        left = bare
    left = re.sub(rf"\b({'|'.join(SAME_EVERYWHERE)})\b", " ", left)
    for one in own:
        left = left.replace(one, " ")
    return max(map(len, re.findall(r"[^\W\d_]+", left)), default=0) > 1
