// The process that answers and the silos of its cluster.

import { fill, make, setText } from "./elements.js";
import { ago, bytes, count } from "./format.js";

const card = document.getElementById("server");
const list = document.getElementById("server-facts");
const silos = document.getElementById("silos");
const facts = new Map();

export function showServer(server, now) {
  card.hidden = false;
  fact("Version", server.version);
  fact("Uptime", ago(server.startedAt, now));
  fact("Memory", bytes(server.memoryBytes));
  fact("Silos", count(server.silos.length));
  fill(silos, server.silos, silo => `${silo.name} at ${silo.address}: ${silo.status}, for ${ago(silo.startedAt, now)}`, "The cluster has not said yet which silos it has.");
}

function fact(name, value) {
  let shown = facts.get(name);
  if (!shown) {
    facts.set(name, shown = make("dd"));
    list.append(make("div", {}, make("dt", {}, name), shown));
  }
  setText(shown, value);
}
