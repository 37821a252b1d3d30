// The dialog of one resource: its document, kept up to date by the event stream that apps use, the last events, and who listens.

import { ask } from "./command.js";
import { make, setText } from "./elements.js";
import { eventsOf } from "./events.js";
import { ago, bytes, clock, count } from "./format.js";
import { applyPatch } from "./patch.js";
import { server } from "./server.js";
import { resourceCommands } from "./states.js";

const mostEvents = 50;
const mostText = 200_000;
const pause = 2000;

const dialog = document.getElementById("document");
const title = document.getElementById("document-title");
const state = document.getElementById("document-state");
const json = document.getElementById("document-json");
const events = document.getElementById("document-events");
const listeners = document.getElementById("document-listeners");
const pauseButton = document.getElementById("document-pause");
let shown = null;

export function openDocument(address) {
  shown = { address, ending: new AbortController(), isPaused: false, drawing: 0, since: 0 };
  setText(title, address);
  setText(state, "Opening");
  json.textContent = "";
  events.replaceChildren();
  listeners.replaceChildren();
  dialog.showModal();
  json.scrollTop = 0;
  follow(shown);
  showListeners(shown);
}

// What the overview knows of it: it may be paused, or gone, while this is open.
export function updateDocument(resources) {
  if (!shown) return;
  const resource = resources.find(r => r.address === shown.address);
  shown.isPaused = resource?.paused ?? false;
  setText(pauseButton, shown.isPaused ? "Resume" : "Pause");
  if (resource && shown.listeners !== resource.listeners) {
    shown.listeners = resource.listeners;
    showListeners(shown);
  }
  if (shown.fault) setText(state, shown.fault);
  // Read out when it changes, so it tells no age.
  else if (resource?.stale) setText(state, `${resource.stale.code === "gone" ? "Gone" : "Stale"} since ${clock(resource.stale.since)}: ${resource.stale.reason}`);
  else if (resource) setText(state, `Live, ${count(resource.listeners)} listening.`);
}

async function follow(own) {
  while (!own.ending.signal.aborted) {
    try {
      const response = await server.listen(own.address, own.ending.signal);
      let value;
      for await (const next of eventsOf(response.body)) {
        own.fault = null;
        if (next.event === "failure") own.fault = next.data.message;
        else if (next.event === "snapshot") value = next.data;
        else if (next.event === "patch") value = applyPatch(value, next.data);
        if (next.event === "snapshot" || next.event === "patch") draw(own, value);
        note(own, next);
      }
    } catch (e) {
      if (own.ending.signal.aborted) return;
      own.fault = e.message;
    }
    if (own.ending.signal.aborted) return;
    setText(state, own.fault ?? "The stream has ended; it is opened again.");
    await new Promise(resolve => setTimeout(resolve, pause));
  }
}

// Once a frame however fast it changes, and never more text than a browser lays out with ease.
function draw(own, value) {
  own.value = value;
  own.drawing ||= requestAnimationFrame(() => {
    own.drawing = 0;
    if (own !== shown) return;
    const text = JSON.stringify(own.value, null, 2);
    setText(json, text.length <= mostText ? text : `${text.slice(0, mostText)}\n… ${count(text.length - mostText)} characters more`);
  });
}

function note(own, { id, event, text }) {
  if (own !== shown) return;
  const sequence = id ? ` ${id.split("-").at(-1).replace(/^0+(?=.)/, "")}` : "";
  const item = make("li", {},
    make("span", { class: "event-head" }, `${clock(Date.now())} ${event}${sequence}, ${bytes(text.length)}`),
    make("code", {}, text.length > 300 ? `${text.slice(0, 300)}…` : text));
  events.prepend(item);
  while (events.children.length > mostEvents) events.lastChild.remove();
}

async function showListeners(own) {
  try {
    const detail = await server.resource(own.address);
    if (own === shown) drawListeners(detail);
  } catch (e) {
    if (own === shown) listeners.replaceChildren(make("li", {}, e.message));
  }
}

function drawListeners(detail) {
  const items = detail.listeners.map(listener => make("li", {},
    make("span", {}, `${listener.id}: ${listener.format}, ${listener.peer ?? "unknown peer"}, for ${ago(listener.since, new Date().toISOString())}`),
    make("button", { type: "button", class: "small", "aria-label": `Disconnect listener ${listener.id}`, onclick: () => command("disconnect", listener.id) }, "Disconnect")));
  listeners.replaceChildren(...(items.length ? items : [make("li", {}, "Nobody listens through this process.")]));
}

function command(name, listener) {
  const own = shown;
  const subject = listener === undefined ? own.address : `listener ${listener}`;
  ask(resourceCommands[name], name, subject, async reason => {
    const detail = await server.commandResource(own.address, name, reason, listener);
    if (own !== shown) return;
    shown.isPaused = detail.resource.paused;
    setText(pauseButton, shown.isPaused ? "Resume" : "Pause");
    drawListeners(detail);
  });
}

document.getElementById("document-close").addEventListener("click", () => dialog.close());
document.getElementById("document-poke").addEventListener("click", () => command("poke"));
pauseButton.addEventListener("click", () => command(shown.isPaused ? "resume" : "pause"));
document.getElementById("document-evict").addEventListener("click", () => command("evict"));
dialog.addEventListener("close", () => {
  shown?.ending.abort();
  shown = null;
});
