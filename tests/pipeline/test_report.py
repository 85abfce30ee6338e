import csv
import io
import re
from datetime import UTC, date, datetime, timedelta

import pytest

import connectors
from models import Budget, Counting, Fan, Message, SocialAccount, Status, Unanswered, Workspace
from models.analytics import Favourites
from models.fields import utcnow
from models.message import Reply, Spent, StoredLabel
from pipeline.looking_back import Asked, Period
from pipeline.report import Report, as_csv, report
from pipeline.report_letters import LACKING, printable, spelled
from pipeline.report_pdf import as_pdf
from pipeline.report_words import period_words, spoken
from tests.models import make
from web.words import INTENTS

NOW = datetime(2026, 11, 20, 12, tzinfo=UTC)
WEEK = Period(date(2026, 11, 14), date(2026, 11, 20))


@pytest.fixture
def account(clean: None, database: object) -> SocialAccount:
    return make.account(make.workspace(name="Nika"))


def letter(account: SocialAccount, status: Status, **fields: object) -> Message:
    given = {"created_at": NOW, "platform_created_at": NOW, "label": StoredLabel(intent="praise")}
    return make.message(account, status=status, **{**given, **fields})


def sent(account: SocialAccount, mode: str, draft: str, text: str) -> None:
    reply = Reply(text=text, draft_text=draft, mode=mode, sent_at=NOW + timedelta(minutes=4), style_score=80.0)
    letter(account, Status.SENT, reply=reply)


def made(account: SocialAccount, period: Period = WEEK) -> Report:
    workspace = Workspace.objects.get(id=account.workspace_id)
    return report(workspace, Asked(period), list(connectors.platforms().values()), NOW)


def cards(shown: Report) -> dict[str, tuple[str, str]]:
    return {card.name: (card.value, card.sentence) for card in shown.cards}


def rows(shown: Report, name: str) -> tuple[tuple[object, ...], ...]:
    return next(table.rows for table in shown.tables if table.name == name)


def test_where_nothing_was_counted_no_number_is_made_up(account: SocialAccount) -> None:
    shown = made(account)
    found = cards(shown)
    assert (found.pop("received")[0], found.pop("caught")[0]) == ("0", "0")
    assert {value for value, _sentence in found.values()} == {"–"}
    assert all(sentence.startswith("Nothing yet: ") for _value, sentence in found.values())
    assert all(table.rows == () and table.empty for table in shown.tables)
    assert all(card.change == "" for card in shown.cards)


def test_each_figure_is_said_with_what_it_means(account: SocialAccount) -> None:
    sent(account, "auto", "so kind", "so kind")
    sent(account, "approved", "so kind", "so kind")
    sent(account, "approved", "so kind", "so very kind")
    letter(account, Status.REJECTED)
    letter(account, Status.IGNORED, label=StoredLabel(intent="scam"))
    letter(account, Status.IN_REVIEW)
    found = cards(made(account))
    assert found["received"] == ("6", "6 letters came in. 1 waits still.")
    assert found["answered"] == ("60 %", "3 of 5 letters that wanted an answer had one.")
    assert found["response"][0] == "4 minutes"
    assert found["automatic"] == ("33 %", "Of 3 replies the avatar sent 1 by itself.")
    assert (
        found["approved"][1]
        == "Of 3 letters that you decided on, 33 % went out as drafted, 33 % changed, 33 % not at all."
    )
    assert found["edits"][0] == "33" and "1 of 3 replies" in found["edits"][1]
    assert found["style"][0] == "80"
    assert found["caught"] == ("1", "1 message of spam or scam you did not have to read.")


def test_a_reply_costs_what_all_that_was_asked_for_letters_has_cost(account: SocialAccount) -> None:
    letter(account, Status.IGNORED, spent=Spent(calls=1, prompt=900, written=100, dollars=0.004))
    assert cards(made(account))["cost"] == (
        "–",
        "A language model was asked for 1 letter, 1,000 tokens in all. That cost $0.0040; no reply was sent from it yet.",
    )
    for _ in range(2):
        reply = Reply(text="so kind", draft_text="so kind", mode="auto", sent_at=NOW)
        letter(account, Status.SENT, reply=reply, spent=Spent(calls=2, prompt=900, written=100, dollars=0.01))
    assert cards(made(account))["cost"] == (
        "$0.012",
        "A language model was asked for 3 letters, 3,000 tokens in all. That cost $0.024, for 2 replies from drafts.",
    )


def test_a_cost_that_nobody_knows_or_that_is_none_is_said(account: SocialAccount) -> None:
    letter(account, Status.IGNORED, spent=Spent(calls=1, prompt=90, written=10))
    assert cards(made(account))["cost"][0] == "$0.00"
    letter(account, Status.IGNORED, spent=Spent(calls=1, prompt=90, written=10, unpriced=1))
    value, sentence = cards(made(account))["cost"]
    assert value == "–" and "LANGUAGE_MODEL_PRICE" in sentence


def test_what_became_of_letters_adds_up_to_all_that_came(account: SocialAccount) -> None:
    for status in Status:
        letter(account, status)
    shown = made(account)
    assert sum(int(str(row[1])) for row in rows(shown, "fates") if "Among these" not in str(row[0])) == len(Status)
    assert sum(sum(row[1:]) for row in rows(shown, "volume")) == len(Status)  # type: ignore[arg-type]
    assert sum(sum(row[1:]) for row in rows(shown, "mix")) == len(Status)  # type: ignore[arg-type]
    assert len(rows(shown, "volume")) == 7, "also the days without a letter"


