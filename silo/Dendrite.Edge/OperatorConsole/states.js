// What the six states of a breaker are called, and how they look. The shape says it too, not only the colour.

export const states = {
  "closed": { text: "Closed", tone: "good", sign: "●" },
  "open": { text: "Open", tone: "bad", sign: "▲" },
  "half-open": { text: "Half-open", tone: "warn", sign: "◐" },
  "forced-open": { text: "Forced open", tone: "bad", sign: "■" },
  "forced-closed": { text: "Forced closed", tone: "warn", sign: "■" },
  "disabled": { text: "Disabled", tone: "off", sign: "○" },
};

export const commands = {
  "trip": { text: "Trip", effect: "Calls are refused from now on; after the sleep window a probe decides whether it closes again." },
  "reset": { text: "Reset", effect: "The breaker closes, whatever held it, and counts from zero." },
  "force-open": { text: "Force open", effect: "Every call is refused until somebody resets it." },
  "force-close": { text: "Force closed", effect: "Every call passes until somebody resets it, whatever fails." },
  "disable": { text: "Disable", effect: "Every call passes and nothing is judged until somebody resets it." },
};
