// The page is whole without this. It adds: / to the search field, n and p from match to match, copying, short
// addresses, and a list of chosen documents that outlives a page.
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
  // By the place of the key, too: on Arabic keyboards it has another letter.
  if (event.key === "/" || event.code === "Slash") {
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
  const usual = button.textContent;
  button.hidden = false;
  button.addEventListener("click", async () => {
    // Without the signs of direction, which only a screen needs.
    const text = document.getElementById(button.dataset.copy).textContent.replace(/[\u2066-\u2069]/g, "");
    await navigator.clipboard.writeText(text);
    button.textContent = button.dataset.done;
    setTimeout(() => (button.textContent = usual), 2000);
  });
}

// What is typed into the field of a facet hides its other values.
for (const field of document.querySelectorAll(".one-more input:not([type=hidden])")) {
  field.addEventListener("input", () => {
    for (const value of field.closest(".all").querySelectorAll(".counts li")) {
      value.hidden = !value.textContent.includes(field.value.trim());
    }
  });
}

// Fields that nobody filled do not stand in the address.
for (const form of document.forms) {
  form.addEventListener("formdata", ({ formData }) => {
    for (const [name, value] of [...formData]) if (value === "" && name !== "q") formData.delete(name);
  });
}

// Documents that were chosen for a dossier, kept in this browser: each with the parameters of its search.
const LIST = "fihris.chosen";
// Bytes of the longest address, and the most searches of a dossier, that the server takes.
const LONGEST = 8000;
const MOST_SEARCHES = 20;

function chosen() {
  try {
    const list = JSON.parse(localStorage.getItem(LIST));
    const isEntry = (entry) => typeof entry?.search === "string" && typeof entry?.id === "string";
    return Array.isArray(list) ? list.filter(isEntry) : [];
  } catch {
    return [];
  }
}

// Whether the list is kept; a browser may refuse.
function keep(list) {
  try {
    localStorage.setItem(LIST, JSON.stringify(list));
    return true;
  } catch {
    return false;
  }
}

function dossierAddress(list) {
  const searches = new Map();
  for (const { search, id } of list) searches.set(search, [...(searches.get(search) ?? []), id]);
  const parameters = [...searches].map(([search, ids]) => {
    const picks = ids.map((id) => "&pick=" + encodeURIComponent(id)).join("");
    return "search=" + encodeURIComponent(search + picks);
  });
  if (document.documentElement.lang === "en") parameters.push("lang=en");
  return "/dossier?" + parameters.join("&");
}

const searchOf = (element) => element.closest("[data-search]")?.dataset.search;
const boxes = () => [...document.querySelectorAll("[data-search] .pick input")];

// Takes a document into the list, or out of it; false if it does not fit.
function choose(search, id, isChosen) {
  const list = chosen().filter((entry) => entry.search !== search || entry.id !== id);
  if (isChosen) list.push({ search, id });
  const searches = new Set(list.map((entry) => entry.search)).size;
  const fits = !isChosen || (searches <= MOST_SEARCHES && dossierAddress(list).length <= LONGEST);
  return fits && keep(list);
}

function showChosen(fits = true) {
  const list = chosen();
  const link = document.querySelector(".shortlist");
  link.hidden = list.length === 0;
  link.href = dossierAddress(list);
  link.querySelector("span").textContent = fits ? list.length : `${list.length} (${link.dataset.full})`;
  for (const box of boxes()) {
    box.checked = list.some((entry) => entry.search === searchOf(box) && entry.id === box.value);
  }
  for (const box of document.querySelectorAll(".choose")) box.hidden = false;
  const empty = document.querySelector(".empty-list");
  if (empty) empty.hidden = list.length === 0;
}

for (const box of boxes()) {
  box.addEventListener("change", () => {
    showChosen(choose(searchOf(box), box.value, box.checked));
  });
}

for (const link of document.querySelectorAll(".unpick")) {
  link.addEventListener("click", () => choose(searchOf(link), link.dataset.id, false));
}

document.querySelector(".empty-list")?.addEventListener("click", () => {
  keep([]);
  location.assign(document.querySelector(".name").href);
});

// What was chosen on other pages goes into the dossier, too.
document.getElementById("dossier")?.addEventListener("submit", (event) => {
  const list = chosen();
  if (list.length === 0) return;
  event.preventDefault();
  location.assign(dossierAddress(list));
});

addEventListener("pageshow", () => showChosen());
addEventListener("storage", () => showChosen());
