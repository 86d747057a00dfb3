import { expect, test } from 'vitest';
import { meantCommand } from '../src/command-names.ts';

test.each([
  ['creat', 'create'],
  ['createe', 'create'],
  ['crate', 'create'],
  ['cretae', 'create'],
  ['craete', 'create'],
  ['cleate', 'create'],
  ['Create', 'create'],
  ['regenrate', 'regenerate'],
  ['regenerat', 'regenerate'],
  ['rgeenerate', 'regenerate'],
  ['docter', 'doctor'],
  ['doctro', 'doctor'],
  ['rotate-secrets', 'rotate-secret'],
  ['rotatesecret', 'rotate-secret'],
  ['update', 'regenerate'],
  ['upgrade', 'regenerate'],
  ['init', 'create'],
  ['help', '--help'],
])('takes %s for %s', (name, command) => {
  expect(meantCommand(name)).toBe(command);
});

test.each([
  ...['create', 'regenerate', 'add', 'doctor', 'rotate-secret'],
  ...['ad', 'dd', 'adds', 'bad', 'app', 'crea', 'do', ''],
  ...['creatte-it', 'crt', 'regnrate', 'my-app', 'server', 'doc-tor-s', './init'],
  ...['constructor', '__proto__', 'toString'],
])('takes %j for what it is', (name) => {
  expect(meantCommand(name)).toBeUndefined();
});
