import { describe, expect, test } from 'vitest';
import type { Configuration } from '../../src/doctor/evidence.ts';
import { evidenceOf, outcomeOf, withConfiguration } from './evidence.ts';

const secret = (changes: object) => ({
  secrets: [
    { key: 'SESSION_SECRET', bytes: 44, isPlaceholder: false, example: undefined, ...changes },
  ],
});
const uri = (changes: object) => ({
  uri: { key: 'MONGODB_URI', fault: undefined, namesDatabase: true, ...changes },
});

describe('what is wrong with the file of the variables is found, and what is not is left alone', () => {
  test.each<[string, Partial<Configuration>, string]>([
    ['env-committed', { isTracked: true }, 'found'],
    ['env-committed', { isTracked: true, path: 'config/.env' }, 'found'],
    ['env-committed', { isTracked: true, keys: [] }, 'holds'],
    ['env-committed', {}, 'holds'],
    ['env-committed', { path: 'config/.env' }, 'holds'],
    ['env-readable', { isReadableByOthers: true }, 'found'],
    ['env-readable', { isReadableByOthers: true, path: 'a.env' }, 'found'],
    ['env-readable', { isReadableByOthers: true, keys: [] }, 'holds'],
    ['env-readable', {}, 'holds'],
    ['env-readable', { isReadableByOthers: undefined }, 'skipped'],
    ['secret-in-example', secret({ example: '.env.example' }), 'found'],
    ['secret-in-example', secret({ key: 'KEY', example: '.env.sample' }), 'found'],
    ['secret-in-example', {}, 'holds'],
    ['secret-in-example', secret({ key: 'KEY' }), 'holds'],
    ['secret-in-example', { secrets: [] }, 'skipped'],
    ['secret-short', secret({ bytes: 9 }), 'found'],
    ['secret-short', secret({ bytes: 31, key: 'KEY' }), 'found'],
    ['secret-short', secret({ bytes: 32 }), 'holds'],
    ['secret-short', secret({ bytes: 200 }), 'holds'],
    ['secret-short', { secrets: [] }, 'skipped'],
    ['secret-placeholder', secret({ isPlaceholder: true }), 'found'],
    ['secret-placeholder', secret({ isPlaceholder: true, key: 'KEY' }), 'found'],
    ['secret-placeholder', {}, 'holds'],
    ['secret-placeholder', secret({ key: 'KEY' }), 'holds'],
    ['secret-placeholder', { secrets: [] }, 'skipped'],
    ['secret-twice', { hasTwoSources: true }, 'found'],
    ['secret-twice', { hasTwoSources: true, path: 'a.env' }, 'found'],
    ['secret-twice', {}, 'holds'],
    ['secret-twice', { secrets: [] }, 'holds'],
    ['uri-database', uri({ namesDatabase: false }), 'found'],
    ['uri-database', uri({ namesDatabase: false, key: 'DB' }), 'found'],
    ['uri-database', {}, 'holds'],
    ['uri-database', { uri: undefined }, 'skipped'],
    ['uri-unescaped', uri({ fault: 'it has two @' }), 'found'],
    ['uri-unescaped', uri({ fault: 'it has no host', key: 'DB' }), 'found'],
    ['uri-unescaped', {}, 'holds'],
    ['uri-unescaped', { uri: undefined }, 'skipped'],
  ])('%s: %j is %s', (code, changes, status) => {
    expect(outcomeOf(code, evidenceOf(withConfiguration(changes))).status).toBe(status);
  });
});

test('a URI without a database is no finding where the source names one', () => {
  const app = `const app = require('express')();
require('mongoose').connect(process.env.MONGODB_URI, { dbName: 'shop' });
app.listen(3000);
`;
  const evidence = evidenceOf(withConfiguration(uri({ namesDatabase: false })), app);
  expect(outcomeOf('uri-database', evidence).status).toBe('unknown');
});

describe('a variable that is read before it is loaded', () => {
  const outcome = (lines: string, scripts = {}, isLoadedByNobody = false) =>
    outcomeOf(
      'env-not-loaded',
      evidenceOf(
        withConfiguration({ isLoadedByNobody }),
        `const app = require('express')();\n${lines}app.listen(3000);\n`,
        scripts,
      ),
    );

  test.each([
    "const uri = process.env.MONGODB_URI;\nrequire('dotenv').config();\n",
    "const { SESSION_SECRET } = process.env;\nrequire('dotenv/config');\n",
  ])('is found: %j', (lines) => {
    const found = outcome(lines);
    expect(found).toMatchObject({
      status: 'found',
      findings: [{ at: { file: 'app.js', line: 2 } }],
    });
  });

  test.each([
    "require('dotenv').config();\nconst uri = process.env.MONGODB_URI;\n",
    "const port = process.env.PORT;\nrequire('dotenv').config();\nconst uri = process.env.MONGODB_URI;\n",
    "function uri() { return process.env.MONGODB_URI; }\nrequire('dotenv').config();\nuri();\n",
  ])('is not where it is loaded first: %j', (lines) => {
    expect(outcome(lines).status).toBe('holds');
  });

  test('is not where the script loads it', () => {
    const lines = 'const uri = process.env.MONGODB_URI;\n';
    expect(outcome(lines, { start: 'node --env-file=.env app.js' }).status).toBe('holds');
    expect(outcome(lines, { start: 'node app.js', dev: 'env-cmd node app.js' }, true).status).toBe(
      'holds',
    );
  });

  test('cannot be told where nothing in the project loads it: the machine may', () => {
    expect(outcome('const uri = process.env.MONGODB_URI;\n', {}, true).status).toBe('unknown');
  });
});
