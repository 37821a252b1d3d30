// The page: follows the overview and shows it.

import { setAttribute, setText } from "./elements.js";
import { follow } from "./feed.js";
import { showResources } from "./resources.js";
import { server } from "./server.js";
import { showServer } from "./process.js";
import { showServices } from "./guards.js";
import { showTotals } from "./totals.js";

const connection = document.getElementById("connection");
const login = document.getElementById("login");
const token = document.getElementById("token");
const fault = document.getElementById("login-fault");
const texts = { connecting: "Connecting", live: "Live", lost: "Connection lost, trying again", refused: "Signed out" };
let waiting = null;

function onState(state) {
  setAttribute(connection, "data-state", state);
  setText(connection, texts[state]);
}

function onOverview(overview) {
  login.hidden = true;
  showTotals(overview);
  showServices(overview.guards, overview.at);
  showResources(overview.resources, overview.at);
  showServer(overview.server, overview.at);
}

function onRefused() {
  setText(fault, login.hidden ? "" : "That token is not the right one.");
  login.hidden = false;
  token.focus();
  return new Promise(resolve => { waiting = resolve; });
}

function signIn() {
  server.setToken(token.value.trim());
  token.value = "";
  waiting?.();
}

document.getElementById("sign-in").addEventListener("click", signIn);
token.addEventListener("keydown", e => { if (e.key === "Enter") signIn(); });
follow({ onOverview, onState, onRefused });
