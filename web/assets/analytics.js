/* The charts of the Analytics page, each drawn from the table behind it. */
import { draw } from "./js/charts.js";

const figures = [...document.querySelectorAll("[data-chart]")];
const drawAll = () => figures.forEach(draw);

for (const figure of figures) {
  figure.querySelector(".chart-paper").hidden = false;
  figure.querySelector("[data-behind]").open = false;
}
drawAll();
document.querySelector("[data-themes]")?.addEventListener("change", () => requestAnimationFrame(drawAll));
matchMedia("(prefers-color-scheme: dark)").addEventListener("change", drawAll);
addEventListener("beforeprint", () => figures.forEach((figure) => (figure.querySelector("[data-behind]").open = true)));

const filters = document.querySelector("[data-filters]");
filters?.addEventListener("change", (event) => event.target.matches("select") && filters.requestSubmit());
