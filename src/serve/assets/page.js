// The page is whole without this. It adds: / to the search field, n and p from match to match, and copying.
"use strict";

const matches = () => [...document.querySelectorAll(".text mark")];
let at = null;

// Where one is before the first step: at the match that the address names, or before the passage that it names.
function start(all) {
  const target = location.hash ? document.getElementById(location.hash.slice(1)) : null;
  const first = target ? all.findIndex((mark) => target.contains(mark)) : 0;
  return first >= 0 && all[first] === target ? first : first - 1;
}

function go(step) {
  const all = matches();
  if (all.length === 0) return;
  at ??= Math.max(start(all), -1);
  at = at < 0 && step < 0 ? all.length - 1 : (at + step + all.length) % all.length;
  all[at].focus({ preventScroll: true });
  all[at].scrollIntoView({ block: "center" });
}

document.addEventListener("keydown", (event) => {
  const typing = event.target.matches("input, select, textarea");
  if (typing || event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === "/") {
    const field = document.getElementById("q");
    if (field) {
      event.preventDefault();
      field.focus();
      field.select();
    }
  } else if (event.code === "KeyN") go(1);
  else if (event.code === "KeyP") go(-1);
});

for (const button of document.querySelectorAll("button.copy")) {
  if (!navigator.clipboard) continue;
  button.hidden = false;
  button.addEventListener("click", async () => {
    await navigator.clipboard.writeText(document.getElementById(button.dataset.copy).textContent);
    button.textContent = button.dataset.done;
  });
}
