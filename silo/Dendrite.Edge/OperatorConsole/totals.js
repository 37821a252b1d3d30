// The figures at the top.

import { make, setAttribute, setText } from "./elements.js";
import { bytes, count, percent, rate } from "./format.js";

const list = document.getElementById("totals");
const tiles = new Map();
const refusing = new Set(["open", "half-open", "forced-open"]);

export function showTotals({ guards, resources }) {
  const open = guards.filter(s => refusing.has(s.breaker.state)).length;
  const sum = (items, of) => items.reduce((total, item) => total + of(item), 0);
  const judged = sum(guards, s => s.counts.success + errorsOf(s));
  tile("Breakers open", `${open} of ${guards.length}`, open > 0 ? "bad" : "good");
  tile("Requests/s", rate(sum(guards, s => s.requestsPerSecond)));
  tile("Errors", percent(judged ? 100 * sum(guards, errorsOf) / judged : null));
  const stale = resources.filter(r => r.stale !== null).length;
  tile("Stale", `${stale} of ${resources.length}`, stale > 0 ? "bad" : "good");
  tile("Listeners", count(sum(resources, r => r.listeners)));
  tile("Calls spared", `${count(Math.round(sum(resources, r => r.callsSavedPerMinute)))}/min`);
  tile("Bytes spared", bytes(sum(resources, r => r.bytesSaved)));
}

function errorsOf(guard) {
  const { failure, timeout, rejected } = guard.counts;
  return failure + timeout + rejected;
}

function tile(name, value, tone = "plain") {
  let shown = tiles.get(name);
  if (!shown) {
    tiles.set(name, shown = make("dd"));
    list.append(make("div", { class: "tile" }, make("dt", {}, name), shown));
  }
  setAttribute(shown, "data-tone", tone);
  setText(shown, value);
}
