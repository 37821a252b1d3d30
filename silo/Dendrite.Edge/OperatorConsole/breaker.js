// Asks for the reason of a command to a breaker.

import { ask } from "./command.js";
import { server } from "./server.js";
import { commands } from "./states.js";

export function askBreaker(guard, name) {
  ask(commands[name], name, guard, reason => server.command(guard, name, reason));
}
