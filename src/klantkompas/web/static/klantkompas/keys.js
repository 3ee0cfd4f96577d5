/* Keys: / finds a customer, j and k walk through lines, x ticks one, Enter opens, Esc closes, ? tells the keys.
   Nothing happens while somebody types, or holds Ctrl, Alt or the command key. */
(() => {
  const typing = (element) => element.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const lines = () => [...document.querySelectorAll("[data-keys=lines] :is(tbody th a, :scope > li > a, li h3 a)")];

  const walk = (step) => {
    const all = lines().filter((link) => link.offsetParent !== null);
    const here = all.findIndex((link) => link === document.activeElement || link.closest("tr, li")?.contains(document.activeElement));
    const next = all[Math.min(Math.max(here + step, 0), all.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };

  const keys = {
    "/": () => document.querySelector("#find, #find-q")?.focus(),
    j: () => walk(1),
    k: () => walk(-1),
    x: () => document.activeElement.closest("tr, li")?.querySelector("input[type=checkbox]")?.click(),
    "?": () => document.querySelector("#keys")?.togglePopover(),
  };

  document.addEventListener("keydown", (event) => {
    const found = document.querySelector("#find-found");
    if (event.key === "Escape" && found) found.replaceChildren();
    if (event.target.id === "find" && event.key === "ArrowDown") {
      found?.querySelector("a")?.focus();
      event.preventDefault();
    }
    if (event.ctrlKey || event.altKey || event.metaKey || typing(event.target)) return;
    if (keys[event.key]) {
      event.preventDefault();
      keys[event.key]();
    }
  });

  document.addEventListener("click", (event) => {
    if (!event.target.closest(".find")) document.querySelector("#find-found")?.replaceChildren();
  });
})();
