import type { DatabaseAnswer, IndexFacts } from '../toolchain/ask-database.ts';
import { type Outcome, skipped } from './check.ts';
import type { DatabaseFacts, Evidence } from './evidence.ts';

/** Judges what the database has answered, where it did. */
export function ofDatabase(
  { database }: Pick<Evidence, 'database'>,
  judge: (answer: DatabaseAnswer, facts: DatabaseFacts) => Outcome,
): Outcome {
  if (!('value' in database)) return skipped(database.reason);
  const { answer } = database.value;
  return 'error' in answer
    ? skipped('the database does not answer')
    : judge(answer, database.value);
}

/** The code of the error that came in the place of an answer. */
export function errorOf({ database }: Pick<Evidence, 'database'>): string | undefined {
  if (!('value' in database) || !('error' in database.value.answer)) return undefined;
  return database.value.answer.error;
}

/** Users, passwords and rights, by the codes of MongoDB and Atlas. */
export function isAboutRights(error: string): boolean {
  return /^(13|18|8000|MongoAuthError|AuthenticationFailed)$/.test(error);
}

/** Judges the collection of the sessions, where there is one. */
export function ofCollection(
  read: Pick<Evidence, 'database'>,
  judge: (answer: DatabaseAnswer, facts: DatabaseFacts) => Outcome,
): Outcome {
  return ofDatabase(read, (answer, facts) => {
    const { collection } = facts;
    if (!answer.indexes[collection]?.length)
      return skipped(`there is no collection ${collection} yet`);
    return judge(answer, facts);
  });
}

/** The index that removes what is over. */
export function ttlIndex(
  { indexes }: DatabaseAnswer,
  { collection, expiryField }: DatabaseFacts,
): IndexFacts | undefined {
  return indexes[collection]?.find(
    ({ key, expireAfterSeconds }) =>
      Object.keys(key).join() === expiryField && expireAfterSeconds !== undefined,
  );
}

/** Where nothing was counted, the server did not tell. */
export function uncounted(): Outcome {
  return skipped('the server did not count in time, or may not');
}
