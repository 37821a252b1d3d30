// The table of guards: one row each, kept from update to update so that focus and what is unfolded stay.

import { askBreaker } from "./breaker.js";
import { makeDetail } from "./detail.js";
import { cell, keep, make, numberCell, setAttribute, setText } from "./elements.js";
import { ago, milliseconds, percent, rate } from "./format.js";
import { drawSparkline, makeSparkline } from "./sparkline.js";
import { states } from "./states.js";

const table = document.getElementById("guards");
const none = document.getElementById("no-guards");
const news = document.getElementById("news");
const rows = new Map();

export function showServices(guards, now) {
  keep(rows, table.tBodies[0], guards, s => s.name, makeRow, now);
  table.hidden = guards.length === 0;
  none.hidden = guards.length > 0;
}

function makeRow(guard) {
  const detail = makeDetail(guard.name);
  const name = make("button", { type: "button", class: "unfold", "aria-expanded": "false", "aria-controls": detail.element.id, onclick: unfold }, guard.name);
  const error = make("span", { class: "note" });
  const badge = makeBadge();
  const spark = makeSparkline();
  const requests = numberCell("Requests/s");
  const errors = numberCell("Errors");
  const [p50, p90, p99] = ["p50", "p90", "p99"].map(numberCell);
  const trip = makeButton("trip", "Trip", guard.name);
  const reset = makeButton("reset", "Reset", guard.name);
  const head = make("th", { scope: "row", role: "rowheader" }, name, error);
  const row = make("tr", { role: "row", "data-guard": guard.name },
    head, cell("Breaker", badge.element), make("td", { role: "cell", class: "traffic", "data-label": "Traffic" }, spark), requests, errors, p50, p90, p99,
    make("td", { role: "cell", class: "actions" }, trip, reset));
  let known = guard.breaker.state;

  function unfold() {
    const open = name.getAttribute("aria-expanded") !== "true";
    name.setAttribute("aria-expanded", open);
    detail.element.hidden = !open;
  }

  function update(s, now) {
    const { state } = s.breaker;
    if (state !== known) announce(s.name, known = state);
    badge.update(state);
    error.hidden = !s.lastError;
    if (s.lastError) {
      setText(error, `Last error ${ago(s.lastError.at, now)} ago: ${s.lastError.reason}`);
      setAttribute(error, "title", s.lastError.reason);
    }
    row.dataset.state = state;
    drawSparkline(spark, s.traffic);
    setText(requests, rate(s.requestsPerSecond));
    setText(errors, percent(s.errorPercentage));
    errors.classList.toggle("hot", s.errorPercentage > 0);
    setText(p50, milliseconds(s.latency.p50));
    setText(p90, milliseconds(s.latency.p90));
    setText(p99, milliseconds(s.latency.p99));
    // The one that has the focus stays usable, or the keyboard would be thrown back to the top.
    setEnabled(trip, state !== "open" && state !== "forced-open");
    setEnabled(reset, state !== "closed");
    detail.update(s, now);
  }

  return { elements: [row, detail.element], update };
}

function makeBadge() {
  const sign = make("span", { "aria-hidden": "true", class: "sign" });
  const text = make("span");
  const element = make("span", { class: "badge" }, sign, text);
  return {
    element,
    update(state) {
      const look = states[state];
      setAttribute(element, "data-tone", look.tone);
      setText(sign, look.sign);
      setText(text, look.text);
    },
  };
}

function makeButton(command, text, guard) {
  return make("button", { type: "button", class: `small ${command}`, "aria-label": `${text} ${guard}`, onclick: e => {
    if (e.currentTarget.getAttribute("aria-disabled") !== "true") askBreaker(guard, command);
  } }, text);
}

function setEnabled(button, enabled) {
  setAttribute(button, "aria-disabled", !enabled);
}

function announce(guard, state) {
  news.textContent = `${guard}: the breaker is ${states[state].text.toLowerCase()}.`;
}
