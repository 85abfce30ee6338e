import shutil
from pathlib import Path

import numpy as np
import pytest

from avatar.keeping import packed, unpacked
from avatar.training_texts import TrainingText, training_texts
from connectors.embeddings import embed
from pipeline import training
from pipeline.training import trained
from tests.connectors.contract import configured


def few() -> list[TrainingText]:
    """Enough for every kind, and learned in a moment."""
    return list(training_texts())[::20]


TEXTS = ("love this so much", "which flour do you use?", "check out my channel", "I want to die")


@pytest.fixture
def folder(tmp_path: Path):  # type: ignore[no-untyped-def]
    with configured(CACHE_FOLDER=str(tmp_path)):
        before = training._trained.copy()
        training._trained.clear()
        yield tmp_path
        training._trained.clear()
        training._trained.update(before)


def judgements(classifier) -> list[object]:  # type: ignore[no-untyped-def]
    return [classifier.label(text, embed([text])[0]) for text in TEXTS]


Kept = tuple[Path, list[object]]


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Kept:
    """The file that an earlier start has kept, and how it judges: these tests train anew only where that is the point."""
    earlier = tmp_path_factory.mktemp("earlier")
    with configured(CACHE_FOLDER=str(earlier)):
        before = training._trained.copy()
        training._trained.clear()
        trained(embed, few)  # so that there is a file
        training._trained.clear()
        judged = judgements(trained(embed, few))
        training._trained.clear()
        training._trained.update(before)
    (file,) = earlier.glob("classifier-*.npz")
    return file, judged


def test_what_was_packed_judges_the_same(kept: Kept) -> None:
    with np.load(kept[0]) as arrays:
        classifier = unpacked(arrays)
    again = unpacked({name: np.array(value) for name, value in packed(classifier).items()})
    assert judgements(again) == judgements(classifier) == kept[1]
    assert again.recall == classifier.recall


def test_a_second_start_reads_what_the_first_one_kept(kept: Kept, folder: Path) -> None:
    file = Path(shutil.copy(kept[0], folder))
    written = file.stat().st_mtime_ns
    assert judgements(trained(embed, few)) == kept[1]
    assert file.stat().st_mtime_ns == written and list(folder.glob("*.npz")) == [file]


def test_a_file_that_is_not_whole_is_made_anew_and_judges_as_what_was_kept(kept: Kept, folder: Path) -> None:
    file = Path(shutil.copy(kept[0], folder))
    file.write_bytes(file.read_bytes()[:1000])
    assert judgements(trained(embed, few)) == kept[1]
    assert file.stat().st_size > 1000


def test_another_embedding_model_has_a_classifier_of_its_own(kept: Kept, folder: Path) -> None:
    file = Path(shutil.copy(kept[0], folder))
    trained(lambda texts: np.roll(embed(texts), 1, axis=1), few)
    (other,) = folder.glob("classifier-*.npz")
    assert other != file


def test_a_folder_that_cannot_be_written_only_costs_time(folder: Path, tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("in the way")
    with configured(CACHE_FOLDER=str(blocked)):
        training._trained.clear()
        assert trained(embed, few).intents
