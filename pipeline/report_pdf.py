"""The report as a PDF file: two pages one would show a manager."""

import io
from collections.abc import Sequence
from xml.sax.saxutils import escape

from reportlab.lib.colors import HexColor
from reportlab.lib.enums import TA_RIGHT
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfgen.canvas import Canvas
from reportlab.platypus import Flowable, KeepTogether, Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus import Table as Grid
from reportlab.platypus import TableStyle as GridStyle

from pipeline.report import Report
from pipeline.report_cards import Card
from pipeline.report_drawings import INK, LINE, SOFT, STAMP, drawing
from pipeline.report_letters import BOLD, LACKING, NOTE, PLAIN, printable, register_fonts
from pipeline.report_tables import Cell, Drawn, Table

MARGIN = 16 * mm
FRAME = 6  # points that the page template keeps free at each side
WIDTH = A4[0] - 2 * MARGIN - 2 * FRAME
GAP = 5 * mm
CARDS_IN_A_ROW = 4
ROWS, MORE_ROWS = 8, {"fates": 14}
"""Of a list; the page shows all."""
LEFT_OUT = "budget-"
"""Units of a platform are no matter for whoever reads this."""
HALF = {"fates": "response", "edits": "style", "questions": "fans"}
"""Tables that stand beside one another."""


def _style(size: float, font: str = PLAIN, colour: HexColor = INK, lead: float = 1.35) -> ParagraphStyle:
    return ParagraphStyle("", fontName=font, fontSize=size, leading=size * lead, textColor=colour, splitLongWords=1)


TITLE, HEAD, VALUE = _style(20, BOLD), _style(11, BOLD), _style(16, BOLD)
TEXT, SMALL, HEADER = _style(8), _style(7.5, colour=SOFT), _style(7.5, BOLD, SOFT)
TEXT_RIGHT, HEADER_RIGHT = (ParagraphStyle("", parent=one, alignment=TA_RIGHT) for one in (TEXT, HEADER))
FIRST_COLUMN = {2: 0.8, 3: 0.52, 4: 0.34}
"""Its share of the width, by the number of columns."""


def as_pdf(report: Report) -> bytes:
    """The file. Letters that no font here has are said to be lacking."""
    register_fonts()
    file = io.BytesIO()
    paper = SimpleDocTemplate(
        file, pagesize=A4, leftMargin=MARGIN, rightMargin=MARGIN, topMargin=MARGIN, bottomMargin=MARGIN,
        title=f"Fanmail, {report.period}", author=printable(report.name), invariant=1,
    )  # fmt: skip
    paper.build(_story(report), onFirstPage=_foot, onLaterPages=_foot)
    return file.getvalue()


def _story(report: Report) -> list[Flowable]:
    head = " · ".join(filter(None, (report.period, report.filters)))
    story: list[Flowable] = [
        _said(report.name, TITLE),
        Spacer(1, 2 * mm),
        _said(f"What became of the fans' letters, {head}", TEXT),
    ]
    if report.left_out:
        story.append(
            _said(
                f"Without {', '.join(report.left_out)}: its platform wants to be asked before figures are made.", SMALL
            )
        )
    story += [Spacer(1, GAP), _cards(report.cards), Spacer(1, GAP)]
    tables = {table.name: table for table in report.tables if not table.name.startswith(LEFT_OUT)}
    beside = set(HALF.values())
    for name, table in tables.items():
        other = tables.get(HALF.get(name, ""))
        if name not in beside and (table.rows or (other and other.rows)):
            story += [_pair(table, other) if other else KeepTogether(_part(table, WIDTH)), Spacer(1, GAP)]
    if _lacks(report):
        story.append(_said(NOTE, SMALL))
    return story


