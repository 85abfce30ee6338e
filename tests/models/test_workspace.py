import pytest

from models import Message
from tests.models import make

pytestmark = pytest.mark.usefixtures("clean")


def test_a_document_is_found_in_its_own_workspace_only() -> None:
    mine, theirs = make.workspace(), make.workspace()
    message = make.message(make.account(mine))
    assert Message.one_of(mine.id, str(message.id)).id == message.id
    assert Message.one_of(theirs.id, str(message.id)) is None
    assert Message.one_of(mine.id, "no id at all") is None
    assert [m.id for m in Message.of(mine.id)] == [message.id]
    assert list(Message.of(theirs.id)) == []
