import { CommandError, EXIT, refuse } from '../errors.ts';
import type { RotationKind } from '../plan/rotation.ts';
import type { App } from '../project/app.ts';
import { STATE_FILE } from '../project/layout.ts';
import type { Recorded } from '../project/recorded.ts';
import type { SecretHolder } from './find-secret.ts';
import { BY_HAND, byHand } from './rotated.ts';
import type { Run } from './run.ts';

/**
 * The step of a rotation is recorded, so there has to be a record; and the session has to be ours.
 *
 * @throws Refusal when it is not so
 */
export function expectOurs(app: App): App & { recorded: Recorded } {
  const { recorded, fault = 'it is not there' } = app;
  if (!recorded) {
    const message = `${STATE_FILE} cannot be used (${fault}). First: create-mongo-session-app regenerate`;
    throw refuse('not-created-here', message, STATE_FILE);
  }
  if (recorded.choices.how === 'store') {
    const message = `the session of this app is its owner's, with a secret of their own. ${BY_HAND}`;
    throw refuse('not-created-here', message);
  }
  return { ...app, recorded };
}

/**
 * Printed is what cannot be written, and nothing else.
 *
 * @throws CommandError (exit 2) for a secret that is to be printed and can be written
 * @throws Refusal for one that cannot be written and is not to be printed, with what to do by hand
 */
export function expectPrintable(
  holder: SecretHolder,
  { kind, prints }: { kind: RotationKind; prints: boolean },
) {
  if (holder.kind === 'elsewhere') {
    if (prints && (kind !== 'finish' || holder.secrets)) return;
    throw refuse('secret-elsewhere', `${holder.why}. ${byHand(kind)}`);
  }
  if (!prints) return;
  const where = holder.kind === 'env' ? '.env' : holder.path;
  const message = `--print is for a secret that is set elsewhere. This one is put into ${where}.`;
  throw new CommandError(EXIT.usage, { code: 'contradiction', flag: '--print', message });
}

/**
 * Whether everybody may be signed out, when that is what it comes to.
 *
 * @throws CommandError (exit 2) when nobody can be asked
 */
export async function isWanted(
  {
    kind,
    confirmed,
    interactive,
  }: { kind: RotationKind; confirmed: boolean; interactive: boolean },
  { terminal, signal }: Pick<Run, 'terminal' | 'signal'>,
): Promise<boolean> {
  if (kind !== 'emergency' || confirmed) return true;
  if (!interactive) {
    const message = '--emergency signs everybody out. Say that you mean it: --yes';
    throw new CommandError(EXIT.usage, { code: 'missing-choice', flag: '--yes', message });
  }
  const { confirmEmergency } = await import('../choices/prompts.ts');
  const isWanted = await confirmEmergency(signal);
  if (!isWanted) terminal.say('Nothing was written.');
  return isWanted;
}
