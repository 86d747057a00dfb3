import { describe, expect, test } from 'vitest';
import type { Dependencies } from '../../src/doctor/evidence.ts';
import { allows, endOf, parseVersion } from '../../src/doctor/versions.ts';
import { evidenceOf, outcomeOf, withDependencies } from './evidence.ts';

const installed = (versions: Record<string, string>, more: Partial<Dependencies> = {}) => ({
  versions: new Map(Object.entries(versions)),
  ...more,
});
const range = (name: string, text: string) => ({ ranges: { [name]: text } });
const wants = (text: string) => ({ wants: new Map([['connect-mongo > mongodb', text]]) });
const own = (version: string) => ({ ownDrivers: new Map([['connect-mongo', version]]) });

describe('versions with known faults are found, and others are left alone', () => {
  test.each<[string, Partial<Dependencies>, string]>([
    ['express-session', installed({ 'express-session': '1.17.1' }), 'found'],
    ['express-session', range('express-session', '1.18.1'), 'found'],
    ['express-session', range('express-session', '~1.17.0'), 'found'],
    ['express-session', installed({ 'express-session': '1.18.2' }), 'holds'],
    ['express-session', range('express-session', '^1.19.0'), 'holds'],
    ['express-session', range('express-session', '^1.17.0'), 'unknown'],
    [
      'express-session',
      installed({ 'express-session': '1.19.0' }, range('express-session', '^1.15.0')),
      'holds',
    ],
    ['passport-fixation', installed({ passport: '0.5.3' }), 'found'],
    ['passport-fixation', range('passport', '^0.4.1'), 'found'],
    ['passport-fixation', installed({ passport: '0.7.0' }), 'holds'],
    ['passport-fixation', range('passport', '^0.6.0'), 'holds'],
    ['passport-fixation', range('passport', '*'), 'unknown'],
    [
      'store-package',
      installed({ 'connect-mongo': '5.1.0', mongodb: '7.0.0' }, wants('>= 5.1.0 < 7')),
      'found',
    ],
    [
      'store-package',
      installed({ 'connect-mongo': '4.6.0', mongodb: '6.3.0' }, wants('^4.1.0')),
      'found',
    ],
    [
      'store-package',
      installed({ 'connect-mongo': '5.1.0', mongodb: '6.3.0' }, wants('>= 5.1.0 < 7')),
      'holds',
    ],
    [
      'store-package',
      installed({ 'connect-mongo': '9.0.0', mongodb: '6.3.0' }, wants('5.x || 6.x')),
      'holds',
    ],
    [
      'store-package',
      installed({ 'connect-mongo': '9.0.0', mongodb: '6.3.0' }, wants('latest')),
      'unknown',
    ],
    ['store-package', installed({ 'connect-mongo': '5.1.0', mongodb: '6.3.0' }), 'unknown'],
    ['store-package', installed({}), 'unknown'],
    ['store-package', installed({ mongodb: '7.0.0' }, own('6.22.0')), 'holds'],
    ['driver-twice', installed({ mongodb: '7.0.0' }, own('6.22.0')), 'found'],
    ['driver-twice', installed({ mongodb: '4.17.2' }, own('6.22.0')), 'found'],
    ['driver-twice', installed({ mongodb: '6.22.0', 'connect-mongo': '5.1.0' }), 'holds'],
    ['driver-twice', installed({ 'connect-mongo': '5.1.0' }, own('6.22.0')), 'holds'],
    ['driver-twice', installed({ mongodb: '6.22.0' }), 'unknown'],
    ['types-mismatch', installed({ '@types/express': '4.17.21', express: '5.1.0' }), 'found'],
    ['types-mismatch', { ranges: { '@types/express': '^5.0.0', express: '^4.18.2' } }, 'found'],
    ['types-mismatch', installed({ '@types/express': '5.0.0', express: '5.1.0' }), 'holds'],
    ['types-mismatch', range('express', '^4.18.0'), 'holds'],
  ])('%s: %j is %s', (code, changes, status) => {
    expect(outcomeOf(code, evidenceOf(withDependencies(changes))).status).toBe(status);
  });

  test.each([
    ['that nothing takes in', ''],
    ['that checks tokens', "app.use(require('passport').initialize());"],
    [
      'whose session is in the cookie',
      "app.use(require('cookie-session')({ secret: 'a' }));\napp.use(require('passport').session());",
    ],
  ])('a passport %s keeps no id', (_, line) => {
    const app = `const app = require('express')();\n${line}\napp.listen(3000);\n`;
    const evidence = evidenceOf(withDependencies(installed({ passport: '0.4.0' })), app);
    expect(outcomeOf('passport-fixation', evidence).status).toBe('holds');
  });
});

describe('a listener for the error of connect-mongodb-session', () => {
  const app = (listener: string) => `const session = require('express-session');
const Store = require('connect-mongodb-session')(session);
const app = require('express')();
const store = new Store({ uri: process.env.URI });
${listener}
app.use(session({ secret: process.env.SECRET, store }));
app.listen(3000);
`;
  const listener = "store.on('error', (error) => console.error(error));";

  test.each([
    ['3.1.1', listener, 'unknown'],
    ['3.1.1', '', 'found'],
    ['4.0.0', listener, 'found'],
    ['5.0.0', listener, 'found'],
  ])('of %s, as in %j: a process that ends is %s', (version, line, status) => {
    const versions = installed({ 'connect-mongodb-session': version });
    const evidence = evidenceOf(withDependencies(versions), app(line));
    expect(outcomeOf('store-crashes', evidence).status).toBe(status);
  });
});

test.each([
  ['^1.17.0', [2, 0, 0]],
  ['~1.17.1', [1, 18, 0]],
  ['^0.5.0', [0, 6, 0]],
  ['^0.0.3', [0, 0, 4]],
  ['1.17', [1, 18, 0]],
  ['5.x', [6, 0, 0]],
  ['1.2.3', [1, 2, 4]],
  ['>=1 <2', undefined],
  ['latest', undefined],
])('the range %s ends before %j', (text, end) => expect(endOf(text)).toEqual(end));

test.each([
  ['5.x || 6.x', '6.22.0', true],
  ['5.x || 6.x', '7.0.0', false],
  ['>= 5.1.0 < 7', '6.9.0', true],
  ['>= 5.1.0 < 7', '5.0.0', false],
  ['^6.3.0', '6.2.9', false],
  ['workspace:*', '6.2.9', undefined],
])('%s allows %s: %s', (text, version, answer) => {
  const parsed = parseVersion(version);
  expect(parsed && allows(text, parsed)).toBe(answer);
});
