// The Monday list by keyboard: j and k go along the lines, d opens "done", Enter the customer, Esc closes what is open.
"use strict";
const lines = () => Array.from(document.querySelectorAll("[data-task]"));
const at = () => lines().indexOf(document.activeElement && document.activeElement.closest("[data-task]"));

function go(step) {
  const all = lines();
  const next = all[Math.min(Math.max(at() + step, 0), all.length - 1)];
  if (next) next.focus();
}

function done() {
  const line = lines()[Math.max(at(), 0)];
  const form = line && line.querySelector("[data-done]");
  if (!form) return;
  form.open = true;
  form.querySelector("[name=hours]").select();
}

document.addEventListener("keydown", (event) => {
  const place = event.target;
  if (event.key === "Escape") {
    const open = place.closest && place.closest("details[open]");
    if (open) { open.open = false; open.querySelector("summary").focus(); }
    return;
  }
  if (event.ctrlKey || event.metaKey || event.altKey || place.matches("input, select, textarea")) return;
  if (event.key === "j") go(1);
  else if (event.key === "k") go(-1);
  else if (event.key === "d") done();
  else if (event.key === "Enter" && place.matches("[data-task]")) place.querySelector("[data-open]").click();
  else return;
  event.preventDefault();
});

document.addEventListener("change", () => {
  const ticked = document.querySelectorAll("input[name=task]:checked").length;
  const said = document.querySelector("[data-ticked]");
  if (said) said.textContent = ticked ? ` (${ticked})` : "";
});
