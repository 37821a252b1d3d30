// One library on one pair: node --expose-gc peers.mjs LIBRARY PAIR MILLISECONDS. Prints one line of JSON.
import { readFileSync } from 'node:fs';

const [library, pair, milliseconds] = process.argv.slice(2);
const before = readFileSync(`${pair}.old.json`);
const after = readFileSync(`${pair}.new.json`);

async function load() {
  switch (library) {
    case 'fast-json-patch': {
      const { default: { compare } } = await import('fast-json-patch');
      return compare;
    }
    case 'rfc6902': {
      const { createPatch } = await import('rfc6902');
      return createPatch;
    }
    case 'just-diff': {
      const { diff, jsonPatchPathConverter } = await import('just-diff');
      return (a, b) => diff(a, b, jsonPatchPathConverter);
    }
    case 'jsondiffpatch': {
      const { create } = await import('jsondiffpatch');
      const { format } = await import('jsondiffpatch/formatters/jsonpatch');
      // Told the identity of every list here; where there is none, the whole item.
      const objectHash = (o) => o.id ?? o.symbol ?? o.metadata?.uid ?? JSON.stringify(o);
      const differ = create({ objectHash });
      return (a, b) => format(differ.diff(a, b) ?? []);
    }
    default:
      throw new Error(`unknown library ${library}`);
  }
}

const diff = await load();
const run = () => Buffer.from(JSON.stringify(diff(JSON.parse(before.toString('utf8')), JSON.parse(after.toString('utf8')))));

const first = process.hrtime.bigint();
let bytes = run().length;
const once = Number(process.hrtime.bigint() - first) / 1e6;
const times = [];
if (once > 5000) {
  times.push(once);
} else {
  for (const end = performance.now() + Number(milliseconds) / 2; performance.now() < end;) run();
  for (const end = performance.now() + Number(milliseconds); performance.now() < end || times.length < 3;) {
    const start = process.hrtime.bigint();
    run();
    times.push(Number(process.hrtime.bigint() - start) / 1e6);
  }
}
times.sort((a, b) => a - b);
globalThis.gc();
const heap = process.memoryUsage().heapUsed;
if (once <= 5000) run();
const allocated = once <= 5000 ? process.memoryUsage().heapUsed - heap : 0;
console.log(JSON.stringify({ bytes, median: times[times.length >> 1], p95: times[Math.floor(times.length * 0.95)], allocated }));
