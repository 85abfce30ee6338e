from collections.abc import Iterator

import pytest

from connectors.world import World
from infra.demo.addresses import addresses
from tests.connectors.contract import ConnectorContract, Stage, configured
from tests.connectors.facebook.conftest import FacebookStage, furnished


class TestContract(ConnectorContract):
    @pytest.fixture
    def stage(self, stage: FacebookStage) -> Iterator[Stage]:
        yield stage


class TestContractAtTheDemosServer(ConnectorContract):
    """The same at the server that the demo runs: all platforms at once, under gunicorn."""

    @pytest.fixture
    def stage(self, sandbox: str, world: World) -> Iterator[Stage]:
        with configured(**addresses(sandbox)):
            yield furnished(world, sandbox)
