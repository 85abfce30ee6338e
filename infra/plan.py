"""What will run on this machine, and what its processes find in their environment.

A setting that the environment or `.env` gives takes the place of the embedded part that would have provided it.
`python -m infra.plan -- command...` runs a command as one of these processes would be run.
"""

import os
import sys
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from pathlib import Path

from dotenv import dotenv_values

from connectors.training.runner_folder import adapters_of
from infra import embedded, parts
from infra.demo.addresses import addresses
from infra.keys import keys
from infra.model_server import WeightsMissing, weights
from infra.parts import Part

HOUSE = Path(__file__).parent.parent


@dataclass(frozen=True)
class Ports:
    """On 127.0.0.1."""

    web: int = 8000
    sandbox: int = 8001
    model: int = 8002
    database: int = 27117
    broker: int = 6479

    def shifted(self, offset: int) -> "Ports":
        """All of them, `offset` further."""
        return Ports(**{name: port + offset for name, port in asdict(self).items()})


@dataclass
class Plan:
    """`parts` in the order in which they start; `notes` are sentences for the person who starts them."""

    folder: Path
    ports: Ports
    parts: list[Part] = field(default_factory=list)
    environment: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    demo: bool = False
    own_model: bool = False

    def needs(self) -> dict[str, int]:
        """The port of each part that listens."""
        return {part.name: getattr(self.ports, part.name) for part in self.parts if hasattr(self.ports, part.name)}


def given() -> dict[str, str]:
    """What the person has set: `.env` of this house, and above it the environment."""
    return {name: value for name, value in {**dotenv_values(HOUSE / ".env"), **os.environ}.items() if value}


def plan(folder: Path, ports: Ports, said: Mapping[str, str]) -> Plan:
    """The plan for a machine whose data lives in `folder` and whose person `said` these settings."""
    made = Plan(folder, ports)
    made.demo = said.get("DEMO", "1") != "0" and not said.get("SANDBOX_URL") and not _has_real_platforms(said)
    made.environment["CACHE_FOLDER"] = str(folder / "cache")
    made.environment["BASE_URL"] = f"http://127.0.0.1:{ports.web}"
    _plan_database(made, said)
    _plan_broker(made, said)
    _plan_model(made, said)
    if made.demo:
        made.parts.append(parts.sandbox(ports.sandbox, folder / "sandbox.sqlite"))
        made.environment |= addresses(f"http://127.0.0.1:{ports.sandbox}") | {
            "POLL_SECONDS": "10",
            "AUTONOMY": "trusting",
        }
    made.parts += [
        parts.web(ports.web),
        parts.beat(),
        parts.worker(concurrency=_concurrency(said)),
    ]
    if made.demo:
        made.parts.append(parts.demo())
    made.environment = {**made.environment, **said}
    return made


def complete(made: Plan) -> Plan:
    """The same plan with the secrets of this machine, which are made when they are not there yet."""
    secrets = keys(made.folder / "secrets.env")
    if not made.own_model:
        del secrets["LANGUAGE_MODEL_KEY"]  # it is for our own model server, nobody else may see it
    made.environment = {**secrets, **made.environment}
    return made


def _plan_database(made: Plan, said: Mapping[str, str]) -> None:
    if said.get("MONGODB_URI"):
        return
    made.parts.append(embedded.database(made.folder / "mongo", made.ports.database))
    made.environment["MONGODB_URI"] = embedded.database_uri(made.ports.database)
    made.notes.append("The embedded database is for trials and small use; MONGODB_URI takes a real one.")


def _plan_broker(made: Plan, said: Mapping[str, str]) -> None:
    if said.get("REDIS_URL"):
        return
    made.parts.append(embedded.broker(made.folder / "valkey", made.ports.broker))
    made.environment["REDIS_URL"] = embedded.broker_url(made.ports.broker)


def _plan_model(made: Plan, said: Mapping[str, str]) -> None:
    if any(said.get(name) for name in ("LANGUAGE_MODEL_URL", "LANGUAGE_MODEL_KEY", "OPENAI_API_KEY")):
        return
    made.own_model = True
    made.environment["LANGUAGE_MODEL_URL"] = f"http://127.0.0.1:{made.ports.model}/v1"
    try:
        file = weights(said.get("LANGUAGE_MODEL_FILE", ""))
    except WeightsMissing as missing:
        made.notes.append(str(missing))
        return
    name, training = file.stem.lower(), Path(said.get("TRAINING_FOLDER", made.folder / "training")).absolute()
    made.parts.append(embedded.model(made.ports.model, adapters_of(training, name)))
    made.environment |= {"LANGUAGE_MODEL": name, "TRAINING_FOLDER": str(training)}
    if parts.can_train():
        made.parts.append(parts.trainer(training, name, file.absolute()))


def _has_real_platforms(said: Mapping[str, str]) -> bool:
    return any(name.endswith("_CLIENT_ID") for name in said)


def _concurrency(said: Mapping[str, str]) -> int:
    return int(said.get("WORKER_THREADS", "16"))


def from_environment(folder: Path | None = None, offset: int | None = None) -> Plan:
    """The plan for this house, from what the person has set."""
    said = given()
    shift = int(said.get("PORT_OFFSET", "0")) if offset is None else offset
    return plan(folder or Path(said.get("FANMAIL_DATA", HOUSE / ".data")).absolute(), Ports().shifted(shift), said)


def main() -> None:
    """Become the command after `--`."""
    made = from_environment()
    if not (made.folder / "secrets.env").exists():
        raise SystemExit("Fanmail has never run here. Start it first, in another window: make run")
    chosen = sys.argv[sys.argv.index("--") + 1 :]
    os.execvpe(chosen[0], chosen, complete(made).environment)  # noqa: S606 the person's own command


if __name__ == "__main__":
    main()
