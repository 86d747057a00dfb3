import { describe, expect, test } from 'vitest';
import { judge, parseSmallApp } from './small-app.ts';

/** What is said of an app with these lines before its only route. */
function warningsFor(...lines: string[]): readonly string[] {
  const verdict = judge(
    parseSmallApp(
      'warned',
      `An app.
--- package.json
{ "scripts": { "start": "node app.js" } }
--- app.js
const express = require('express');
const cookieParser = require('cookie-parser');
${lines.some((line) => line.includes('session(')) ? "const session = require('express-session');" : ''}
const app = express();
${lines.join('\n')}
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
`,
    ),
  );
  if (typeof verdict === 'string' || verdict.kind !== 'edited') throw new Error('it is not edited');
  return verdict.warnings;
}

describe('cookie-parser with a secret of its own is warned about', () => {
  test.each([
    ["'theirs'"],
    ['process.env.COOKIE_SECRET'],
    ["['theirs']"],
    ["require('./config').secret"],
    ["process.env.SESSION_SECRET || 'theirs'"],
  ])('beside a session of ours: %s', (secret) => {
    const [warning, ...others] = warningsFor(`app.use(cookieParser(${secret}));`);
    expect(warning).toMatch(/^cookie-parser \(app\.js:5\) .* SESSION_SECRET: .*Give it the same/);
    expect(others).toEqual([]);
  });

  test('beside a session of theirs with another one', () => {
    const warnings = warningsFor(
      'app.use(cookieParser(process.env.COOKIE_SECRET));',
      'app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false }));',
    );
    expect(warnings).toEqual([expect.stringMatching(/^cookie-parser \(app\.js:5\)/)]);
  });
});

describe('cookie-parser is of no matter', () => {
  test.each(['', "''", 'undefined', 'process.env.SESSION_SECRET'])('with %j', (secret) => {
    expect(warningsFor(`app.use(cookieParser(${secret}));`)).toEqual([]);
  });

  test('with the secret of their session', () => {
    const warnings = warningsFor(
      'app.use(cookieParser(process.env.SECRET));',
      'app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false }));',
    );
    expect(warnings).toEqual([]);
  });
});

test('a secret in the code is warned about, and stays', () => {
  expect(warningsFor("app.use(session({ secret: 'theirs' }));")).toEqual([
    expect.stringMatching(/secret stands in the code \(app\.js:5\).*Read it from the environment/),
  ]);
});
