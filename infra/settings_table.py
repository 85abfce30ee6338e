"""`python -m infra.settings_table`: write README's table of settings and `.env.example` from settings.py. Part of `make format`."""

from pathlib import Path

from settings import Settings

MARKS = ("<!-- settings -->", "<!-- /settings -->")
ENV_HEAD = """# Copy to .env and fill in what you need; the environment wins over this file, and this file over the embedded parts.
# `make run` needs nothing from here: it makes the secrets itself and brings its own database, broker and language model.
"""


def table() -> str:
    """A Markdown table: each setting, its default, its sentence."""
    rows = [
        f"| `{name.upper()}` | {_default(name)} | {field.description} |"
        for name, field in Settings.model_fields.items()
    ]
    return "\n".join(["| setting | default | what it is |", "|---|---|---|", *rows])


def env_example() -> str:
    """Every setting as a line to uncomment, under its sentence."""
    return ENV_HEAD + "".join(
        f"\n# {field.description}\n# {name.upper()}={'' if field.is_required() else field.default}\n"
        for name, field in Settings.model_fields.items()
    )


def _default(name: str) -> str:
    field = Settings.model_fields[name]
    if field.is_required():
        return "must be set"
    return f"`{field.default}`" if field.default != "" else ""


def write(house: Path) -> None:
    """Bring both files of `house` up to date."""
    readme = house / "README.md"
    before, begin, rest = readme.read_text().partition(MARKS[0])
    _old, end, after = rest.partition(MARKS[1])
    if begin and end:
        readme.write_text(f"{before}{begin}\n{table()}\n{end}{after}")
    (house / ".env.example").write_text(env_example())


if __name__ == "__main__":
    write(Path(__file__).parent.parent)
