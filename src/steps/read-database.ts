import { databaseName } from '../choices/app-name.ts';
import type { DatabaseFacts, Looked, SourceEvidence } from '../doctor/evidence.ts';
import { isUnset, optionOf } from '../doctor/settings.ts';
import { environmentPlace } from '../express-app/environment.ts';
import { optionsOf, textOf, type Value } from '../express-app/values.ts';
import { readLinkedEnvFile } from '../project/env.ts';
import type { Place } from '../project/place.ts';
import { hasRecordedState, readRecorded } from '../project/recorded.ts';
import { Secret } from '../secret.ts';
import type { ReadingOptions } from './read-evidence.ts';
import type { Run } from './run.ts';

/** Where the sessions of an app are, and what they are like there. */
interface Whereabouts {
  /** What the store is given; undefined where that is not seen. */
  uri: Value | undefined;
  database: string | undefined;
  defaultDatabase: string | undefined;
  collection: string;
  expiryField: string;
  idField: string;
  ttl: number | undefined;
  /** Of an app of ours, with accounts or without. */
  created: 'accounts' | 'plain' | undefined;
}

/** The packages that bring a driver. */
const PACKAGES = ['connect-mongo', 'connect-mongodb-session', 'mongoose'];

/** Asks the database of an app. Reads only. */
export async function readDatabase(
  place: Place,
  source: SourceEvidence,
  { mongoUri, checksDatabase }: Pick<ReadingOptions, 'mongoUri' | 'checksDatabase'>,
  { surroundings, signal }: Pick<Run, 'surroundings' | 'signal'>,
): Promise<Looked<DatabaseFacts>> {
  if (!checksDatabase) return { reason: '--no-check-database' };
  const { path, uriKey } = environmentPlace(source.model, source.project);
  const env = path === undefined ? undefined : readLinkedEnvFile(place.real, path);
  const read = (key: string) =>
    env?.get(key)?.reveal() || surroundings.environment[key] || undefined;
  const where = hasRecordedState(place.real)
    ? ofOwnApp(place, surroundings.version, read)
    : ofStore(source, read);
  if (!where) return { reason: 'the sessions are in no store of MongoDB that is known' };
  const found = settle(where.uri, read) ?? settle({ kind: 'environment', name: uriKey }, read);
  const text = mongoUri ?? found?.text;
  if (text === undefined) return { reason: `${uriKey} is not set` };
  const { askDatabase, findDriver } = await import('../toolchain/ask-database.ts');
  const driver = findDriver(place.real, PACKAGES);
  if (!driver) return { reason: "the app's driver, mongodb, is not installed" };
  const others = where.created === 'accounts' ? ['users', 'attempts'] : [];
  const question = { ...where, directory: place.real, driver, uri: new Secret(text), others };
  const answer = await askDatabase(question, signal);
  const { collection, expiryField, ttl, created } = where;
  const name = found?.variable ?? 'the URI in the source';
  const facts = { uriKey: mongoUri === undefined ? name : '--mongo-uri', now: new Date() };
  return { value: { collection, expiryField, ttl, created, answer, ...facts } };
}

/** The first text that a value may be, and how to call it. */
function settle(value: Value | undefined, read: Reading) {
  for (const one of value ? optionsOf(value) : []) {
    const text = one.kind === 'environment' ? read(one.name) : textOf(one);
    if (text) return { text, variable: one.kind === 'environment' ? one.name : undefined };
  }
  return undefined;
}

/** Where an app of ours has its sessions. */
function ofOwnApp({ real }: Place, version: string, read: Reading): Whereabouts {
  const choices = readRecorded(real, version).recorded?.choices ?? {};
  const { collection, template, name, database } = choices as Record<string, string | undefined>;
  const isAccounts = template === 'auth' || template === 'api';
  return {
    ...OF_STORES,
    uri: undefined,
    database: undefined,
    defaultDatabase: database ?? (name === undefined ? undefined : databaseName(name)),
    collection: read('SESSION_COLLECTION') ?? collection ?? OF_STORES.collection,
    created: isAccounts ? 'accounts' : 'plain',
  };
}

/** Where a store of connect-mongo or connect-mongodb-session has them. */
function ofStore({ sessions }: SourceEvidence, read: Reading): Whereabouts | undefined {
  const stores = sessions.flatMap((session) => optionsOf(optionOf(session, 'store') ?? UNKNOWN));
  const [store] = stores;
  if (stores.length !== 1 || store?.kind !== 'external') return undefined;
  if (!/^connect-mongo(db-session)?$/.test(store.package)) return undefined;
  const [options] = store.args ?? [];
  if (options?.kind !== 'object' || options.isOpen) return undefined;
  const option = (...names: readonly string[]) =>
    names.map((name) => options.properties.get(name)).find((value) => value !== undefined);
  const texts = {
    database: option('databaseName', 'dbName'),
    collection: option('collection', 'collectionName'),
    expiryField: option('expiresKey'),
    idField: option('idField'),
  };
  const settled = Object.entries(texts).map(([name, value]) => ({
    name,
    value,
    text: settle(value, read)?.text,
  }));
  // What is computed is somewhere else, perhaps.
  if (settled.some(({ value, text }) => value && !isUnset(value) && !text)) return undefined;
  const known = Object.fromEntries(
    settled.flatMap(({ name, text }) => (text ? [[name, text]] : [])),
  );
  return {
    ...OF_STORES,
    database: undefined,
    ...known,
    uri: option('uri', 'mongoUrl', 'url'),
    defaultDatabase: undefined,
    ttl: secondsOf(option('expiresAfterSeconds'), option('autoRemove')),
    created: undefined,
  };
}

/** What the index of the store is to have; undefined where the store removes what is over by itself. */
function secondsOf(seconds: Value | undefined, autoRemove: Value | undefined) {
  if (textOf(autoRemove) === 'interval') return undefined;
  return seconds?.kind === 'literal' && typeof seconds.value === 'number' ? seconds.value : 0;
}

type Reading = (key: string) => string | undefined;

/** Unless they are told otherwise; the created store is one of them. */
const OF_STORES = { collection: 'sessions', expiryField: 'expires', idField: '_id', ttl: 0 };
const UNKNOWN: Value = { kind: 'unknown' };
