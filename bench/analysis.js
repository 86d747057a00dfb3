import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compare } from './compare.js';
import { runNode } from './packages.js';

const FILES = 300;

/**
 * Times what `doctor` and `add` take to follow an app of many files that somebody else wrote, next to Babel's parser,
 * which only reads the same files, and to a start-up that does nothing.
 *
 * @param {string} launcher of the installed package
 * @param {string} folder a temporary one
 * @param {number} runs
 */
export async function measureAnalysis(launcher, folder, runs) {
  const app = join(folder, 'app');
  writeApp(app);
  const parser = fileURLToPath(import.meta.resolve('@babel/parser'));
  const parse = `const { parse } = require(${JSON.stringify(parser)}), fs = require('fs');
for (const file of fs.readdirSync('routes')) parse(fs.readFileSync('routes/' + file, 'utf8'));`;
  const [doctor = 0, add = 0, , alone = 0] = await compare(
    `Analysis of an app of ${FILES} files`,
    [
      {
        label: 'doctor',
        run: () => {
          const found = runNode(app, [launcher, 'doctor', '--no-check-database'], [0, 1]);
          if (!found.includes('memory-store')) throw new Error(`doctor found nothing: ${found}`);
        },
      },
      {
        label: 'add --dry-run',
        run: () => {
          const plan = runNode(app, [launcher, 'add', '--dry-run', '--yes']);
          if (!plan.includes('app.js')) throw new Error(`add plans nothing: ${plan}`);
        },
      },
      { label: "Babel's parser alone", run: () => void runNode(app, ['-e', parse]) },
      {
        label: 'create-mongo-session-app --version',
        run: () => void runNode(app, [launcher, '--version']),
      },
    ],
    runs,
  );
  const beyond = [doctor, add].map((time) => (time - alone).toFixed(0));
  console.log(`Beyond the start-up: doctor ${beyond[0]} ms, add ${beyond[1]} ms`);
}

/** @param {string} app */
function writeApp(app) {
  mkdirSync(join(app, 'routes'), { recursive: true });
  const names = Array.from({ length: FILES }, (_, index) => `r${index}`);
  for (const name of names) writeFileSync(join(app, 'routes', `${name}.js`), routerOf(name));
  const uses = names.map((name) => `app.use('/${name}', require('./routes/${name}'));`);
  writeFileSync(join(app, 'app.js'), APP.replace('// routes', uses.join('\n')));
  const dependencies = { express: '^5.0.0', 'express-session': '^1.18.0' };
  const packageJson = { name: 'many', scripts: { start: 'node app.js' }, dependencies };
  writeFileSync(join(app, 'package.json'), JSON.stringify(packageJson));
}

const APP = `const express = require('express');
const session = require('express-session');
const app = express();
app.use(session({ secret: process.env.SECRET, resave: false, saveUninitialized: false }));
// routes
app.listen(3000);
`;

/** @param {string} name */
function routerOf(name) {
  const handlers = Array.from(
    { length: 8 },
    (_, number) => `router.post('/${number}', async (req, res, next) => {
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
  );
  return `const router = require('express').Router();
const bcrypt = require('bcrypt');
const { find } = require('users');
${handlers.join('')}module.exports = router;
`;
}
