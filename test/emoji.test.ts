import { createRequire } from 'node:module';
import { expect, test } from 'vitest';

const require = createRequire(import.meta.url);
const ours: () => RegExp = require('../build/emoji.cjs');
const listed: () => RegExp = require('emoji-regex');

test.each([
  ['one', '👍'],
  ['one with the colour of a skin', '👍🏽'],
  ['a heart, which is text without its selector', '❤️'],
  ['a family', '👨‍👩‍👧'],
  ['a couple', '👩‍❤️‍👨'],
  ['a profession', '👩🏾‍⚕️'],
  ['a flag', '🇩🇪'],
  ['two flags', '🇩🇪🇫🇷'],
  ['the flag of a part of a country', '🏴󠁧󠁢󠁥󠁮󠁧󠁿'],
  ['a key', '1️⃣'],
  ['a digit', '7'],
  ['signs that are text', '✔ › … ❯ ☺'],
  ['words', 'Where shall the app go? 你好'],
])('%s takes the room that the list of all emoji gives it', (_what, text) => {
  const around = `a${text}b`;
  expect(around.replace(ours(), '  ')).toBe(around.replace(listed(), '  '));
});
