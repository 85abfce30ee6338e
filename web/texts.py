"""`python -m web.texts`: gather every text that people read into translations/, keeping what is translated; and what is made of it."""

import json
from pathlib import Path
from tempfile import TemporaryDirectory

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.frontend import CommandLineInterface
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po

from web.said import LANGUAGES

HERE = Path(__file__).parent
TRANSLATIONS, SCRIPTS = HERE / "translations", HERE / "assets"
OTHERS = tuple(code for code in LANGUAGES if code != "en")


def gather(folder: Path = TRANSLATIONS) -> None:
    """Bring the file of each language up to date. New texts stand in it without a translation; what nobody says any more goes."""
    with TemporaryDirectory() as place:
        template = str(Path(place) / "messages.pot")
        options = ["-F", "pyproject.toml", "-o", template, "-k", "N_", "--no-location", "--sort-output"]
        _babel("extract", *options, "--project=Fanmail", str(HERE.parent))
        for language in OTHERS:
            kept = ["-i", template, "-d", str(folder), "-l", language]
            if file_of(language, folder).exists():
                _babel("update", *kept, "-N", "--ignore-obsolete", "--ignore-pot-creation-date", "--width=140")
            else:
                _babel("init", *kept, "--width=140")


def file_of(language: str, folder: Path = TRANSLATIONS) -> Path:
    """Where the texts of a language stand."""
    return folder / language / "LC_MESSAGES" / "messages.po"


def catalog_of(language: str, folder: Path = TRANSLATIONS) -> Catalog:
    """The texts of a language."""
    with file_of(language, folder).open("rb") as file:
        return read_po(file, locale=language)


def compile_all(folder: Path = TRANSLATIONS) -> None:
    """Beside each file of texts the same for machines."""
    for language in OTHERS:
        with file_of(language, folder).with_suffix(".mo").open("wb") as file:
            write_mo(file, catalog_of(language, folder))


def for_scripts() -> dict[str, str]:
    """By language a script that tells ours what their texts are called in it."""
    found = extract_from_dir(str(SCRIPTS), [("**.js", "javascript")], keywords={"_": None})
    named = {str(message) for _file, _line, message, *_ in found}
    return {language: _script(catalog_of(language), named) for language in OTHERS}


def _script(catalog: Catalog, named: set[str]) -> str:
    texts = {one.id: one.string for one in catalog if one.id in named and one.string}
    return f"globalThis.fanmailTexts = {json.dumps(texts, ensure_ascii=False, sort_keys=True)};\n"


def _babel(*command: str) -> None:
    CommandLineInterface().run(["pybabel", "--quiet", *command])


if __name__ == "__main__":
    gather()
