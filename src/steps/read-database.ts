import type { DatabaseFacts, Looked, SourceEvidence } from '../doctor/evidence.ts';
import { optionOf } from '../doctor/settings.ts';
import { environmentPlace } from '../express-app/environment.ts';
import { optionsOf, textOf, type Value } from '../express-app/values.ts';
import { readEnvFile } from '../project/env.ts';
import type { Place } from '../project/place.ts';
import { hasRecordedState, readRecorded } from '../project/recorded.ts';
import { Secret } from '../secret.ts';
import type { ReadingOptions } from './read-evidence.ts';
import type { Run } from './run.ts';

/** Where the sessions of an app are, and what they are like there. */
interface Whereabouts {
  collection: string;
  database: string | undefined;
  expiryField: string;
  ttl: number;
  /** Of an app of ours, with accounts or without. */
  created: 'accounts' | 'plain' | undefined;
}

/** Asks the database of an app. Reads only. */
export async function readDatabase(
  place: Place,
  source: SourceEvidence,
  { mongoUri, checksDatabase }: Pick<ReadingOptions, 'mongoUri' | 'checksDatabase'>,
  { surroundings, signal }: Pick<Run, 'surroundings' | 'signal'>,
): Promise<Looked<DatabaseFacts>> {
  if (!checksDatabase) return { reason: '--no-check-database' };
  const where = whereabouts(place, source, surroundings.version);
  if (!where) return { reason: 'the sessions are in no store of MongoDB that is known' };
  const { path, uriKey } = environmentPlace(source.model, source.project);
  const env = path === undefined ? undefined : readEnvFile(place.real, path);
  const { environment } = surroundings;
  const text =
    mongoUri ?? env?.get(uriKey)?.reveal() ?? environment[uriKey] ?? environment.MONGODB_URI;
  if (!text) return { reason: `${uriKey} is not set` };
  const { askDatabase, hasDriver } = await import('../toolchain/ask-database.ts');
  if (!hasDriver(place.real)) return { reason: "the app's driver, mongodb, is not installed" };
  const others = where.created === 'accounts' ? ['users', 'attempts'] : [];
  const question = { ...where, directory: place.real, uri: new Secret(text), others };
  const answer = await askDatabase(question, signal);
  const { collection, expiryField, ttl, created } = where;
  const now = new Date();
  return { value: { collection, expiryField, ttl, created, answer, uriKey, now } };
}

function whereabouts(
  { real }: Place,
  { sessions }: SourceEvidence,
  version: string,
): Whereabouts | undefined {
  if (hasRecordedState(real)) {
    const { collection, template } = (readRecorded(real, version).recorded?.choices ?? {}) as {
      collection?: string;
      template?: string;
    };
    return {
      collection: collection ?? 'sessions',
      database: undefined,
      expiryField: 'expires',
      ttl: 0,
      created: template === 'auth' || template === 'api' ? 'accounts' : 'plain',
    };
  }
  const stores = sessions.flatMap((session) => optionsOf(optionOf(session, 'store') ?? UNKNOWN));
  const [store] = stores;
  if (stores.length !== 1 || store?.kind !== 'external') return undefined;
  if (!/^connect-mongo(db-session)?$/.test(store.package)) return undefined;
  const [options] = store.args ?? [];
  const option = (name: string) =>
    options?.kind === 'object' ? options.properties.get(name) : undefined;
  return {
    collection: textOf(option('collection')) ?? textOf(option('collectionName')) ?? 'sessions',
    database: textOf(option('databaseName')) ?? textOf(option('dbName')),
    expiryField: textOf(option('expiresKey')) ?? 'expires',
    ttl: 0,
    created: undefined,
  };
}

const UNKNOWN: Value = { kind: 'unknown' };
