import { dirname } from 'node:path';
import { CommandError, EXIT } from '../errors.ts';
import type { Plan } from '../plan/plan.ts';
import { rotatedText, rotationChange, type SecretInFile } from '../plan/plan-rotation.ts';
import type { RotationStep } from '../plan/rotation.ts';
import type { App } from '../project/app.ts';
import { type Recorded, type Rotation, stringifyRecorded } from '../project/recorded.ts';
import { type Entry, sha256 } from '../project/snapshot.ts';
import { carryOut } from './carry-out.ts';
import type { SecretHolder } from './find-secret.ts';
import type { Run } from './run.ts';

/** What a step changes; nothing where the secret is set elsewhere. */
export function planRotation(holder: SecretHolder, next: RotationStep): Plan {
  const changes = holder.kind === 'elsewhere' ? [] : [rotationChange(holder, next)];
  return { changes, record: new Map() };
}

/**
 * Puts a step in force and records it. In an app's own `.env` that is one change, all or nothing. Another file is not
 * the app's to take back: there the record says beforehand that it may have changed, and a run that finds that starts
 * the rotation again, which every secret survives.
 */
export async function putInForce(
  app: Recording,
  holder: SecretHolder,
  next: RotationStep,
  plan: Plan,
  rotation: Rotation,
  run: Run,
) {
  if (holder.kind !== 'file') return record(app, plan, rotation, run);
  const writing = { ...rotation, step: 'writing' } as const;
  await record(app, NOTHING, writing, run);
  // It is too late for Ctrl-C: what is half done is finished.
  const unstoppable = { ...run, signal: new AbortController().signal };
  const own = { ...app, stateFile: entryWith(app, writing) };
  await replaceOrTakeBack(own, holder, next, unstoppable);
  try {
    const { waitForDisk } = await import('../apply/disk.ts');
    await waitForDisk([dirname(holder.path)]);
    await record(own, NOTHING, rotation, unstoppable);
  } catch (error) {
    const message = `the secret in ${holder.path} is rotated, but that could not be recorded: ${(error as Error).message} Restart the app. ${ANEW}`;
    throw new CommandError(EXIT.refused, { code: 'unwritable', message });
  }
}

const NOTHING: Plan = { changes: [], record: new Map() };
const ANEW = 'The next rotation starts anew; every secret stays valid.';

type Recording = App & { recorded: Recorded };

async function replaceOrTakeBack(
  app: Recording,
  holder: SecretInFile,
  next: RotationStep,
  run: Run,
) {
  const { replaceFile } = await import('../apply/replace-file.ts');
  const { asCommandError } = await import('../apply/apply.ts');
  try {
    await replaceFile(holder.path, holder.before, Buffer.from(rotatedText(holder, next)));
  } catch (error) {
    const failure = asCommandError(error, holder.path);
    await record(app, NOTHING, app.recorded.secret, run).catch(() => {
      const message = `${failure.message} Nor could it be recorded that nothing has changed. ${ANEW}`;
      throw new CommandError(failure.exitCode, { code: 'unwritable', message });
    });
    throw failure;
  }
}

/** The state file as we have written it: to read it again might fail. */
function entryWith({ stateFile, recorded }: Recording, secret: Rotation): Entry {
  if (stateFile.type !== 'file') return stateFile;
  const text = stringifyRecorded({ ...recorded, secret });
  return { ...stateFile, text, sha256: sha256(text) };
}

/** @throws Refusal when another run has been here since the state was read */
function record(
  { place, stateFile, recorded }: Recording,
  plan: Plan,
  secret: Rotation | undefined,
  run: Run,
) {
  const origin = { ...recorded, secret };
  return carryOut(plan, { place, origin, stateFile, isListed: false }, run);
}
