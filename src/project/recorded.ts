import { join } from 'node:path';
import { mayHoldSecrets } from '../env-file.ts';
import { type Refusal, refuse } from '../errors.ts';
import type { Policy } from '../file-tree.ts';
import { APPLY_DIRECTORY, STATE_DIRECTORY, STATE_FILE } from './layout.ts';
import { unfitPath } from './paths.ts';
import { type Entry, takeSnapshot, typeOf } from './snapshot.ts';

export const SCHEMA_VERSION = 1;

/** What is recorded of one file as we rendered it. Of an `.env` only the names of our keys. */
export type RecordedFile = {
  policy: Policy;
  executable: boolean;
  /** `pending`: conflicts were left in it. `deleted`: it is gone for good. */
  status: 'rendered' | 'pending' | 'deleted';
  /** Where its owner has moved it. */
  at?: string;
} & ({ sha256: string } | { keys: readonly string[] });

/**
 * How far the rotation of the signing secret is. `writing`: a run that never came to its end was about to. `accepting`:
 * the new secret is valid, and the old one signs. `signing`: the new one signs, and older ones are valid. `finished`:
 * there is one secret.
 */
export const ROTATION_STEPS = ['writing', 'accepting', 'signing', 'finished'] as const;

/** The last step of the signing secret's rotation: no secret, and no hash of one. */
export interface Rotation {
  step: (typeof ROTATION_STEPS)[number];
  /** When it was made, in ISO 8601. */
  rotatedAt: string;
}

/** What an app's `state.json` says. */
export interface Recorded {
  schemaVersion: number;
  /** Of create-mongo-session-app, when it last wrote here. */
  version: string;
  choices: Readonly<Record<string, unknown>>;
  files: Readonly<Record<string, RecordedFile>>;
  /** Undefined until `rotate-secret` was here. */
  secret?: Rotation | undefined;
}

/** Whether this tool has been at work in the directory. */
export function hasRecordedState(directory: string): boolean {
  return typeOf(join(directory, STATE_FILE)) !== 'absent';
}

/**
 * Makes sure that what is ours in a directory is there and nowhere else.
 *
 * @throws Refusal when a link, or a file, stands where a directory of ours goes
 */
export function refuseForeignState(directory: string) {
  for (const path of [STATE_DIRECTORY, APPLY_DIRECTORY]) {
    const type = typeOf(join(directory, path));
    if (type === 'absent' || type === 'directory') continue;
    const message = `${path} is a ${type}, where a directory of this tool goes. Remove it.`;
    throw refuse('occupied', message, path);
  }
}

/** What a directory records, and the state file as it was read. */
export interface RecordedState {
  entry: Entry;
  /** Undefined when nothing is recorded, or when it cannot be read: then `fault` says why. */
  recorded?: Recorded;
  fault?: string;
}

/**
 * Reads what an app records of itself. It is input like any other: what it says may come from anybody.
 *
 * @param version our own
 * @throws Refusal when it was written by a later version, names a path that is not safe, or is unmerged
 */
export function readRecorded(directory: string, version: string): RecordedState {
  const entry = takeSnapshot(directory, [STATE_FILE]).get(STATE_FILE) ?? { type: 'absent' };
  if (entry.type === 'absent') return { entry };
  if (entry.type !== 'file') return { entry, fault: 'it is not a file' };
  if (/^<{7} /m.test(entry.text ?? '')) throw unmerged();
  const recorded = parse(entry.text ?? '');
  if (typeof recorded === 'string') return { entry, fault: recorded };
  refuseLater(recorded, version);
  refuseUnsafe(recorded);
  return { entry, recorded };
}

/** Two branches have recorded different things: who merges them knows better than we do. */
function unmerged(): Refusal {
  const message = `${STATE_FILE} holds conflicts of a git merge. Resolve them: it has one file on a line, and the bases of both branches lie beside it.`;
  return refuse('conflict', message, STATE_FILE);
}

function parse(text: string): Recorded | string {
  let value: Partial<Recorded>;
  try {
    value = JSON.parse(text);
  } catch {
    return 'it is not JSON';
  }
  if (!isObject(value)) return 'it is not a JSON object';
  const { schemaVersion, version, choices, files, secret } = value;
  if (!Number.isInteger(schemaVersion) || typeof version !== 'string') return 'it names no version';
  // A later schema may look otherwise; its number is all that counts.
  if (Number(schemaVersion) > SCHEMA_VERSION)
    return { ...EMPTY, schemaVersion: Number(schemaVersion), version };
  if (!isObject(choices) || !isObject(files)) return 'it names no choices or no files';
  const broken = Object.entries(files).find(([, file]) => !isRecordedFile(file));
  if (broken) return `what it says of ${JSON.stringify(broken[0])} is incomplete`;
  if (secret !== undefined && !isRotation(secret))
    return 'what it says of the secret is incomplete';
  return { schemaVersion: Number(schemaVersion), version, choices, files, secret };
}

