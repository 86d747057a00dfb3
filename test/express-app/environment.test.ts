import { describe, expect, test } from 'vitest';
import { environmentPlace } from '../../src/express-app/environment.ts';
import { projectOf } from '../../src/express-app/project.ts';
import { judge, parseSmallApp } from './small-app.ts';

/** Where the variables of an app with these lines come from. */
function placeFor(lines: string, start = 'node app.js') {
  const app = parseSmallApp(
    'with variables',
    `An app.
--- package.json
${JSON.stringify({ scripts: { start } })}
--- app.js
const path = require('path');
const express = require('express');
${lines}
const app = express();
app.get('/', (req, res) => res.send('hello'));
app.listen(3000);
`,
  );
  const verdict = judge(app);
  const project = projectOf(app.files);
  if (typeof verdict === 'string' || verdict.kind !== 'edited' || !project)
    throw new Error('it is not edited');
  return environmentPlace(verdict.model, project);
}

describe('the file that is loaded is found', () => {
  test.each([
    ["require('dotenv').config();", '.env'],
    ["require('dotenv/config');", '.env'],
    ["require('dotenv').config({ quiet: true });", '.env'],
    ["require('dotenv').config({ path: './config/.env' });", 'config/.env'],
    [
      "require('dotenv').config({ path: path.join(__dirname, 'config', 'dev.env') });",
      'config/dev.env',
    ],
    [
      "require('dotenv').config({ path: path.resolve(process.cwd(), '.env.local') });",
      '.env.local',
    ],
    ["require('dotenv').config({ path: __dirname + '/conf.env' });", 'conf.env'],
    ['process.loadEnvFile();', '.env'],
    ["process.loadEnvFile('./local.env');", 'local.env'],
    ["const { config } = require('dotenv'); config();", '.env'],
  ])('by %s', (line, path) => {
    expect(placeFor(line)).toMatchObject({ path, isLoadedByNobody: false });
  });

  test.each([
    ['node --env-file=.env.local app.js', '.env.local'],
    ['node --env-file-if-exists=conf/.env app.js', 'conf/.env'],
    ['node -r dotenv/config app.js', '.env'],
    ['nodemon --require dotenv/config app.js', '.env'],
  ])('by the script %s', (script, path) => {
    expect(placeFor('', script)).toMatchObject({ path, isLoadedByNobody: false });
  });
});

test.each([
  "require('dotenv').config({ path: '.env.' + process.env.NODE_ENV });",
  "require('dotenv').config({ path: require('./where') });",
  "require('dotenv').config(options);",
  "require('dotenv').config({ path: '/etc/app.env' });",
  "require('dotenv').config(); require('dotenv').config({ path: '.env.local' });",
])('with %s there is no telling which file it is', (line) => {
  expect(placeFor(line)).toMatchObject({ path: undefined, isLoadedByNobody: false });
});

test('where nothing loads one, it is .env, and the new code does', () => {
  expect(placeFor('')).toMatchObject({ path: '.env', isLoadedByNobody: true });
});

describe('the URI comes from the variable', () => {
  test.each([
    ["require('mongoose').connect(process.env.DB_CONNECT);", 'DB_CONNECT'],
    ["const url = process.env.DATABASE_URL; require('mongoose').connect(url);", 'DATABASE_URL'],
    [
      "require('mongoose').connect(process.env.MONGO_URI || 'mongodb://localhost/shop');",
      'MONGO_URI',
    ],
    [
      "const { MongoClient } = require('mongodb'); new MongoClient(process.env.ATLAS_URI);",
      'ATLAS_URI',
    ],
    ["const { STORE } = process.env; require('mongoose').createConnection(STORE);", 'STORE'],
    ['exports.db = process.env.MONGODB_CONNECTION_STRING;', 'MONGODB_CONNECTION_STRING'],
  ])('that %s connects with', (line, uriKey) => expect(placeFor(line)).toMatchObject({ uriKey }));

  test.each([
    "require('mongoose').connect('mongodb://localhost/shop');",
    "require('knex')({ connection: process.env.DATABASE_URL });",
    '',
  ])('MONGODB_URI where %j', (line) => expect(placeFor(line).uriKey).toBe('MONGODB_URI'));
});
