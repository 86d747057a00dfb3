import type { EnvFile } from '../env-file.ts';
import { refuse } from '../errors.ts';
import { readEnvFile } from './env.ts';
import { STATE_FILE } from './layout.ts';
import { liveHolder } from './lock.ts';
import type { Place } from './place.ts';
import { recognise } from './recognise.ts';
import { type Recorded, readRecorded } from './recorded.ts';
import { type Entry, takeSnapshot } from './snapshot.ts';

/** An app of ours that exists, and what is known of where it came from. */
export interface App {
  place: Place;
  /** The state file as it was read. */
  stateFile: Entry;
  /** Undefined when nothing, or nothing legible, is recorded: its choices are recognised by its files. */
  recorded: Recorded | undefined;
  /** Why the state file cannot be used, when it is there. */
  fault: string | undefined;
  /** What it was created from, as far as it is recorded or recognised. */
  choices: Readonly<Record<string, unknown>>;
  env: EnvFile | undefined;
}

const FOR_OTHERS = 'For an Express app of your own: create-mongo-session-app add';

/**
 * Reads what an app is.
 *
 * @param version our own
 * @param remedy what to do with an app that is not ours
 * @throws Refusal when we did not create it, or a later version of us was here
 */
export function readApp(place: Place, version: string, remedy = FOR_OTHERS): App {
  const { entry: stateFile, recorded, fault } = readRecorded(place.real, version);
  const env = readEnvFile(place.real);
  const choices = recorded?.choices ?? recognise(place.real, env);
  if (choices) return { place, stateFile, recorded, fault, choices, env };
  const message = `create-mongo-session-app has not created the app in ${place.absolute}. ${remedy}`;
  throw refuse('not-created-here', message, place.absolute);
}

/**
 * Another run may have begun, or ended, while this one read: what it has found is a mixture then.
 *
 * @throws Refusal when it has
 */
export async function refuseChangedMeanwhile({ place, stateFile }: App) {
  // The lock first: it is held until the state is written.
  const holder = liveHolder(place.real);
  const now = takeSnapshot(place.real, [STATE_FILE]).get(STATE_FILE);
  if (holder) throw refuse('locked', `${holder} is writing to this app. Wait for it.`, STATE_FILE);
  if (contentsOf(now) === contentsOf(stateFile)) return;
  const message = 'another run has written to this app while this one read it. Run it again.';
  throw refuse('changed-meanwhile', message, STATE_FILE);
}

function contentsOf(entry: Entry | undefined): string | undefined {
  return entry?.type === 'file' ? entry.sha256 : entry?.type;
}
