// The live overview: server-sent events by fetch, for EventSource can't send a token. After any break it starts with a snapshot.

import { applyPatch } from "./patch.js";
import { server } from "./server.js";

const silence = 10_000;

export async function follow({ onOverview, onState, onRefused }) {
  for (let delay = 500; ; delay = Math.min(delay * 2, 10_000)) {
    try {
      await listen(overview => {
        delay = 500;
        onState("live");
        onOverview(overview);
      });
    } catch (fault) {
      if (fault.refused) {
        onState("refused");
        await onRefused();
        continue;
      }
    }
    onState("lost");
    await new Promise(resolve => setTimeout(resolve, delay));
  }
}

async function listen(onOverview) {
  const ending = new AbortController();
  const response = await server.get("events", ending.signal);
  let overview = null;
  const watch = { timer: 0 };
  const beat = () => {
    clearTimeout(watch.timer);
    watch.timer = setTimeout(() => ending.abort(), silence);
  };
  try {
    beat();
    for await (const { event, data } of eventsOf(response.body)) {
      beat();
      if (event === "snapshot") overview = data;
      else if (event === "patch" && overview) overview = applyPatch(overview, data);
      else continue;
      onOverview(overview);
    }
  } finally {
    clearTimeout(watch.timer);
    ending.abort();
  }
}

async function* eventsOf(body) {
  const reader = body.pipeThrough(new TextDecoderStream()).getReader();
  let text = "";
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return;
    text += value;
    for (let end = text.indexOf("\n\n"); end >= 0; end = text.indexOf("\n\n")) {
      const lines = text.slice(0, end).split("\n");
      text = text.slice(end + 2);
      const field = name => lines.find(line => line.startsWith(`${name}: `))?.slice(name.length + 2);
      const data = field("data");
      if (data) yield { event: field("event"), data: JSON.parse(data) };
    }
  }
}
