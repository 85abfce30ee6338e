"""Small charts for the PDF file: one accent, greys, words beside what they name."""

from reportlab.graphics.charts.barcharts import VerticalBarChart
from reportlab.graphics.charts.lineplots import LinePlot
from reportlab.graphics.shapes import Drawing, String
from reportlab.graphics.widgets.markers import makeMarker
from reportlab.lib.colors import HexColor

from pipeline.report_letters import PLAIN, printable
from pipeline.report_tables import Drawn, Table

INK, SOFT, LINE, STAMP = (HexColor(code) for code in ("#1e1b18", "#6b645c", "#e8e3db", "#bd321d"))
GREYS = tuple(HexColor(code) for code in ("#bd321d", "#3d3833", "#857d74", "#b9b1a7", "#ddd7ce"))
HEIGHT, LABELS, LEFT, BOTTOM = 120, 86, 26, 18
MOST_NAMES = 8
"""Under an axis; more would run into each other."""


def drawing(table: Table, width: float) -> Drawing:
    """The table as a chart, `width` points wide."""
    paper = Drawing(width, HEIGHT)
    names = [str(row[0]) for row in table.rows]
    series = _series(table)
    is_stack = table.drawn is Drawn.STACK
    inner = width - LEFT - (LABELS if is_stack else 8)
    if table.drawn is Drawn.LINE:
        _line(paper, series[0], names, inner)
    else:
        _bars(paper, series, names, inner)
    if is_stack:
        _name_colours(paper, table, width - LABELS + 8)
    return paper


def _series(table: Table) -> list[list[float | None]]:
    columns = range(1, 1 + (table.draws or len(table.columns) - 1))
    return [[_number(row[at]) for row in table.rows] for at in columns]


def _number(cell: object) -> float | None:
    return float(cell) if isinstance(cell, int | float) else None


def _bars(paper: Drawing, series: list[list[float | None]], names: list[str], width: float) -> None:
    chart = VerticalBarChart()
    chart.x, chart.y, chart.width, chart.height = LEFT, BOTTOM, width, HEIGHT - BOTTOM - 8
    chart.data = [[value or 0 for value in one] for one in series]
    chart.categoryAxis.style, chart.categoryAxis.categoryNames = "stacked", _few(names)
    chart.barSpacing, chart.groupSpacing = 0, 2
    for number, colour in zip(range(len(series)), GREYS, strict=False):
        chart.bars[number].fillColor, chart.bars[number].strokeColor = colour, None
    chart.valueAxis.valueMin = 0
    chart.valueAxis.labelTextFormat = lambda value: f"{value:,.0f}"
    _axes(chart.categoryAxis, chart.valueAxis)
    paper.add(chart)


def _line(paper: Drawing, values: list[float | None], names: list[str], width: float) -> None:
    chart = LinePlot()
    chart.x, chart.y, chart.width, chart.height = LEFT, BOTTOM, width, HEIGHT - BOTTOM - 8
    chart.data = [[(at, value) for at, value in enumerate(values) if value is not None]]
    chart.lines[0].strokeColor, chart.lines[0].strokeWidth = STAMP, 1.6
    chart.lines[0].symbol = makeMarker("FilledCircle", size=4, fillColor=STAMP, strokeColor=STAMP)
    chart.xValueAxis.valueMin, chart.xValueAxis.valueMax = -0.5, len(values) - 0.5
    chart.xValueAxis.valueSteps = [at for at, name in enumerate(_few(names)) if name]
    chart.xValueAxis.labelTextFormat = lambda at: names[round(at)]
    chart.yValueAxis.valueMin = 0
    chart.yValueAxis.labelTextFormat = lambda value: f"{value:,.0f}"
    _axes(chart.xValueAxis, chart.yValueAxis)
    paper.add(chart)


def _axes(across: object, up: object) -> None:
    for axis in (across, up):
        axis.labels.fontName, axis.labels.fontSize, axis.labels.fillColor = PLAIN, 6.5, SOFT  # type: ignore[attr-defined]
        axis.strokeColor, axis.visibleTicks = LINE, False  # type: ignore[attr-defined]
    up.visibleGrid, up.gridStrokeColor, up.gridStrokeWidth = True, LINE, 0.4  # type: ignore[attr-defined]
    up.maximumTicks = 4  # type: ignore[attr-defined]


def _name_colours(paper: Drawing, table: Table, left: float) -> None:
    """From top to bottom as the bars are stacked."""
    for place, (word, colour) in enumerate(reversed(list(zip(table.columns[1:], GREYS, strict=False)))):
        height = HEIGHT - 18 - 12 * place
        paper.add(String(left, height, "■", fontName=PLAIN, fontSize=8, fillColor=colour))
        paper.add(String(left + 11, height, printable(word), fontName=PLAIN, fontSize=7, fillColor=SOFT))


def _few(names: list[str]) -> list[str]:
    """At most MOST_NAMES of them, evenly; the others empty."""
    step = -(-len(names) // MOST_NAMES)
    return [name if not at % step else "" for at, name in enumerate(names)]
