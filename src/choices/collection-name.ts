import { envValueFault } from '../env-file.ts';
import { type Checked, hasControlCharacter } from './checked.ts';

/** A namespace (`database.collection`) has at most 255 bytes; the database may take 63 of them. */
const LONGEST = 255 - 63 - 1;

/**
 * Checks a collection's name by MongoDB's rules.
 *
 * Source: https://www.mongodb.com/docs/manual/reference/limits/#naming-restrictions
 */
export function checkCollectionName(name: string): Checked<string> {
  const fault = collectionFault(name) ?? envValueFault(name);
  return fault ? { reason: `${fault}; a right one: "sessions"` } : { value: name };
}

function collectionFault(name: string): string | undefined {
  if (name === '') return 'a collection needs a name';
  if (name.includes('$')) return 'a collection name holds no "$"';
  if (hasControlCharacter(name)) return 'a collection name holds no control character';
  if (name.startsWith('system.')) return 'names that start with "system." belong to MongoDB';
  if (/^\.|\.$|\.\./.test(name)) return 'dots stand between two other characters';
  if (Buffer.byteLength(name) > LONGEST) return `a collection name has at most ${LONGEST} bytes`;
  return undefined;
}
