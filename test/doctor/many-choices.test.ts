import { expect, test } from 'vitest';
import { examineSource } from './small-apps.ts';

/** A function that gives one of many things, each of which is one of many. */
function appOfChoices(count: number): Map<string, string> {
  const names = [...Array(count).keys()];
  const app = `const express = require('express');
const session = require('express-session');
const app = express();
const inner = (key) => {
${names.map((name) => `  if (key === '${name}') return require('lib').of('${name}');`).join('\n')}
};
const outer = (key) => {
${names.map((name) => `  if (key === '${name}') return inner(key).of('${name}');`).join('\n')}
};
app.use(session({ secret: process.env.SECRET, store: outer(process.env.KIND) }));
app.listen(3000);
`;
  return new Map([
    ['app.js', app],
    ['package.json', '{ "main": "app.js" }'],
  ]);
}

test('what may be one of very many things is unknown, and following it ends', () => {
  const { checks } = examineSource(appOfChoices(100));
  expect(checks).toContainEqual(
    expect.objectContaining({ code: 'memory-store', status: 'unknown' }),
  );
});
