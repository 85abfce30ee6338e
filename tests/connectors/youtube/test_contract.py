from collections.abc import Iterator

import pytest

from connectors.limits import Moderation
from tests.connectors.contract import ConnectorContract, Stage
from tests.connectors.youtube.conftest import YouTubeStage


class TestContract(ConnectorContract):
    @pytest.fixture
    def stage(self, stage: YouTubeStage) -> Iterator[Stage]:
        yield stage

    def test_hide_hides_and_shows_again(self, stage: Stage) -> None:
        id = stage.fan_writes("buy followers")
        for action, hidden in ((Moderation.HIDE, True), (Moderation.HIDE, True), (Moderation.SHOW, False)):
            stage.connector().moderate(id, action)
            entry = stage.world.entry(stage.platform.name, id)
            assert entry and entry.hidden is hidden