def _cards(cards: tuple[Card, ...]) -> Grid:
    cells = [_card(card) for card in cards]
    rows = [cells[at : at + CARDS_IN_A_ROW] for at in range(0, len(cells), CARDS_IN_A_ROW)]
    rows[-1] += [""] * (CARDS_IN_A_ROW - len(rows[-1]))  # type: ignore[list-item]
    lines = GridStyle([
        ("VALIGN", (0, 0), (-1, -1), "TOP"), ("BOX", (0, 0), (-1, -1), 0.5, LINE), ("INNERGRID", (0, 0), (-1, -1), 0.5, LINE),
        ("LEFTPADDING", (0, 0), (-1, -1), 7), ("RIGHTPADDING", (0, 0), (-1, -1), 7), ("TOPPADDING", (0, 0), (-1, -1), 6),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 7),
    ])  # fmt: skip
    return Grid(rows, colWidths=[WIDTH / CARDS_IN_A_ROW] * CARDS_IN_A_ROW, style=lines)


def _card(card: Card) -> list[Flowable]:
    change = [_said(card.change, SMALL)] if card.change else []
    return [_said(card.title, SMALL), _said(card.value, VALUE), Spacer(1, 3), _said(card.sentence, TEXT), *change]


def _pair(left: Table, right: Table) -> Grid:
    width = (WIDTH - GAP) / 2
    bare = [(f"{side}PADDING", (0, 0), (-1, -1), 0) for side in ("LEFT", "RIGHT", "TOP", "BOTTOM")]
    inside = GridStyle([("VALIGN", (0, 0), (-1, -1), "TOP"), *bare])
    return Grid([[_part(left, width), "", _part(right, width)]], colWidths=[width, GAP, width], style=inside)


def _part(table: Table, width: float) -> list[Flowable]:
    head: list[Flowable] = [_said(table.title, HEAD), _said(table.says, SMALL), Spacer(1, 4)]
    if not table.rows:
        return [*head, _said(table.empty, TEXT)]
    drawn = table.drawn is not Drawn.NOT
    return [*head, drawing(table, width) if drawn else _grid(table, width)]


def _grid(table: Table, width: float) -> Grid:
    shown = table.rows[: MORE_ROWS.get(table.name, ROWS)]
    rows = [_line(table.columns, HEADER, HEADER_RIGHT), *(_line(row, TEXT, TEXT_RIGHT) for row in shown)]
    first = width * FIRST_COLUMN.get(len(table.columns), 0.24)
    others = (width - first) / (len(table.columns) - 1)
    lines = GridStyle([
        ("LINEBELOW", (0, 0), (-1, -1), 0.4, LINE), ("LEFTPADDING", (0, 0), (-1, -1), 0), ("TOPPADDING", (0, 0), (-1, -1), 2.5),
        ("BOTTOMPADDING", (0, 0), (-1, -1), 3), ("VALIGN", (0, 0), (-1, -1), "TOP"), ("RIGHTPADDING", (-1, 0), (-1, -1), 0),
    ])  # fmt: skip
    return Grid(rows, colWidths=[first, *[others] * (len(table.columns) - 1)], style=lines)


def _line(cells: Sequence[Cell], left: ParagraphStyle, right: ParagraphStyle) -> list[Paragraph]:
    words = ["–" if cell is None else f"{cell:,}" if isinstance(cell, int) else str(cell) for cell in cells]
    return [_said(word, right if at else left) for at, word in enumerate(words)]


def _said(text: str, style: ParagraphStyle) -> Paragraph:
    return Paragraph(escape(printable(text)), style)


def _lacks(report: Report) -> bool:
    words = [report.name, *(str(cell) for table in report.tables for row in table.rows[:ROWS] for cell in row)]
    return any(LACKING in printable(word) for word in words)


def _foot(canvas: Canvas, paper: SimpleDocTemplate) -> None:
    canvas.setFont(PLAIN, 7)
    canvas.setFillColor(SOFT)
    canvas.drawString(
        MARGIN, 9 * mm, "Fanmail. Every figure is counted, none is estimated; waiting times are right within a tenth."
    )
    canvas.drawRightString(A4[0] - MARGIN, 9 * mm, f"{paper.page}")
    canvas.setFillColor(STAMP)
    canvas.rect(MARGIN, A4[1] - 10 * mm, 14 * mm, 1.2 * mm, stroke=0, fill=1)
