// What unfolds below a guard: outcomes, percentiles, why the breaker is as it is, what each silo sees, and the rarer commands.

import { askBreaker } from "./breaker.js";
import { fill, make, setText } from "./elements.js";
import { ago, clock, count, milliseconds, span } from "./format.js";
import { drawSparkline, makeSparkline } from "./sparkline.js";
import { commands, states } from "./states.js";

const outcomes = [
  ["success", "Success"], ["failure", "Failure"], ["timeout", "Timeout"], ["shortCircuited", "Short-circuited"],
  ["rejected", "Rejected"], ["badRequest", "Bad request"], ["cancelled", "Cancelled"], ["retry", "Retried"],
];
const ranks = ["p0", "p25", "p50", "p75", "p90", "p95", "p99", "p99.5", "p100"];
const columns = 9;
let made = 0;

export function makeDetail(guard) {
  const why = make("p", { class: "why" });
  const facts = make("p", { class: "hint" });
  const chart = makeSparkline("spark large");
  const counts = makeList(outcomes.map(([, text]) => text));
  const bars = ranks.map(makeBar);
  const silos = make("ul", { class: "silos" });
  const history = make("ol", { class: "history" });
  const buttons = ["force-open", "force-close", "disable"].map(name =>
    make("button", { type: "button", class: "small", "aria-label": `${commands[name].text} ${guard}`, onclick: () => askBreaker(guard, name) }, commands[name].text));
  const content = make("div", { class: "detail" },
    make("section", { class: "wide" }, why, facts, make("div", { class: "buttons" }, ...buttons)),
    make("section", {}, make("h3", {}, "Latency"), make("dl", { class: "bars" }, ...bars.flatMap(b => b.elements))),
    make("section", {}, make("h3", {}, "Outcomes, 10 s"), counts.element),
    make("section", {}, make("h3", {}, "Requests per second, 2 min"), chart, make("h3", {}, "Silos"), silos),
    make("section", {}, make("h3", {}, "History"), history));
  const element = make("tr", { role: "row", class: "detail-row", id: `detail-${++made}`, hidden: true },
    make("td", { role: "cell", colspan: columns }, content));

  function update(s, now) {
    if (element.hidden && why.textContent) return;
    const { breaker } = s;
    setText(why, sentence(breaker, now));
    const t = breaker.thresholds;
    setText(facts, `Opens at ${t.errorPercentage} % errors of at least ${t.minimumCalls} calls in ${span(t.windowMs / 1000)}, for ${span(t.openForMs / 1000)}. `
      + `${s.inFlight} in flight, at most ${s.maxInFlight}.`);
    drawSparkline(chart, s.traffic);
    counts.update(outcomes.map(([name]) => count(s.counts[name])));
    ranks.forEach((rank, i) => bars[i].update(s.latency[rank], s.latency.p100));
    fill(silos, breaker.silos, silo => `${silo.name}: ${states[silo.state].text.toLowerCase()}, ${count(silo.calls)} calls, ${count(silo.failures)} failed${silo.probes ? ", probing" : ""}`, "No silo has reported.");
    fill(history, breaker.changes.slice(0, 8), c => `${clock(c.at)} ${states[c.to].text}${c.reason ? `: ${c.reason}` : ""}${c.by ? ` (${c.by})` : ""}`, "It has never changed.");
  }

  return { element, update };
}

function sentence(breaker, now) {
  const since = breaker.since ? ` for ${ago(breaker.since, now)}` : "";
  const who = breaker.by ? `, by ${breaker.by}` : "";
  const reason = breaker.reason ? `: ${breaker.reason}${who}` : who;
  return `${states[breaker.state].text}${since}${reason}.`.replace(/\.\.$/, ".");
}

function makeList(names) {
  const values = names.map(() => make("dd"));
  return {
    element: make("dl", { class: "counts" }, ...names.flatMap((name, i) => [make("dt", {}, name), values[i]])),
    update: texts => texts.forEach((text, i) => setText(values[i], text)),
  };
}

function makeBar(name) {
  const bar = make("meter", { min: 0, max: 1, value: 0, "aria-hidden": "true" });
  const text = make("span");
  return {
    elements: [make("dt", {}, name), make("dd", {}, bar, text)],
    update(value, most) {
      bar.value = most > 0 ? value / most : 0;
      setText(text, milliseconds(value));
    },
  };
}
