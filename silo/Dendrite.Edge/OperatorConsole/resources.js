// The table of resources that this process listens to.

import { keep, make, numberCell, setAttribute, setText } from "./elements.js";
import { ago, bytes, count, span } from "./format.js";

const table = document.getElementById("resources");
const none = document.getElementById("no-resources");
const rows = new Map();

export function showResources(resources, now) {
  keep(rows, table.tBodies[0], resources, r => r.key, makeRow, now);
  table.hidden = resources.length === 0;
  none.hidden = resources.length > 0;
}

function makeRow(resource) {
  const [listeners, interval, age, polls, updates, saved] = ["Listeners", "Interval", "Age", "Polls", "Updates", "Saved"].map(numberCell);
  const note = make("span", { class: "note" });
  const row = make("tr", { role: "row" },
    make("th", { scope: "row", role: "rowheader" }, make("span", { class: "address", title: resource.address }, resource.address), note),
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
      setAttribute(row, "data-stale", r.stale !== null);
      setText(note, r.stale ? `Stale for ${ago(r.stale.since, now)}: ${r.stale.reason}` : `${r.busy ? "busy, " : ""}${bytes(r.documentBytes)} at ${r.position.split("-").at(-1)}`);
    },
  };
}
