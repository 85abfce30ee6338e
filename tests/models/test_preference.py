"""A stored preference."""

import pytest

from avatar.preferences import Kind, Preference, State
from models import NotUnique, StoredPreference
from models.preference import MEASURED
from tests.models import make

pytestmark = pytest.mark.usefixtures("clean")


def test_a_preference_comes_back_as_it_was_stored_once_in_a_workspace() -> None:
    one = Preference(Kind.SAYS, "thanks", "thank you", context="praise")
    here, there = make.workspace(), make.workspace()
    for workspace in (here, there):
        fields = {"key": one.key, "text": one.text, "context": one.context, "state": State.ACTIVE, "source": MEASURED}
        StoredPreference(workspace_id=workspace.id, **fields).save()
    (stored,) = StoredPreference.of(here.id)
    assert (stored.preference, stored.kind) == (one, Kind.SAYS)
    with pytest.raises(NotUnique):
        StoredPreference(workspace_id=here.id, **fields).save(force_insert=True)
