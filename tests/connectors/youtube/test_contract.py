from collections.abc import Iterator

import pytest

from tests.connectors.contract import ConnectorContract, Stage
from tests.connectors.youtube.conftest import YouTubeStage


class TestContract(ConnectorContract):
    @pytest.fixture
    def stage(self, stage: YouTubeStage) -> Iterator[Stage]:
        yield stage
