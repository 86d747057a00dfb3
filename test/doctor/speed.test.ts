import { expect, test } from 'vitest';
import { examineSource } from './small-apps.ts';

const ROUTERS = 300;

/** An app of this many routers, each in a file of its own, with handlers that use the session. */
function appOf(routers: number): Map<string, string> {
  const names = [...Array(routers).keys()].map((number) => `r${number}`);
  const files = names.map((name): [string, string] => [
    `routes/${name}.js`,
    `const router = require('express').Router();
const bcrypt = require('bcrypt');
${[...Array(8).keys()]
  .map(
    (number) => `router.post('/${name}/${number}', async (req, res, next) => {
  try {
    const user = await find({ email: req.body.email, of: '${name}' });
    if (!(await bcrypt.compare(req.body.password, user.hash))) return res.sendStatus(401);
    req.session.regenerate((error) => {
      if (error) return next(error);
      req.session.userId = user.id;
      res.json({ user: user.name });
    });
  } catch (error) {
    next(error);
  }
});
`,
  )
  .join('')}module.exports = router;
`,
  ]);
  const app = `const express = require('express');
const session = require('express-session');
const app = express();
app.use(session({ secret: process.env.SECRET, resave: false }));
${names.map((name) => `app.use(require('./routes/${name}'));`).join('\n')}
app.listen(3000);
`;
  return new Map([...files, ['app.js', app], ['package.json', '{ "main": "app.js" }']]);
}

test('an app of 300 files is judged within three seconds of processor time', () => {
  const files = appOf(ROUTERS);
  examineSource(appOf(10));
  const before = process.cpuUsage();
  const { findings } = examineSource(files);
  const { user, system } = process.cpuUsage(before);
  expect(findings.map(({ code }) => code)).not.toContain('login-keeps-id');
  expect((user + system) / 1e6).toBeLessThan(3);
});

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

test('what may be one of very many things takes no longer for it', () => {
  const before = process.cpuUsage();
  const { checks } = examineSource(appOfChoices(100));
  const { user, system } = process.cpuUsage(before);
  expect(checks).toContainEqual(
    expect.objectContaining({ code: 'memory-store', status: 'unknown' }),
  );
  expect((user + system) / 1e6).toBeLessThan(3);
});
