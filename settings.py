"""Every setting of Fanmail, one line each with its sentence. The only room that reads the environment."""

from functools import lru_cache
from typing import Any, Literal

from pydantic import Field, ValidationError, ValidationInfo, field_validator, model_validator
from pydantic_settings import BaseSettings, SettingsConfigDict


def _says(default: Any, sentence: str) -> Any:
    return Field(default=default, description=sentence)


def _must(sentence: str) -> Any:
    return Field(description=sentence)


_INSTAGRAM_API = "https://graph.instagram.com/v26.0"
_INSTAGRAM_PAGE = "https://www.instagram.com"


class BadSettings(SystemExit):
    """Raised with every missing or wrong setting named at once; ends the program with that text."""


class Settings(BaseSettings):
    """Read from the environment, then from `.env` in the working directory."""

    model_config = SettingsConfigDict(env_file=".env", extra="ignore", env_ignore_empty=True)

    secret_key: str = _must("Signs sessions and forms; at least 32 characters. `make run` makes one.")
    encryption_keys: str = _must(
        "Fernet keys for stored tokens, newest first, separated by commas. `make run` makes one."
    )
    mongodb_uri: str = _must("The database, as a MongoDB address with the database's name in it.")
    redis_url: str = _must("Redis or Valkey: live updates, locks and, by default, the queue.")
    broker_url: str = _says("", "The Celery broker, redis:// or amqp://; empty means REDIS_URL.")
    base_url: str = _says("http://127.0.0.1:8000", "The public address of the dashboard, used in OAuth and mails.")

    trusted_proxies: int = _says(
        0, "How many proxies of yours stand before the dashboard, each adding its visitor to X-Forwarded-For."
    )

    api_calls_per_minute: int = _says(300, "How often one API token may ask within a minute.")
    training_folder: str = _says(
        "",
        "Where models are trained on this machine, and kept; `make run` names a place in its data. Empty: not on this machine.",
    )
    cache_folder: str = _says(
        "", "Where what can be made again is kept between starts; empty means this user's cache folder."
    )

    language_model_url: str = _says("", "Any OpenAI-compatible endpoint, ending in /v1; empty means api.openai.com.")
    language_model: str = _says("gpt-6-luna", "The model's name at that endpoint.")
    language_model_price: str = _says(
        "",
        "Dollars for a million tokens read, read from the cache, and written, like 0.10/0.01/0.50; empty means what is known.",
    )
    language_model_key: str = _says("", "Its key; empty means OPENAI_API_KEY.")
    openai_api_key: str = _says("", "Used as LANGUAGE_MODEL_KEY when that one is empty.")
    draft_candidates: int = _says(
        3, "How many answers a strong language model writes to a message; the best is the draft."
    )
    language_model_file: str = _says("", "A GGUF file for the local model server; empty means the small built-in one.")
    embeddings_url: str = _says(
        "", "An OpenAI-compatible embeddings endpoint; empty means the local model in the process."
    )

    fine_tuning_url: str = _says(
        "", "Where hosted fine-tuning runs, an OpenAI-compatible endpoint ending in /v1; empty means api.openai.com."
    )
    fine_tuning_key: str = _says("", "Its key; empty means that nothing is sent away to be learned from.")
    fine_tuning_models: str = _says(
        "", "Base models to tune there, separated by commas, the recommended one first; empty means those we know of."
    )
    fine_tuning_dollars_per_million: float = _says(
        0, "What a million training tokens cost there, in dollars, for the estimate; 0 means that nobody knows."
    )

    instagram_login: Literal["instagram", "facebook"] = _says(
        "instagram", "Who lets Fanmail in: `instagram`, or `facebook` for accounts linked to a Page."
    )
    instagram_client_id: str = _says("", "The Instagram app id of your Meta app; with Facebook login the Meta app id.")
    instagram_client_secret: str = _says("", "The secret that belongs to that id.")
    instagram_webhook_secret: str = _says("", "A second secret that may sign webhooks: the Meta app's own.")
    instagram_api_url: str = _says(
        "", "Where the Instagram API answers, with version; empty means Meta's host for that login."
    )
    instagram_oauth_url: str = _says("", "Where people consent to Instagram; empty means Meta's page for that login.")
    instagram_verify_token: str = _says("", "The word Meta repeats when it verifies the webhook.")
    facebook_client_id: str = _says("", "The Meta app id, for Facebook Pages.")
    facebook_client_secret: str = _says("", "The Meta app secret.")
    facebook_api_url: str = _says("https://graph.facebook.com/v26.0", "Where the Graph API answers, with version.")
    facebook_oauth_url: str = _says("https://www.facebook.com", "Where people consent to Facebook.")
    facebook_verify_token: str = _says("", "The word Meta repeats when it verifies the webhook of Pages.")
    youtube_client_id: str = _says("", "The OAuth client id of your Google project.")
    youtube_client_secret: str = _says("", "The OAuth client secret of your Google project.")
    youtube_api_url: str = _says("https://youtube.googleapis.com", "Where the YouTube Data API answers.")
    youtube_oauth_url: str = _says("https://accounts.google.com", "Where people consent to Google.")
    youtube_units_per_day: int = _says(10_000, "The quota of your Google project; resets at midnight Pacific time.")
    youtube_captions: bool = _says(False, "Read what is said in the videos, from their captions: 250 units a video.")
    youtube_live_chat: bool = _says(False, "Read and answer the chat of broadcasts: 5 units a look, 20 a message.")
    youtube_live_units_per_day: int = _says(1_500, "What reading live chats may cost of a day's units.")

    mail_url: str = _says(
        "", "The mail server, as smtp://name:password@host:587 or smtps://; empty means that no mail is sent."
    )
    mail_from: str = _says("Fanmail <fanmail@localhost>", "Who our mails come from.")

    stripe_secret_key: str = _says("", "Stripe's secret key; empty means no billing, everything allowed.")
    stripe_webhook_secret: str = _says("", "Stripe's signing secret of the webhook endpoint.")
    stripe_api_url: str = _says("https://api.stripe.com", "Where Stripe answers; in demo and tests the local Stripe.")
    stripe_tax: bool = _says(False, "Let Stripe Tax work out and add taxes; it must be set up at Stripe.")
    sandbox_url: str = _says("", "The stand-in for Instagram and YouTube; set only in demo and tests.")

    autonomy: Literal["earned", "trusting"] = _says(
        "earned", "`earned`: auto-send opens by proof only; `trusting`: at once, for demos and load tests."
    )
    autonomy_target: float = _says(
        0.95, "The share of auto-sent replies that must be right: sent unchanged by a person."
    )
    autonomy_confidence: float = _says(0.9, "How sure that must be before auto-send opens.")
    autonomy_audit_share: float = _says(
        0.05, "The share of what would be auto-sent that a person is asked about, by chance."
    )
    autonomy_small_edit: float = _says(
        0.03, "An edit of at most this share of the letters, a slip of the pen, is none."
    )

    disclosure_gap_days: int = _says(
        90, "After how many days without one an auto-sent reply says again that an AI assistant answers."
    )
    undo_seconds: int = _says(20, "How long an approved reply waits so that it can be undone.")
    doubt_seconds: int = _says(120, "After how long a send without an answer is looked up; longer than any send.")
    pace_seconds: float = _says(4, "About how long one account rests between two replies; 0 sends as fast as it can.")
    retry_seconds: int = _says(60, "After how long a step that did not finish is tried again.")
    poll_seconds: int = _says(60, "The shortest pause between two looks at one busy account.")

    @field_validator("secret_key")
    @classmethod
    def _long_enough(cls, value: str) -> str:
        if len(value) < 32:
            raise ValueError("must have at least 32 characters")
        return value

    @field_validator("encryption_keys")
    @classmethod
    def _are_fernet_keys(cls, value: str) -> str:
        from cryptography.fernet import Fernet

        for key in value.split(","):
            Fernet(key.strip())
        return value

    @field_validator("mail_url")
    @classmethod
    def _is_mail_server(cls, value: str) -> str:
        if value and not value.startswith(("smtp://", "smtps://")):
            raise ValueError("must begin with smtp:// or smtps://")
        return value

    @field_validator(
        "api_calls_per_minute",
        "draft_candidates",
        "disclosure_gap_days",
        "undo_seconds",
        "doubt_seconds",
        "retry_seconds",
        "poll_seconds",
        "trusted_proxies",
        "youtube_units_per_day",
        "youtube_live_units_per_day",
        "fine_tuning_dollars_per_million",
    )
    @classmethod
    def _not_negative(cls, value: float) -> float:
        if value < 0:
            raise ValueError("must not be negative")
        return value

    @field_validator("autonomy_target", "autonomy_confidence", "autonomy_audit_share", "autonomy_small_edit")
    @classmethod
    def _is_share(cls, value: float, info: ValidationInfo) -> float:
        least = 0.5 if info.field_name in ("autonomy_target", "autonomy_confidence") else 0
        if not least <= value < 1:
            raise ValueError(f"must be a share from {least} up to less than 1")
        return value

    @model_validator(mode="after")
    def _fill_in(self) -> "Settings":
        self.broker_url = self.broker_url or self.redis_url
        self.language_model_key = self.language_model_key or self.openai_api_key
        own = self.instagram_login == "instagram"
        self.instagram_api_url = self.instagram_api_url or (_INSTAGRAM_API if own else self.facebook_api_url)
        self.instagram_oauth_url = self.instagram_oauth_url or (_INSTAGRAM_PAGE if own else self.facebook_oauth_url)
        return self


@lru_cache
def settings() -> Settings:
    """The settings of this process, read once.

    Raises BadSettings naming every missing or wrong setting.
    """
    try:
        return Settings()
    except ValidationError as error:
        lines = [f"  {'.'.join(str(part) for part in e['loc']).upper()}: {_sentence(e)}" for e in error.errors()]
        raise BadSettings("Fanmail cannot start; these settings are missing or wrong:\n" + "\n".join(lines)) from None


def _sentence(error: Any) -> str:
    kind, message = error["type"], str(error["msg"])
    return "is missing" if kind == "missing" else message.removeprefix("Value error, ")
