import { EXIT } from '../errors.ts';
import { nextStep, type RotationKind } from '../plan/rotation.ts';
import { readApp } from '../project/app.ts';
import { findPlace } from '../project/place.ts';
import { clearLeftOver, previewed } from '../steps/carry-out.ts';
import { findSecret, readDotEnv } from '../steps/find-secret.ts';
import { expectOurs, expectPrintable, isWanted } from '../steps/may-rotate.ts';
import { planRotation, putInForce } from '../steps/rotate.ts';
import { BY_HAND, repeatOfRotation, rotated, sessionLimit } from '../steps/rotated.ts';
import type { Mode, Outcome, Run } from '../steps/run.ts';
import { newSessionSecret } from '../steps/session-secret.ts';

export interface RotateSecretOptions {
  directory: string;
  mode: Mode;
  interactive: boolean;
  kind: RotationKind;
  /** It is all right that everybody is signed out. */
  confirmed: boolean;
  /** Prints the value where it is set elsewhere. */
  prints: boolean;
  /** Does not wait for what needs time. */
  force: boolean;
}

/** Puts a fresh signing secret where an app of ours reads it, beside the old ones as long as sessions need them. */
export async function rotateSecret(options: RotateSecretOptions, run: Run): Promise<Outcome> {
  const { version, workingDirectory } = run.surroundings;
  const place = findPlace(options.directory, workingDirectory);
  run.know({ place });
  await clearLeftOver(place, options.mode, run);
  const app = expectOurs(readApp(place, version, BY_HAND));
  run.know({ choices: app.recorded.choices });
  const dotEnv = readDotEnv(place.real);
  const holder = await findSecret(app, dotEnv, run);
  expectPrintable(holder, options);
  const now = Date.now();
  const { secrets } = holder;
  const request = { ...options, secrets, before: app.recorded.secret, now };
  const limit = sessionLimit(dotEnv?.env);
  const next = nextStep({ ...request, fresh: newSessionSecret(), limit });
  const plan = planRotation(holder, next);
  run.know({ plan });
  const repeat = repeatOfRotation(app, options);
  if (options.mode !== 'write') return previewed(plan, place, options.mode, repeat, run);
  if (!(await isWanted(options, run))) return { exitCode: EXIT.refused, facts: {} };

  const rotation = { step: next.step, rotatedAt: new Date(now).toISOString() };
  await putInForce(app, holder, next, plan, rotation, run);
  return rotated({ app, holder, next, rotation, limit, options, repeat }, run);
}
