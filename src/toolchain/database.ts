import { connect } from 'node:net';
import type { Secret } from '../secret.ts';
import { run } from './process.ts';
import { type Step, timed } from './step.ts';

export interface DatabaseCheck {
  directory: string;
  uri: Secret;
  /** How the URI may be shown. */
  shownUri: string;
  /** Undefined when the URI names a service record. */
  hosts: readonly string[] | undefined;
  /** The database to look at when the URI names none. */
  database: string;
  collection: string;
  /** What the app calls its driver. */
  driver?: string;
  /** Starts a development database with the app, when there is one. */
  devCommand: string | undefined;
}

/**
 * Sees whether the database is fit for sessions, with the created app's own driver: it answers, and has the index
 * that removes expired sessions or lets the app create it. Reads only. A failure is a warning, no more.
 */
export function checkDatabase(check: DatabaseCheck, signal: AbortSignal): Promise<Step> {
  const { directory, uri, shownUri, database, collection, driver = 'mongodb', devCommand } = check;
  const step = (status: Step['status'], detail: string, remedy?: string) =>
    ({ name: 'database', status, detail, ...(remedy && { remedy }) }) as const;

  return timed(async () => {
    if (devCommand && (await isOwnAndSilent(check.hosts))) {
      return step(
        'skipped',
        `nothing listens there yet; ${devCommand} starts a development database`,
      );
    }
    const environment = {
      CHECK: JSON.stringify({ uri: uri.reveal(), database, collection, driver }),
    };
    const args = ['--input-type=module', '-'];
    const ran = await run(process.execPath, args, {
      directory,
      environment,
      input: SCRIPT,
      timeout: 10_000,
      signal,
    });
    const answer = parse(ran.stdout);
    if (answer.ok) return step('done', answer.ok);
    const [reason, remedy] = reasonOf(answer);
    return step('failed', `${shownUri}: ${reason}`, remedy);
  });
}

/** Why it is not fit, and what to do. */
function reasonOf({ error, file }: Answer): readonly [reason: string, remedy: string] {
  if (error === undefined) return ['it does not answer', START_OR_CORRECT];
  if (file !== undefined) {
    const there = 'Put it there, or correct MONGODB_URI in .env.';
    return [`the file ${file}, which it names, cannot be read (${error})`, there];
  }
  return REASONS[error] ?? [`the driver says ${error}`, 'Correct MONGODB_URI in .env.'];
}

const START_OR_CORRECT =
  'Start MongoDB or correct MONGODB_URI in .env; on Atlas, allow this address.';

/** What to do about an answer, by the code or the name of the driver's error. Its message may quote the URI. */
const REASONS: Readonly<Record<string, readonly [string, string]>> = {
  18: ['user or password are wrong', 'Correct MONGODB_URI in .env.'],
  8000: ['user or password are wrong', 'Correct MONGODB_URI in .env.'],
  13: ['the user may not read the database', 'Give the user the role readWrite on it.'],
  'no-index': [
    'the user may not create the index that removes expired sessions',
    'Give the user the role readWrite on the database, or create the index: the README says how.',
  ],
  MongoServerSelectionError: ['nothing answers there', START_OR_CORRECT],
  MongoParseError: ['the driver does not take this URI', 'Correct MONGODB_URI in .env.'],
  MongoInvalidArgumentError: ['the driver does not take this URI', 'Correct MONGODB_URI in .env.'],
  ENOTFOUND: ['there is no such host', 'Correct MONGODB_URI in .env.'],
  ENODATA: ['there is no such host', 'Correct MONGODB_URI in .env.'],
};

interface Answer {
  ok?: string;
  error?: string;
  /** Of the URI's options, when it is a file that could not be read. */
  file?: string;
}

function parse(stdout: string): Answer {
  try {
    return JSON.parse(stdout);
  } catch {
    return {};
  }
}

/** Whether all hosts are this machine and nothing listens at the first one. */
async function isOwnAndSilent(hosts: readonly string[] | undefined): Promise<boolean> {
  const own = /^(localhost|127(?:\.\d+){3}|\[::1\])(?::(\d+))?$/i;
  const [first, ...others] = (hosts ?? []).map((host) => own.exec(host));
  if (!first || others.length > 0) return false;
  const host = (first[1] ?? '').replace(/^\[|\]$/g, '');
  const port = Number(first[2] ?? 27_017);
  return new Promise((resolve) => {
    const socket = connect({ host, port, timeout: 1_000 });
    const end = (silent: boolean) => {
      socket.destroy();
      resolve(silent);
    };
    socket.once('connect', () => end(false));
    socket.once('timeout', () => end(true));
    socket.once('error', () => end(true));
  });
}

const SCRIPT = `
const { uri, database, collection, driver } = JSON.parse(process.env.CHECK);
const print = (answer) => console.log(JSON.stringify(answer));
let client;
try {
  const { MongoClient } = await import(driver);
  client = new MongoClient(uri, { serverSelectionTimeoutMS: 4000, connectTimeoutMS: 4000 });
  await client.connect();
  const named = /^[^:]+:\\/\\/[^/?#]+\\/[^?#]/.test(uri);
  const db = client.db(named ? undefined : database);
  await db.command({ ping: 1 });
  const indexes = await db.collection(collection).indexes().catch((error) => {
    if (error.code === 26) return [];
    throw error;
  });
  const ttl = indexes.some(({ key, expireAfterSeconds }) => key.expires === 1 && expireAfterSeconds !== undefined);
  if (ttl) print({ ok: 'answers; expired sessions are removed by an index' });
  else if (await mayCreateIndexes(db)) print({ ok: 'answers; the app creates its index when it starts' });
  else print({ error: 'no-index' });
} catch (error) {
  print({ error: String(error.code ?? error.name), file: error.path });
}
await client?.close();

async function mayCreateIndexes(db) {
  const { authInfo } = await db.command({ connectionStatus: 1, showPrivileges: true });
  const { authenticatedUsers = [], authenticatedUserPrivileges = [] } = authInfo;
  if (authenticatedUsers.length === 0) return true;
  return authenticatedUserPrivileges.some(({ resource, actions }) =>
    actions.includes('createIndex') &&
    ['', db.databaseName].includes(resource.db ?? '') &&
    ['', collection].includes(resource.collection ?? ''));
}
`;
