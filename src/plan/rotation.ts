import { refuse } from '../errors.ts';
import type { Rotation } from '../project/recorded.ts';
import { Secret } from '../secret.ts';

/** What is asked of the signing secret. */
export type RotationKind = 'at-once' | 'rolling' | 'finish' | 'emergency';

/** What is known before a step, and what it is to do. */
export interface RotationRequest {
  kind: RotationKind;
  /** The step before, as recorded. */
  before: Rotation | undefined;
  /** Newest first, as the app reads them: the first signs. Undefined where they cannot be read. */
  secrets: readonly Secret[] | undefined;
  /** 32 random bytes. */
  fresh: Secret;
  /** Milliseconds since 1970. */
  now: number;
  /** Milliseconds that a session lives at the most. */
  limit: number;
  /** Whether waiting, and what is not recorded, is passed over. */
  force: boolean;
}

/** One step: the secrets from now on. */
export interface RotationStep {
  step: Exclude<Rotation['step'], 'writing'>;
  secrets: readonly Secret[];
  /** How many of the oldest are no longer valid. */
  dropped: number;
}

/** More are not kept: whoever holds an old one could sign with it. */
const MOST = 3;
const MINUTE = 60_000;

/**
 * The next step of a rotation. Processes are seldom restarted at one instant, and one that does not know the new secret
 * takes what another has signed with it for a forgery. So with `rolling` all of them learn it first, and it signs
 * afterwards.
 *
 * @throws Refusal when it is not this step's turn, with what is
 */
export function nextStep(request: RotationRequest): RotationStep {
  const { kind, fresh, secrets = [] } = request;
  if (kind === 'emergency') return { step: 'finished', secrets: [fresh], dropped: secrets.length };
  const before = stepBefore(request);
  if (before === 'accepting' && kind !== 'rolling') throw outOfTurn(request);
  if (kind === 'finish') return finish(request);
  refuseTwice(request);
  if (kind === 'rolling' && !request.secrets) return rollUnseen(before, fresh);
  const [first, second, ...older] = secrets;
  if (kind === 'at-once' || !first) return kept('signing', [fresh, ...secrets]);
  if (before === 'accepting' && second) return kept('signing', [second, first, ...older]);
  return kept('accepting', [first, fresh, ...secrets.slice(1)]);
}

/** The secrets of `SESSION_SECRET`, or of a file, newest first. */
export function splitSecrets(value: Secret): Secret[] {
  return value
    .reveal()
    .split(',')
    .map((secret) => secret.trim())
    .filter((secret) => secret !== '')
    .map((secret) => new Secret(secret));
}

export function joinSecrets(secrets: readonly Secret[]): Secret {
  return new Secret(secrets.map((secret) => secret.reveal()).join(','));
}

/** Where one secret is left, its owner has ended the rotation by hand. */
function stepBefore({ before, secrets }: RotationRequest): Rotation['step'] | undefined {
  return secrets && secrets.length < 2 ? undefined : before?.step;
}

/** What cannot be read cannot be put in another order. */
function rollUnseen(before: Rotation['step'] | undefined, fresh: Secret): RotationStep {
  if (before !== 'accepting') return kept('accepting', [fresh]);
  const message =
    'the secrets in force cannot be read from here. Where they are set, put the new one first, as new,old, and restart every process.';
  throw refuse('secret-elsewhere', message);
}

function kept(step: RotationStep['step'], secrets: readonly Secret[]): RotationStep {
  return { step, secrets: secrets.slice(0, MOST), dropped: Math.max(0, secrets.length - MOST) };
}

function finish(request: RotationRequest): RotationStep {
  const { secrets = [], before, now, limit, force } = request;
  const [first] = secrets;
  if (!first || secrets.length === 1) {
    const message =
      'there is nothing to finish: one secret is in force. rotate-secret puts a fresh one before it.';
    throw refuse('out-of-order', message);
  }
  if (!force && before?.step !== 'signing') {
    const message = `${secrets.length} secrets are in force, and it is not recorded since when. Give --force if the first of them has signed for ${hoursOf(limit)} hours.`;
    throw refuse('out-of-order', message);
  }
  const due = dueAt(before, limit);
  if (!force && now < due) {
    const message = `whoever signed in before the new secret would be signed out. Wait until ${shownDue(due)}, ${hoursOf(limit)} hours after the last step, or give --force.`;
    throw refuse('out-of-order', message);
  }
  return { step: 'finished', secrets: [first], dropped: secrets.length - 1 };
}

function outOfTurn({ before, kind }: RotationRequest) {
  const made = `the first step of --rolling was made at ${shownTime(Date.parse(before?.rotatedAt ?? ''))}: every process accepts the new secret, and none signs with it`;
  const next =
    kind === 'finish'
      ? 'Restart every process, then comes rotate-secret --rolling again, and --finish after that.'
      : 'Restart every process, then comes rotate-secret --rolling again.';
  return refuse('out-of-order', `${made}. ${next}`);
}

/** A command that is typed twice by mistake would drop the secret that most sessions are signed with, soon. */
function refuseTwice({ before, now, force }: RotationRequest) {
  if (!before || force || Math.abs(now - Date.parse(before.rotatedAt)) >= MINUTE) return;
  const message = `the last step was made less than a minute ago, at ${shownTime(Date.parse(before.rotatedAt))}. Restart what reads the secret first; --force does it all the same.`;
  throw refuse('out-of-order', message);
}

/** When the sessions have ended that were signed before a step, in milliseconds since 1970. */
export function dueAt(step: Rotation | undefined, limit: number): number {
  return step ? Date.parse(step.rotatedAt) + limit : 0;
}

/** The minute from which on something may be done, for people. */
export function shownDue(time: number): string {
  return shownTime(Math.ceil(time / MINUTE) * MINUTE);
}

function shownTime(time: number): string {
  return `${new Date(time).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}

/** Milliseconds in hours, to a hundredth. */
export function hoursOf(limit: number): number {
  return Math.round(limit / 36_000) / 100;
}
