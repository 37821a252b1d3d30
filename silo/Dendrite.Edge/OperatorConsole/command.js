// The dialog that asks for a reason and sends a command.

import { setText } from "./elements.js";

const dialog = document.getElementById("command");
const title = document.getElementById("command-title");
const effect = document.getElementById("command-effect");
const reason = document.getElementById("reason");
const fault = document.getElementById("command-fault");
const confirm = document.getElementById("confirm");
let pending = null;

// `command` has a text and an effect, `send` takes the reason.
export function ask(command, name, subject, send) {
  pending = send;
  setText(title, `${command.text}: ${subject}`);
  setText(effect, command.effect);
  setText(confirm, command.text);
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
    await pending(reason.value.trim() || "by hand, from the console");
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
