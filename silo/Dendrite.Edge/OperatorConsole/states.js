// What the six states of a breaker are called, and how they look. The shape says it too, not only the colour.

export const states = {
  "closed": { text: "Closed", tone: "good", sign: "●" },
  "open": { text: "Open", tone: "bad", sign: "▲" },
  "half-open": { text: "Half-open", tone: "warn", sign: "◐" },
  "forced-open": { text: "Forced open", tone: "bad", sign: "■" },
  "forced-closed": { text: "Forced closed", tone: "warn", sign: "■" },
  "disabled": { text: "Disabled", tone: "off", sign: "○" },
};

export const resourceCommands = {
  "poke": { text: "Poke", effect: "It is polled at once, unless its backend has asked to wait." },
  "pause": { text: "Pause", effect: "It is not polled until somebody resumes it; listeners are told that it may be out of date, and your reason." },
  "resume": { text: "Resume", effect: "It is polled at once, and as often as before." },
  "evict": { text: "Evict", effect: "Its document and history are forgotten, stored ones too; listeners start again with a snapshot." },
  "disconnect": { text: "Disconnect", effect: "This one connection ends; its client may come back." },
};

export const commands = {
  "trip": { text: "Trip", effect: "Calls are refused from now on; after the sleep window a probe decides whether it closes again." },
  "reset": { text: "Reset", effect: "The breaker closes, whatever held it, and counts from zero." },
  "force-open": { text: "Force open", effect: "Every call is refused until somebody resets it." },
  "force-close": { text: "Force closed", effect: "Every call passes until somebody resets it, whatever fails." },
  "disable": { text: "Disable", effect: "Every call passes and nothing is judged until somebody resets it." },
};
