// The live overview: server-sent events by fetch, for EventSource can't send a token. After any break it starts with a snapshot.

import { eventsOf } from "./events.js";
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
