from collections.abc import Iterator

import pytest

from tests.connectors.contract import ConnectorContract, Stage
from tests.connectors.instagram.conftest import InstagramStage


class TestContract(ConnectorContract):
    @pytest.fixture
    def stage(self, stage: InstagramStage) -> Iterator[Stage]:
        yield stage


class TestContractThroughAPage(ConnectorContract):
    @pytest.fixture
    def stage(self, linked: InstagramStage) -> Iterator[Stage]:
        yield linked
