/* The rule builder: rows come and go without a reload. Without this script a spare row and a button of the form do it. */
const form = document.querySelector("[data-builder]");
const rowsOf = (kind) => form.querySelector(`[data-rows="${kind}"]`);
let next = 0;

function add(kind) {
  const blank = form.querySelector(`[data-blank="${kind}"]`).innerHTML.replaceAll("NUMBER", next++);
  rowsOf(kind).insertAdjacentHTML("beforeend", blank);
  const row = rowsOf(kind).lastElementChild;
  delete row.dataset.spare;
  settle(kind);
  return row;
}

function remove(row) {
  const kind = row.dataset.row;
  const near = row.nextElementSibling ?? row.previousElementSibling;
  row.remove();
  (near ?? add(kind)).querySelector("[data-what]").focus();
  settle(kind);
}

/** What can be taken away says so; where no more fit, none is offered. */
function settle(kind) {
  const rows = [...rowsOf(kind).children];
  for (const row of rows) row.querySelector("[data-away]").hidden = rows.length === 1 && !row.querySelector("[data-what]").value;
  form.querySelector(`[data-add="${kind}"]`).hidden = rows.length >= Number(form.dataset.most);
}

function begin() {
  for (const kind of ["condition", "effect"]) {
    next = Math.max(next, rowsOf(kind).children.length);
    for (const spare of rowsOf(kind).querySelectorAll("[data-spare]")) if (rowsOf(kind).children.length > 1) spare.remove();
    settle(kind);
  }
  form.addEventListener("click", (event) => {
    const wanted = event.target.closest("[data-add]");
    const away = event.target.closest("[data-away]");
    if (wanted) event.preventDefault();
    if (wanted) add(wanted.dataset.add).querySelector("[data-what]").focus();
    if (away) remove(away.closest("[data-row]"));
  });
  form.addEventListener("change", (event) => {
    const row = event.target.closest("[data-row]");
    if (!row) return;
    settle(row.dataset.row);
    if (event.target.matches("[data-what]")) row.querySelector(".row-wrong")?.remove();
  });
  form.querySelector("[aria-invalid]")?.focus();
}

if (form) begin();
