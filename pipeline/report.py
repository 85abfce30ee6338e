"""One report: what the page, the CSV file and the PDF file show alike."""

import csv
import io
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import datetime

from connectors.base import Platform
from models import SocialAccount, Workspace
from pipeline.looking_back import Asked, look_back
from pipeline.report_cards import Card, cards
from pipeline.report_lists import budgets, favourites, questions
from pipeline.report_tables import Cell, Table, tables
from pipeline.report_words import intent_word, period_words

FORMULA = ("=", "+", "-", "@", "\t", "\r")
"""What a spreadsheet would take for a formula at the beginning of a cell."""


@dataclass(frozen=True)
class Report:
    """What is shown of a look. `filters` says what it is limited to, "" for nothing; `left_out` names accounts without figures."""

    name: str
    period: str
    filters: str
    cards: tuple[Card, ...]
    tables: tuple[Table, ...]
    counted_at: datetime | None
    left_out: tuple[str, ...] = ()


def report(workspace: Workspace, asked: Asked, platforms: Collection[Platform], now: datetime) -> Report:
    """Everything that is known of a period. Numbers are counted, never estimated."""
    free = {platform.name for platform in platforms if platform.derived_figures}
    look = look_back(workspace, asked, lambda name: name in free, now)
    found = [
        *tables(look), questions(workspace.id, look), favourites(workspace.id, look),
        *budgets(workspace.id, look, platforms),
    ]  # fmt: skip
    accounts = {account.id: f"@{account.username}" for account in SocialAccount.of(workspace.id).only("username")}
    return Report(
        workspace.name, period_words(asked.period.first, asked.period.last),
        _filters(asked, accounts.get(asked.account_id, "")), tuple(cards(look)), tuple(found), look.counted_at,
        tuple(accounts[id] for id in sorted(look.left_out) if id in accounts),
    )  # fmt: skip


def as_csv(shown: Report) -> str:
    """Everything that is shown, table after table, for a spreadsheet. Begins with the mark that tells it the letters are UTF-8."""
    file = io.StringIO()
    write = csv.writer(file)
    write.writerow(_safe(["Fanmail", shown.name, shown.period, shown.filters]))
    write.writerows([[], ["Figure", "Value", "What it means", "Before"]])
    write.writerows(_safe([card.title, card.value, card.sentence, card.change]) for card in shown.cards)
    for table in shown.tables:
        write.writerows([[], _safe([table.title]), _safe(table.columns)])
        write.writerows(_safe(row) for row in table.rows)
    return "\ufeff" + file.getvalue()


def _safe(row: Iterable[Cell]) -> list[Cell]:
    """Words that a spreadsheet would run are made plain words."""
    return [f"'{cell}" if isinstance(cell, str) and cell.startswith(FORMULA) else cell for cell in row]


def _filters(asked: Asked, account: str) -> str:
    kind = intent_word(asked.intent) if asked.intent else ""
    return ", ".join(filter(None, (account, kind)))
