"""The embedded database and broker keep what they have acknowledged, whatever happens to them."""

import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pymongo
import pytest
import redis

from infra import embedded
from tests.system import Child, free_port


def _database_at(folder: Path, **environment: str) -> tuple[Child, pymongo.MongoClient]:
    port = free_port()
    client: pymongo.MongoClient = pymongo.MongoClient(embedded.database_uri(port), serverSelectionTimeoutMS=300)

    def answers() -> bool:
        try:
            return bool(client.admin.command("ping"))
        except pymongo.errors.PyMongoError:
            return False

    return Child(embedded.database(folder / "mongo", port), folder, environment, answers), client


@pytest.fixture
def own_database(tmp_path: Path) -> Iterator[tuple[Child, pymongo.MongoClient]]:
    child, client = _database_at(tmp_path)
    yield child, client
    client.close()
    child.stop()


def test_the_database_keeps_every_acknowledged_write_when_it_is_killed(
    own_database: tuple[Child, pymongo.MongoClient],
) -> None:
    child, client = own_database
    acknowledged: list[int] = []

    def write() -> None:
        for number in range(10_000_000):
            try:
                client.fanmail.kept.insert_one({"_id": number})
            except pymongo.errors.PyMongoError:
                return
            acknowledged.append(number)

    for _ in range(3):
        client.fanmail.kept.drop()
        acknowledged.clear()
        writer = threading.Thread(target=write)
        writer.start()
        time.sleep(0.7)
        child.kill()
        writer.join()
        child.start()
        stored = {document["_id"] for document in client.fanmail.kept.find()}
        assert len(acknowledged) > 100
        assert set(acknowledged) <= stored


def test_the_log_of_the_database_does_not_grow_without_end(
    own_database: tuple[Child, pymongo.MongoClient], tmp_path: Path
) -> None:
    _child, client = own_database
    text = "x" * 500_000
    for number in range(240):  # 120 MB, several times what a checkpoint lets stand
        client.fanmail.grown.replace_one({"_id": number % 3}, {"text": text + str(number)}, upsert=True)
    deadline = time.monotonic() + 10
    while (size := _log_size(tmp_path / "mongo")) > 100_000_000 and time.monotonic() < deadline:
        time.sleep(0.2)
    assert size <= 100_000_000


def _log_size(folder: Path) -> int:
    """Bytes that the log really takes; its newest file is sparse."""
    return sum(file.stat().st_blocks * 512 for file in folder.glob("WiredTigerLog.*"))


def test_the_broker_keeps_every_acknowledged_task_when_it_is_killed(tmp_path: Path) -> None:
    port = free_port()
    client = redis.Redis(port=port)

    def answers() -> bool:
        try:
            return bool(client.ping())
        except redis.ConnectionError:
            return False

    child = Child(embedded.broker(tmp_path / "valkey", port), tmp_path, {}, answers)
    for number in range(500):
        client.rpush("queue", number)
    child.restart()
    assert client.llen("queue") == 500
    client.close()
    child.stop()
