/* The Monday list: d opens "done" of the line one is at, Esc closes what is open; the button says how many are ticked. */
(() => {
  const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select");

  const done = () => {
    const line = document.activeElement.closest("[data-task]") ?? document.querySelector("[data-task]");
    const form = line?.querySelector("[data-done]");
    if (!form) return;
    form.open = true;
    form.querySelector("[name=hours]").select();
  };

  document.addEventListener("keydown", (event) => {
    const open = event.target.closest("details.do[open]");
    if (event.key === "Escape" && open) {
      open.open = false;
      open.querySelector("summary").focus();
    }
    if (event.key !== "d" || event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    event.preventDefault();
    done();
  });

  document.addEventListener("change", () => {
    const ticked = document.querySelectorAll("input[name=task]:checked").length;
    const said = document.querySelector("[data-ticked]");
    if (said) said.textContent = ticked ? ` (${ticked})` : "";
  });
})();
