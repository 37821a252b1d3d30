// node peers.mjs PAIRS ANSWERS: each line of PAIRS is {"old","next","patch"}; each line of ANSWERS holds the document
// that each library makes of old and patch, and the patch that each finds itself. Everything happens under /doc, for
// rfc6902 can't replace a whole document.
import { readFileSync, writeFileSync } from 'node:fs';
import fast from 'fast-json-patch';
import { applyPatch, createPatch } from 'rfc6902';

const [pairs, answers] = process.argv.slice(2);
const under = (patch) => patch.map((o) => ({ ...o, path: `/doc${o.path}`, ...(o.from === undefined ? {} : { from: `/doc${o.from}` }) }));
const copy = (value) => JSON.parse(JSON.stringify(value));

const lines = readFileSync(pairs, 'utf8').split('\n').filter((line) => line.length > 0).map((line) => {
  const { old, next, patch } = JSON.parse(line);
  const byFast = fast.applyPatch({ doc: copy(old) }, under(patch), true).newDocument.doc;
  const holder = { doc: copy(old) };
  const errors = applyPatch(holder, under(copy(patch))).filter((e) => e !== null).map(String);
  const fastPatch = fast.compare({ doc: old }, { doc: next });
  const rfcPatch = createPatch({ doc: old }, { doc: next });
  return JSON.stringify({ byFast, byRfc: holder.doc, errors, fastPatch, rfcPatch });
});
writeFileSync(answers, lines.join('\n'));
