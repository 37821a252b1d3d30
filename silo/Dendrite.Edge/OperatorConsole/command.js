// The dialog that asks for a reason and sends a command.

import { setText } from "./elements.js";
import { server } from "./server.js";
import { commands } from "./states.js";

const dialog = document.getElementById("command");
const title = document.getElementById("command-title");
const effect = document.getElementById("command-effect");
const reason = document.getElementById("reason");
const fault = document.getElementById("command-fault");
const confirm = document.getElementById("confirm");
let pending = null;

export function ask(guard, name) {
  pending = { guard, name };
  setText(title, `${commands[name].text}: ${guard}`);
  setText(effect, commands[name].effect);
  setText(confirm, commands[name].text);
  confirm.dataset.command = name;
  setText(fault, "");
  reason.value = "";
  reason.placeholder = "shown to whoever asks why";
  confirm.disabled = false;
  dialog.showModal();
  reason.focus();
}

async function send() {
  if (confirm.disabled) return;
  confirm.disabled = true;
  try {
    await server.command(pending.guard, pending.name, reason.value.trim() || "by hand, from the console");
    dialog.close();
  } catch (e) {
    setText(fault, e.message);
    confirm.disabled = false;
  }
}

confirm.addEventListener("click", send);
document.getElementById("cancel").addEventListener("click", () => dialog.close());
reason.addEventListener("keydown", e => {
  if (e.key !== "Enter") return;
  e.preventDefault();
  send();
});
