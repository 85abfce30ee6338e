/* One accent, greys, words beside what they name. The figures are read from the table, so both say the same. */
import { BarController, BarElement, CategoryScale, Chart, LinearScale, LineController, LineElement, PointElement, Tooltip } from "chart.js";
import { locale } from "./texts.js";

Chart.register(BarController, BarElement, CategoryScale, LinearScale, LineController, LineElement, PointElement, Tooltip);

const SHADES = ["--chart-1", "--chart-2", "--chart-3", "--chart-4", "--chart-5"];
const number = new Intl.NumberFormat(locale);
const drawn = new WeakMap();

export function draw(figure) {
  drawn.get(figure)?.destroy();
  const canvas = figure.querySelector("canvas");
  drawn.set(figure, new Chart(canvas, settings(figure, read(figure))));
}

function read(figure) {
  const [head, ...rows] = [...figure.querySelectorAll("tr")].map((row) => [...row.children]);
  const drawsOnly = Number(figure.dataset.draws) || head.length - 1;
  const columns = head.slice(1, 1 + drawsOnly).map((cell, at) => ({
    name: cell.textContent,
    values: rows.map((row) => ("figure" in row[at + 1].dataset ? Number(row[at + 1].dataset.figure) : null)),
  }));
  return { names: rows.map((row) => row[0].textContent.trim()), columns };
}

function settings(figure, { names, columns }) {
  const kind = figure.dataset.chart;
  const isLine = kind === "line";
  const [soft, line, paper, ...shades] = colours(["--soft", "--line", "--sheet", ...SHADES]);
  const isStack = kind === "stack";
  const datasets = columns.map(({ name, values }, at) => ({
    label: name, data: values, backgroundColor: shades[at], borderColor: isLine ? shades[0] : paper, spanGaps: true,
    borderWidth: isLine ? 2 : { top: isStack ? 1 : 0 }, pointRadius: 3, pointBackgroundColor: shades[0], maxBarThickness: 36, borderSkipped: false,
  }));
  const font = { family: getComputedStyle(document.body).fontFamily, size: 11 };
  return {
    type: isLine ? "line" : "bar",
    data: { labels: names, datasets },
    plugins: isStack ? [namesBeside(columns, shades, soft, font)] : [],
    options: {
      responsive: true,
      maintainAspectRatio: false,
      animation: false, // figures that grow in front of one's eyes say nothing more
      layout: { padding: ({ chart }) => (!isStack ? { right: 8, top: 8 } : isNarrow(chart) ? { right: 8, top: 18 + 20 * Math.ceil(columns.length / 2) } : { right: 120, top: 8 }) },
      interaction: { mode: "index", intersect: false },
      plugins: { tooltip: { callbacks: { label: ({ dataset, parsed }) => ` ${dataset.label}: ${number.format(parsed.y)}` } } },
      scales: {
        x: { stacked: isStack, grid: { display: false }, border: { color: line }, ticks: { color: soft, font, maxRotation: 0, autoSkipPadding: 12 } },
        y: { stacked: isStack, beginAtZero: true, border: { display: false }, grid: { color: line }, ticks: { color: soft, font, maxTicksLimit: 5, precision: 0 } },
      },
    },
  };
}

const isNarrow = (chart) => chart.width < 520;

/* The names of the layers, in the order in which they lie: at the right of the stack, or above it on a phone. */
function namesBeside(columns, shades, soft, font) {
  return {
    id: "names",
    afterDraw(chart) {
      const { ctx, chartArea } = chart;
      ctx.save();
      ctx.font = `12px ${font.family}`;
      ctx.textBaseline = "middle";
      columns.forEach(({ name }, at) => {
        const [x, y] = isNarrow(chart)
          ? [chartArea.left + (at % 2) * (chartArea.width / 2), 10 + 20 * Math.floor(at / 2)]
          : [chartArea.right + 14, chartArea.top + 10 + 20 * (columns.length - 1 - at)];
        ctx.fillStyle = shades[at];
        ctx.fillRect(x, y - 5, 10, 10);
        ctx.fillStyle = soft;
        ctx.fillText(name, x + 16, y);
      });
      ctx.restore();
    },
  };
}

/* Custom properties may hold light-dark(); only a real element knows which of the two it is. */
function colours(names) {
  const probe = document.body.appendChild(document.createElement("span"));
  const found = names.map((name) => ((probe.style.color = `var(${name})`), getComputedStyle(probe).color));
  probe.remove();
  return found;
}