def test_a_long_period_is_shown_by_the_week(account: SocialAccount) -> None:
    letter(account, Status.IGNORED)
    shown = made(account, Period.until(NOW.date(), 90))
    assert [row[0] for row in rows(shown, "volume")][-1] == "16 Nov"
    assert len(rows(shown, "volume")) == 14 and rows(shown, "mix")[-1][1] == 1


def test_open_questions_and_favourite_fans_are_those_of_this_workspace(account: SocialAccount) -> None:
    asked = make.message(account, text="do you ship?", status=Status.IN_REVIEW, created_at=NOW)
    Unanswered(
        workspace_id=account.workspace_id, account_id=account.id, message_id=asked.id, vector=bytes(8),
        expires_at=utcnow() + timedelta(days=9),
    ).save()  # fmt: skip
    other = make.account(make.workspace())
    fans = [
        Fan(workspace_id=one.workspace_id, account_id=one.id, external_id="f", username=name, messages=9, first_seen_at=NOW,
            last_seen_at=NOW, vip=True).save()
        for one, name in ((account, "mara"), (other, "stranger"))
    ]  # fmt: skip
    most = [Favourites(account_id=account.id, fans=[fan.id for fan in fans])]
    Counting(id=account.workspace_id, zone="UTC", counted_at=NOW, favourites=most).save()
    shown = made(account)
    assert rows(shown, "questions") == (("do you ship?", 1),)
    assert rows(shown, "fans") == (("@mara", 9, "VIP"),)


def test_a_days_budget_is_shown_as_long_as_it_is_known(account: SocialAccount) -> None:
    make.account(Workspace.objects.get(id=account.workspace_id), platform="youtube")
    Budget(key="youtube:2026-11-19", used=4_200).save()
    Budget(key="youtube:2026-10-19", used=1).save()
    assert rows(made(account), "budget-youtube") == (("19 Nov", 4_200, 10_000),)


def test_a_spreadsheet_runs_nothing_that_a_fan_is_called(account: SocialAccount) -> None:
    letter(account, Status.IGNORED)
    fan = Fan(workspace_id=account.workspace_id, account_id=account.id, external_id="f", username="mara", messages=2,
              first_seen_at=NOW, last_seen_at=NOW).save()  # fmt: skip
    Counting(
        id=account.workspace_id,
        zone="UTC",
        counted_at=NOW,
        favourites=[Favourites(account_id=account.id, fans=[fan.id])],
    ).save()
    Workspace.objects.update(set__name='=HYPERLINK("x")')
    text = as_csv(made(account))
    cells = [cell for row in csv.reader(io.StringIO(text.removeprefix("\ufeff"))) for cell in row]
    assert '\'=HYPERLINK("x")' in cells and "'@mara" in cells
    assert [cell for cell in cells if cell.startswith(("=", "+", "@", "-"))] == []
    assert "By itself" in cells and "What became of your letters" in cells


def test_the_paper_has_two_pages_and_the_same_content_every_time(account: SocialAccount) -> None:
    for status in Status:
        letter(account, status)
    sent(account, "auto", "so kind", "so kind")
    shown = made(account)
    paper = as_pdf(shown)
    assert paper.startswith(b"%PDF-") and len(re.findall(rb"/Type /Page\b", paper)) <= 2
    assert as_pdf(shown) == paper


def test_an_empty_report_is_a_paper_too(account: SocialAccount) -> None:
    assert as_pdf(made(account)).startswith(b"%PDF-")


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("Zoë Łuczak", "Zoë Łuczak"),
        ("mara 🧡✨", "mara"),
        ("名前 from Kyoto", f"{LACKING} from Kyoto"),
        ("سارة", LACKING),
        ("नमस्ते nika", f"{LACKING} nika"),
        ("a\nb", "a b"),
    ],
)
def test_letters_that_cannot_be_printed_are_said_to_be_lacking(text: str, shown: str) -> None:
    assert spelled(text, lambda letter: ord(letter) < 0x600) == shown
    assert "名" not in printable("名前")


@pytest.mark.parametrize(
    ("seconds", "said"),
    [
        (0.4, "1 second"),
        (40, "40 seconds"),
        (240, "4 minutes"),
        (5_300, "88 minutes"),
        (32_400, "9 hours"),
        (260_000, "3 days"),
    ],
)
def test_lengths_of_time_are_said_in_words(seconds: float, said: str) -> None:
    assert spoken(seconds) == said


def test_periods_are_said_with_as_much_of_the_first_day_as_is_needed() -> None:
    assert period_words(date(2026, 11, 3), date(2026, 11, 9)) == "3 to 9 November 2026"
    assert period_words(date(2026, 10, 28), date(2026, 11, 3)) == "28 October to 3 November 2026"
    assert period_words(date(2025, 12, 28), date(2026, 1, 3)) == "28 December 2025 to 3 January 2026"
    assert period_words(date(2026, 11, 3), date(2026, 11, 3)) == "3 November 2026"


def test_kinds_are_called_as_everywhere_on_the_pages() -> None:
    from pipeline import report_words

    assert {intent: sign.word for intent, sign in INTENTS.items()} == report_words.INTENTS
