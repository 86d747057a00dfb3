import type { Given } from '../choices/decide.ts';
import { CHOICES_AGAIN } from '../choices/decide-again.ts';
import type { EnvFile } from '../env-file.ts';
import { CommandError, EXIT, type Problem } from '../errors.ts';
import { holdsMarkers } from '../plan/merge-text.ts';
import type { Base } from '../plan/plan-regenerate.ts';
import { readBases as readBaseTexts } from '../project/bases.ts';
import { readEnvFile } from '../project/env.ts';
import { STATE_FILE } from '../project/layout.ts';
import { liveHolder } from '../project/lock.ts';
import { recognise } from '../project/recognise.ts';
import { type Recorded, type RecordedState, readRecorded } from '../project/recorded.ts';
import { type Entry, takeSnapshot } from '../project/snapshot.ts';
import type { Setting } from './setting.ts';

/** An app that exists, and what is known of where it came from. */
export interface App {
  /** Absolute. */
  directory: string;
  state: RecordedState;
  /** Undefined when nothing, or nothing legible, is recorded: its choices are recognised by its files. */
  recorded: Recorded | undefined;
  choices: Given;
  env: EnvFile | undefined;
}

/** @throws CommandError (exit 3) when we did not create it, or a later version of us was here */
export function readApp(directory: string, { version, terminal }: Setting): App {
  const state = readRecorded(directory, version);
  const env = readEnvFile(directory);
  const { recorded } = state;
  if (recorded) return { directory, state, recorded, choices: known(recorded.choices), env };
  const choices = recognise(directory, env);
  if (!choices) {
    const message = `Nothing was written: create-mongo-session-app has not created the app in ${directory}. For an Express app of your own there will be: create-mongo-session-app add`;
    throw new CommandError(EXIT.refused, { code: 'not-created-here', message, file: directory });
  }
  const why = state.fault
    ? `${STATE_FILE} cannot be used (${state.fault})`
    : `${STATE_FILE} is not there`;
  terminal.warn(
    `${why}. What is as this version renders it is recorded anew; what differs is taken for yours and stays.`,
  );
  return { directory, state, recorded, choices, env };
}

/** Secrets are recorded nowhere, and what is no choice is not taken for one. */
function known(choices: Readonly<Record<string, unknown>>): Given {
  const names = CHOICES_AGAIN.filter(
    ({ name }) => !['mongoUri', 'sessionSecret', 'install'].includes(name),
  );
  const found = names.filter(({ name }) => Object.hasOwn(choices, name));
  return Object.fromEntries(found.map(({ name }) => [name, choices[name]]));
}

/** What was rendered last, by path. @param env the `.env` that the recorded choices render */
export function readBases({ directory, recorded }: App, env: EnvFile): Map<string, Base> {
  const files = Object.entries(recorded?.files ?? {});
  const texts = readBaseTexts(directory);
  const bases = files.map(([path, file]): [string, Base] => {
    const { executable } = file;
    if (!('keys' in file)) {
      return [path, { content: texts.get(file.sha256), executable }];
    }
    return [path, { content: path === '.env' ? env : undefined, executable, keys: file.keys }];
  });
  return new Map(bases);
}

/** While a conflict of an earlier run is unresolved, another merge would only bury it. */
export function refuseStandingConflicts({ directory, recorded }: App) {
  const pending = Object.entries(recorded?.files ?? {}).flatMap(([path, { status }]) =>
    status === 'pending' ? [path] : [],
  );
  const paths = pending.flatMap((path) => [path, `${path}.new`]);
  const snapshot = takeSnapshot(directory, paths);
  const problems = pending.flatMap((path): Problem[] => {
    const entry = snapshot.get(path);
    if (snapshot.get(`${path}.new`)?.type === 'file') {
      const message = `Nothing was written: ${path}.new waits for you. Take from it what you need for ${path}, then delete it.`;
      return [{ code: 'conflict', message, file: `${path}.new` }];
    }
    if (entry?.type !== 'file' || !holdsMarkers(entry.text ?? '')) return [];
    const message = `Nothing was written: ${path} holds conflicts of an earlier run. Resolve them: look for <<<<<<<.`;
    return [{ code: 'conflict', message, file: path }];
  });
  if (problems.length > 0) throw new CommandError(EXIT.conflict, ...problems);
}

/** Another run may have begun, or ended, while this one read: what it has found is a mixture then. */
export async function refuseChangedMeanwhile({ directory, state }: App) {
  // The lock first: it is held until the state is written.
  const holder = await liveHolder(directory);
  const now = takeSnapshot(directory, [STATE_FILE]).get(STATE_FILE);
  if (!holder && contentsOf(now) === contentsOf(state.entry)) return;
  const message = holder
    ? `Nothing was written: ${holder} is writing to this app. Wait for it.`
    : 'Nothing was written: another run has written to this app while this one read it. Run it again.';
  const code = holder ? 'locked' : 'changed-meanwhile';
  throw new CommandError(EXIT.refused, { code, message, file: STATE_FILE });
}

function contentsOf(entry: Entry | undefined): string | undefined {
  return entry?.type === 'file' ? entry.sha256 : entry?.type;
}
