import type { Check, Outcome } from '../../src/doctor/check.ts';
import { CHECKS } from '../../src/doctor/checks.ts';
import type {
  Configuration,
  DatabaseFacts,
  Dependencies,
  Evidence,
} from '../../src/doctor/evidence.ts';
import { readSource } from '../../src/doctor/read-source.ts';
import { projectOf } from '../../src/express-app/project.ts';
import type { DatabaseAnswer } from '../../src/toolchain/ask-database.ts';
import { NOTHING_READ } from './nothing-read.ts';

const APP = `const express = require('express');
const session = require('express-session');
const passport = require('passport');
const MongoStore = require('connect-mongo');
const app = express();
app.use(session({ secret: process.env.SESSION_SECRET, store: MongoStore.create({ mongoUrl: process.env.MONGODB_URI }) }));
app.use(passport.initialize());
app.listen(3000);
`;

/** The evidence of a small app, with what else was read about it. */
export function evidenceOf(
  parts: Partial<Omit<Evidence, 'source'>>,
  app = APP,
  scripts = {},
): Evidence {
  const packageJson = JSON.stringify({ scripts: { start: 'node app.js', ...scripts } });
  const project = projectOf(
    new Map([
      ['package.json', packageJson],
      ['app.js', app],
    ]),
  );
  const source = project && readSource(project, undefined);
  if (!source || 'refusals' in source) throw new Error('no app');
  return { ...NOTHING_READ, ...parts, source };
}

export const GOOD_CONFIGURATION: Configuration = {
  path: '.env',
  isTracked: false,
  isReadableByOthers: false,
  keys: ['SESSION_SECRET', 'MONGODB_URI'],
  secrets: [{ key: 'SESSION_SECRET', bytes: 44, isPlaceholder: false, example: undefined }],
  hasTwoSources: false,
  uri: { key: 'MONGODB_URI', fault: undefined, namesDatabase: true },
  isLoadedByNobody: false,
};

export function withConfiguration(changes: Partial<Configuration>): Partial<Evidence> {
  return { configuration: { value: { ...GOOD_CONFIGURATION, ...changes } } };
}

export function withDependencies(changes: Partial<Dependencies>): Partial<Evidence> {
  return { dependencies: { ...NOTHING_READ.dependencies, ...changes } };
}

const GOOD_ANSWER: DatabaseAnswer = {
  version: '8.0.4',
  isMongoDB: true,
  uptime: 90_000,
  skew: 20,
  isReplicaSet: true,
  indexes: { sessions: [{ key: { expires: 1 }, expireAfterSeconds: 0, isUnique: false }] },
  count: 10,
  endless: 0,
  overdue: 0,
  large: 0,
  largest: 400,
  ids: { looked: 10, plain: 0, hashed: 10 },
};

export function withDatabase(
  changes: Partial<DatabaseAnswer> | { error: string },
  facts: Partial<DatabaseFacts> = {},
): Partial<Evidence> {
  const answer = 'error' in changes ? changes : { ...GOOD_ANSWER, ...changes };
  const value: DatabaseFacts = {
    collection: 'sessions',
    expiryField: 'expires',
    ttl: 0,
    created: undefined,
    answer: answer as DatabaseFacts['answer'],
    uriKey: 'MONGODB_URI',
    now: new Date('2026-06-01'),
    ...facts,
  };
  return { database: { value } };
}

export function outcomeOf(code: string, evidence: Evidence): Outcome {
  return checkOf(code).judge(evidence);
}

export function checkOf(code: string): Check {
  const check = CHECKS.find((one) => one.code === code);
  if (!check) throw new Error(`no check ${code}`);
  return check;
}
