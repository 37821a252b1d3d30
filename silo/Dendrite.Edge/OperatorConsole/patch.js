// Applies a JSON patch (RFC 6902) to a document in place; the root itself may be replaced, so use what is returned.

export function applyPatch(root, operations) {
  const holder = { "": root };
  for (const operation of operations) apply(holder, operation);
  return holder[""];
}

function apply(holder, { op, path, from, value }) {
  switch (op) {
    case "add": return put(holder, path, value, true);
    case "replace": return put(holder, path, value, false);
    case "remove": return take(holder, path);
    case "move": return put(holder, path, take(holder, from), true);
    case "copy": return put(holder, path, structuredClone(read(holder, from)), true);
    case "test": return undefined;
    default: throw new Error(`The operation ${op} is not known.`);
  }
}

function tokens(path) {
  return path.split("/").map(t => t.replaceAll("~1", "/").replaceAll("~0", "~"));
}

function reach(holder, path) {
  const all = tokens(path);
  const last = all.pop();
  let target = holder;
  for (const token of all) {
    target = target[token];
    if (target === null || typeof target !== "object") throw new Error(`There is nothing at ${path}.`);
  }
  return [target, last];
}

function read(holder, path) {
  const [target, last] = reach(holder, path);
  return target[last];
}

function put(holder, path, value, insert) {
  const [target, last] = reach(holder, path);
  if (!Array.isArray(target)) target[last] = value;
  else if (!insert) target[Number(last)] = value;
  else target.splice(last === "-" ? target.length : Number(last), 0, value);
}

function take(holder, path) {
  const [target, last] = reach(holder, path);
  if (Array.isArray(target)) return target.splice(Number(last), 1)[0];
  const value = target[last];
  delete target[last];
  return value;
}
