// The table of resources that this process listens to: searched, filtered and sorted here, for all of them are in the overview.

import { openDocument, updateDocument } from "./document.js";
import { keep, make, numberCell, setAttribute, setText } from "./elements.js";
import { ago, bytes, count, span } from "./format.js";

const table = document.getElementById("resources");
const tools = document.getElementById("resource-tools");
const none = document.getElementById("no-resources");
const noMatches = document.getElementById("no-matches");
const search = document.getElementById("search");
const filter = document.getElementById("filter");
const sort = document.getElementById("sort");
const shown = document.getElementById("shown");
const rows = new Map();

const stateOf = r => r.paused ? "paused" : !r.stale ? "fresh" : r.stale.code === "gone" ? "gone" : "stale";
const filters = { all: () => true, fresh: r => !r.stale, stale: r => stateOf(r) === "stale", gone: r => stateOf(r) === "gone", paused: r => r.paused };
const byText = (a, b) => a.address < b.address ? -1 : a.address > b.address ? 1 : 0;
// Numbers begin with the largest, for that is what one looks for; an unknown age is the oldest.
const orders = {
  address: byText,
  listeners: (a, b) => b.listeners - a.listeners,
  interval: (a, b) => b.intervalMs - a.intervalMs,
  age: (a, b) => (Date.parse(a.confirmedAt) || 0) - (Date.parse(b.confirmedAt) || 0),
  polls: (a, b) => b.polls - a.polls,
  updates: (a, b) => b.updates - a.updates,
  saved: (a, b) => b.bytesSaved - a.bytesSaved,
};
let order = { name: "address", isReversed: false };
let last = { resources: [], now: null };

export function showResources(resources, now) {
  last = { resources, now };
  const words = search.value.trim().toLowerCase();
  const matching = resources.filter(r => filters[filter.value](r) && `${r.address} ${r.stale?.reason ?? ""}`.toLowerCase().includes(words));
  const compare = orders[order.name];
  matching.sort((a, b) => (order.isReversed ? -1 : 1) * (compare(a, b) || byText(a, b)));
  keep(rows, table.tBodies[0], matching, r => r.key, makeRow, now);
  table.hidden = matching.length === 0;
  tools.hidden = resources.length === 0;
  none.hidden = resources.length > 0;
  noMatches.hidden = resources.length === 0 || matching.length > 0;
  setText(shown, matching.length === resources.length ? "" : `${count(matching.length)} of ${count(resources.length)}`);
  updateDocument(resources);
}

function makeRow(resource) {
  const [listeners, interval, age, polls, updates, saved] = ["Listeners", "Interval", "Age", "Polls", "Updates", "Saved"].map(numberCell);
  const note = make("span", { class: "note" });
  const open = make("button", { type: "button", class: "address", "aria-haspopup": "dialog", title: `Open ${resource.address}`, onclick: () => openDocument(resource.address) }, resource.address);
  const row = make("tr", { role: "row" },
    make("th", { scope: "row", role: "rowheader" }, open, note),
    listeners, interval, age, polls, updates, saved);
  return {
    elements: [row],
    update(r, now) {
      setText(listeners, count(r.listeners));
      setText(interval, r.intervalMs ? span(r.intervalMs / 1000) : "–");
      setText(age, ago(r.confirmedAt, now));
      setText(polls, count(r.polls));
      setText(updates, count(r.updates));
      setText(saved, bytes(r.bytesSaved));
      setAttribute(polls, "title", `${count(r.notModified)} of them answered 304`);
      setAttribute(saved, "title", `${count(r.notModified)} answers without a body, and updates instead of documents; ${r.callsSavedPerMinute} calls a minute spared by sharing`);
      setAttribute(row, "data-state", stateOf(r));
      setText(note, noteOf(r, now));
    },
  };
}

function noteOf(r, now) {
  // Its reason says that it is paused, and by whom.
  if (r.paused && r.stale) return `${r.stale.reason} (stale for ${ago(r.stale.since, now)})`;
  if (r.stale) return `${stateOf(r) === "gone" ? "Gone" : "Stale"} for ${ago(r.stale.since, now)}: ${r.stale.reason}`;
  if (r.warnings.length > 0) return r.warnings.at(-1);
  const throttled = r.throttledUntil ? `throttled for ${Math.max(0, Math.ceil((Date.parse(r.throttledUntil) - now) / 1000))} s, ` : "";
  return `${throttled}${r.flapping ? "flapping, " : ""}${r.busy ? "busy, " : ""}${r.freshForMs > 0 ? `fresh for ${Math.ceil(r.freshForMs / 1000)} s, ` : ""}${bytes(r.documentBytes)} at ${r.position.split("-").at(-1).replace(/^0+(?=.)/, "")}`;
}

function sortBy(name) {
  order = { name, isReversed: order.name === name && !order.isReversed };
  for (const head of table.querySelectorAll("th[data-sort]")) {
    // Ascending and descending are said of the values: numbers begin with the largest.
    if (head.dataset.sort !== name) head.removeAttribute("aria-sort");
    else head.setAttribute("aria-sort", (name === "address") === !order.isReversed ? "ascending" : "descending");
  }
  sort.value = name;
  again();
}

function again() {
  if (last.now) showResources(last.resources, last.now);
}

for (const head of table.querySelectorAll("th[data-sort]")) {
  const text = head.textContent;
  // Narrow, heads are only read out, and a select sorts.
  head.replaceChildren(
    make("button", { type: "button", class: "sort", onclick: () => sortBy(head.dataset.sort) }, text),
    make("span", { class: "narrow" }, text));
  sort.append(make("option", { value: head.dataset.sort }, `By ${text.toLowerCase()}`));
}
table.querySelector("th[data-sort=address]").setAttribute("aria-sort", "ascending");
search.addEventListener("input", again);
filter.addEventListener("change", again);
sort.addEventListener("change", () => sortBy(sort.value));
