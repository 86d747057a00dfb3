import { format, inspect } from 'node:util';
import { expect, test } from 'vitest';
import { Secret } from '../src/secret.ts';

const HIDDEN = 'canary-4711';
const secret = new Secret(HIDDEN);

test.each<[string, () => unknown]>([
  ['as a string', () => String(secret)],
  ['in a template', () => `${secret}`],
  ['joined', () => [secret, secret].join()],
  ['as JSON', () => JSON.stringify({ secret, list: [secret] })],
  ['inspected', () => inspect({ secret }, { depth: 9, showHidden: true })],
  ['inspected without its own say', () => inspect(secret, { customInspect: false })],
  ['in a log line', () => format('%s %o %O %j', secret, secret, secret, secret)],
  ['in an error', () => new Error(String(secret), { cause: secret })],
  ['by its keys', () => [Object.keys(secret), Reflect.ownKeys(secret)]],
  ['by its values', () => Object.values(secret)],
  ['spread', () => ({ ...secret })],
  ['cloned', () => structuredClone(secret)],
])('a secret gives nothing away %s', (_how, show) => {
  expect(inspect(show(), { depth: 9, showHidden: true, getters: true })).not.toContain(HIDDEN);
});

test('a secret is shown as [secret], and revealed when asked', () => {
  expect(`${secret} ${JSON.stringify(secret)} ${inspect(secret)}`).toBe(
    '[secret] "[secret]" [secret]',
  );
  expect(secret.reveal()).toBe(HIDDEN);
});
