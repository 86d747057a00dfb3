import type { DatabaseAnswer } from '../toolchain/ask-database.ts';
import { type Check, type Finding, found, HOLDS, skipped } from './check.ts';
import type { DatabaseFacts } from './evidence.ts';
import { ofCollection } from './of-database.ts';

export const INDEX_MISSING: Check = {
  code: 'index-missing',
  group: 'database',
  severity: 'risk',
  about: 'An index of a created app is missing',
  judge: (read) =>
    ofCollection(read, (answer, facts) => {
      if (!facts.created) return skipped('the app was not created by this tool');
      const missing = wantedOf(facts).filter((one) => isMissing(one, answer));
      if (missing.length === 0) return HOLDS;
      return found(
        ...missing.map(({ collection, key, options }): Finding => {
          const words = JSON.stringify(key);
          return {
            message: `${collection} has no index ${words}: the app could not create it, and says so at /readyz.`,
            remedy: `db.getCollection('${collection}').createIndex(${words}${options ? `, ${options}` : ''})`,
            subject: `${collection} ${words}`,
          };
        }),
      );
    }),
};

interface Wanted {
  collection: string;
  key: Record<string, 1 | -1>;
  options?: string;
}

/** What the README of a created app names, besides the TTL index of its sessions. */
function wantedOf({ created, collection }: DatabaseFacts): Wanted[] {
  if (created !== 'accounts') return [];
  return [
    { collection, key: { 'session.userId': 1, lastSeenAt: -1 } },
    { collection: 'users', key: { email: 1 }, options: '{ unique: true }' },
    { collection: 'attempts', key: { expires: 1 }, options: '{ expireAfterSeconds: 0 }' },
  ];
}

/** A collection that is not there yet gets its indexes with the app's start. */
function isMissing({ collection, key }: Wanted, { indexes }: DatabaseAnswer): boolean {
  const own = indexes[collection];
  if (!own?.length) return false;
  return !own.some((one) => JSON.stringify(one.key) === JSON.stringify(key));
}