const EMPTY = { choices: {}, files: {} };

function isRecordedFile(value: unknown): value is RecordedFile {
  if (!isObject(value)) return false;
  const { policy, sha256, keys, executable, status, at } = value as Record<string, unknown>;
  const content = Array.isArray(keys)
    ? keys.every((key) => typeof key === 'string')
    : typeof sha256 === 'string' && /^[0-9a-f]{64}$/.test(sha256);
  const words = ['merge', 'structured', 'once', 'binary'].includes(String(policy));
  return (
    content &&
    words &&
    typeof executable === 'boolean' &&
    ['rendered', 'pending', 'deleted'].includes(String(status)) &&
    ['string', 'undefined'].includes(typeof at)
  );
}

function isRotation(value: unknown): value is Rotation {
  if (!isObject(value)) return false;
  const { step, rotatedAt } = value as Record<string, unknown>;
  return ROTATION_STEPS.some((one) => one === step) && !Number.isNaN(Date.parse(String(rotatedAt)));
}

function isObject(value: unknown): value is Record<string, never> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function refuseLater({ schemaVersion, version }: Recorded, ours: string) {
  const isLater = schemaVersion > SCHEMA_VERSION || compareVersions(version, ours) > 0;
  if (!isLater) return;
  const message = `version ${version} of create-mongo-session-app wrote ${STATE_FILE}, and this is ${ours}. Use that version or a later one: npx create-mongo-session-app@latest regenerate`;
  throw refuse('newer-state', message, STATE_FILE);
}

/** Like `a - b`, by major, minor and patch. What is no version is not later. */
function compareVersions(a: string, b: string): number {
  const [left, right] = [a, b].map((text) =>
    (/^(\d+)\.(\d+)\.(\d+)/.exec(text) ?? []).slice(1).map(Number),
  );
  const at = [0, 1, 2].find((index) => (left?.[index] ?? 0) !== (right?.[index] ?? 0)) ?? 0;
  return (left?.[at] ?? 0) - (right?.[at] ?? 0);
}

function refuseUnsafe({ files }: Recorded) {
  for (const [path, { at }] of Object.entries(files)) {
    const others = Object.entries(files).filter(([other]) => other !== path);
    const places = others.flatMap(([other, file]) => [other, file.at ?? other]);
    const moves = others.map(([, file]) => file.at);
    refuseIf(path, faultOf(path, places));
    if (at === undefined) continue;
    refuseIf(at, mayHoldSecrets(at) ? 'it may hold secrets' : undefined);
    refuseIf(at, faultOf(at, places));
    refuseIf(at, moves.includes(at) ? 'two files are said to be there' : undefined);
  }
}

function faultOf(path: string, others: readonly string[]): string | undefined {
  const unfit = unfitPath(path);
  if (unfit) return unfit;
  const lower = path.toLowerCase();
  const twin = others.find((other) => other !== path && other.toLowerCase() === lower);
  return twin === undefined ? undefined : `"${twin}" differs from it only in case`;
}

function refuseIf(path: string, reason: string | undefined) {
  if (reason === undefined) return;
  const message = `${STATE_FILE} names the path ${JSON.stringify(path)}, which is not safe (${reason}). Restore that file from git.`;
  throw refuse('unsafe-path', message, STATE_FILE);
}

/** Keys sorted and one file per line, so that the states of two branches merge line by line. */
export function stringifyRecorded(recorded: Recorded): string {
  const { schemaVersion, version, choices, files, secret } = recorded;
  const lines = (entries: Readonly<Record<string, unknown>>) =>
    Object.keys(entries)
      .sort()
      .map((key) => `    ${JSON.stringify(key)}: ${JSON.stringify(entries[key])}`)
      .join(',\n');
  return `{
  "schemaVersion": ${schemaVersion},
  "version": ${JSON.stringify(version)},
  "choices": {
${lines(choices)}
  },${secret ? `\n  "secret": ${JSON.stringify(secret)},` : ''}
  "files": {
${lines(files)}
  }
}
`;
}
