// The page is whole without this. It adds: / to the search field, n and p from match to match, and copying.
"use strict";

const matches = () => [...document.querySelectorAll(".text mark")];
let at = -1;

function go(step) {
  const all = matches();
  if (all.length === 0) return;
  const named = all.findIndex((mark) => "#" + mark.id === location.hash);
  if (at < 0 && named >= 0) at = named;
  at = (at + step + all.length) % all.length;
  if (at < 0) at = 0;
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
