import type { EnvFile } from '../env-file.ts';
import { EXIT } from '../errors.ts';
import { PACKAGE_MANAGERS, type PackageManagerName } from '../package-managers.ts';
import {
  dueAt,
  hoursOf,
  joinSecrets,
  type RotationKind,
  type RotationStep,
  shownDue,
} from '../plan/rotation.ts';
import type { App } from '../project/app.ts';
import type { Rotation } from '../project/recorded.ts';
import { showEnding } from '../terminal/outcome.ts';
import { commandOf } from '../terminal/shell.ts';
import type { SecretHolder } from './find-secret.ts';
import type { Outcome, Run } from './run.ts';

const HOUR = 3_600_000;
const DEFAULT_HOURS = 24;

/** How long a session of an app lives at the most, in milliseconds, as far as its `.env` says. */
export function sessionLimit(env: EnvFile | undefined): number {
  const hours = Number(env?.get('SESSION_ABSOLUTE_HOURS')?.reveal() || DEFAULT_HOURS);
  return HOUR * (hours > 0 ? hours : DEFAULT_HOURS);
}

/** For an app that this command does not know. */
export const BY_HAND =
  'By hand: give express-session an array, secret: [new, old], restart, and take the old one away when the longest session has ended.';

/** What to do where nothing can be written. */
export function byHand(kind: RotationKind): string {
  const value = 'a fresh one is made by: openssl rand -base64 32';
  return {
    'at-once': `There, put a fresh secret before the one in force, as new,old, and restart; ${value}. --print prints the whole value.`,
    rolling: `There, put a fresh secret behind the one in force, as old,new, and restart every process; then before it, as new,old, and restart them again; ${value}. --print prints the whole value of each step.`,
    finish:
      'There, leave the first secret alone, when the longest session has ended that was signed before it.',
    emergency: `There, put a fresh secret in the place of all others, and restart; ${value}. --print prints one.`,
  }[kind];
}

interface RotationOptions {
  kind: RotationKind;
  prints: boolean;
  force: boolean;
}

/** The command that does the same without questions. */
export function repeatOfRotation(app: App, { kind, prints, force }: RotationOptions): string {
  return commandFor(app, [
    ...(kind === 'at-once' ? [] : [`--${kind}`]),
    ...(prints ? ['--print'] : []),
    ...(force ? ['--force'] : []),
    '--yes',
  ]);
}

export interface Rotated {
  app: App;
  holder: SecretHolder;
  next: RotationStep;
  rotation: Rotation;
  /** As `sessionLimit` has it. */
  limit: number;
  options: RotationOptions;
  repeat: string;
}

/** The end of a step: what is in force, and what comes next. */
export function rotated(
  done: Rotated,
  { terminal, surroundings }: Pick<Run, 'terminal' | 'surroundings'>,
): Outcome {
  const { holder, next, options, repeat } = done;
  const { kind } = options;
  const endsOld = kind === 'finish' || kind === 'emergency';
  if (next.dropped > 0 && !endsOld) {
    terminal.warn('The oldest secret is no longer valid: three are kept at the most.');
  }
  if (holder.kind !== 'elsewhere' && surroundings.environment.SESSION_SECRET) {
    terminal.warn(
      'SESSION_SECRET is set in this environment as well, and counts before a file: an app that is started here does not read the new one.',
    );
  }
  const steps = nextStepsOf(done);
  const result = resultOf(kind, next);
  const facts = { nextSteps: steps, repeat };
  if (holder.kind !== 'elsewhere') {
    showEnding(
      { result: terminal.paintResult('green', result), steps: [], nextSteps: steps },
      terminal,
    );
    return { exitCode: EXIT.done, facts };
  }
  if (!holder.secrets && !endsOld) {
    const where = next.step === 'accepting' ? 'behind' : 'before';
    terminal.warn(
      `The secret in force cannot be read from here: put this one ${where} it, with a comma between.`,
    );
  }
  terminal.result(joinSecrets(next.secrets).reveal(), { askedFor: true });
  terminal.say([result, ...steps].join('\n'));
  return { exitCode: EXIT.done, facts };
}

function resultOf(kind: RotationKind, { step, secrets }: RotationStep): string {
  if (kind === 'emergency')
    return 'A fresh secret alone is in force: whoever was signed in has to sign in again.';
  if (step === 'finished') return 'One secret is in force.';
  if (step === 'accepting') return 'The new secret is valid, and the old one still signs.';
  const older = secrets.length > 2 ? `the ${secrets.length - 1} older ones are` : 'the old one is';
  return `The new secret signs, and ${older} still valid.`;
}

function nextStepsOf({ app, holder, rotation, limit }: Rotated): string[] {
  const restart =
    holder.kind === 'elsewhere'
      ? '# set the secret to this value, and restart every process of the app'
      : '# restart every process of the app';
  if (rotation.step === 'accepting') return [restart, commandFor(app, ['--rolling'])];
  if (rotation.step === 'finished') return [restart];
  const due = shownDue(dueAt(rotation, limit));
  return [
    restart,
    `${commandFor(app, ['--finish'])}  # from ${due} on`,
    `# that is after ${hoursOf(limit)} h, SESSION_ABSOLUTE_HOURS as known here: wait longer where the deployed app has more`,
  ];
}

function commandFor({ place, choices }: App, flags: readonly string[]): string {
  const name = String(choices.packageManager) as PackageManagerName;
  const known = Object.hasOwn(PACKAGE_MANAGERS, name) ? name : 'npm';
  const directory = place.given === '.' ? [] : [place.given];
  return commandOf(known, ['rotate-secret', ...directory, ...flags]);
}
