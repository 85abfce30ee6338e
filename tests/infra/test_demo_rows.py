"""A file of comments from anywhere: odd rows are named and skipped, the others arrive as they are."""

from pathlib import Path

import pytest

from infra.demo.rows import LONGEST, read_rows


def _file(tmp_path: Path, content: bytes) -> Path:
    file = tmp_path / "comments.csv"
    file.write_bytes(content)
    return file


def test_quotes_line_breaks_and_other_columns_are_fine(tmp_path: Path) -> None:
    content = '\ufefflang,id,text\r\nen,1,"She said ""hi"",\r\nand left"\r\nes,2,¿qué tal? 🍞\r\n'
    rows, problems = read_rows(_file(tmp_path, content.encode()))
    assert [(row.id, row.text) for row in rows] == [("1", 'She said "hi",\r\nand left'), ("2", "¿qué tal? 🍞")]
    assert problems == []


def test_odd_rows_are_named_by_their_line_and_skipped(tmp_path: Path) -> None:
    lines = [
        b"id,text,lang",
        b"1,fine,en",
        b"2,,en",
        b",no id,en",
        b"3,one, comma too many,en",
        b"4",
        b"1,again,en",
        b"5,caf\xe9,en",
        b"6," + b"a" * (LONGEST + 1) + b",en",
        b"7,nul \0 here,en",
        b'8,"closed"too early,en',
        b"9,fine too,en",
        b'10,"never closed,en',
    ]
    rows, problems = read_rows(_file(tmp_path, b"\n".join(lines)))
    assert [row.id for row in rows] == ["1", "9"]
    assert problems[:7] == [
        "line 3: no text",
        "line 4: no id",
        "line 5: not as many fields as the first line",
        "line 6: not as many fields as the first line",
        "line 7: the id of line 2 again",
        "line 8: not UTF-8",
        f"line 9: longer than {LONGEST:,} characters",
    ]
    assert [problem.split(":")[0] for problem in problems[7:]] == ["line 10", "line 11", "line 13"]


def test_an_open_quote_says_how_much_it_swallows(tmp_path: Path) -> None:
    rows, problems = read_rows(_file(tmp_path, b'id,text\n1,fine\n2,"open\n3,gone\n4,gone too\n'))
    assert [row.id for row in rows] == ["1"]
    assert problems == ["line 5: cannot be read from line 3 on (unexpected end of data)"]


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n", b"text\nhello\n", b'"id\n'])
def test_a_file_without_its_columns_ends_with_a_sentence(tmp_path: Path, content: bytes) -> None:
    with pytest.raises(SystemExit, match="columns id and text"):
        read_rows(_file(tmp_path, content))


def test_a_file_that_is_not_there_ends_with_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(SystemExit, match="cannot be opened"):
        read_rows(tmp_path / "none.csv")
