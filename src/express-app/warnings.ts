import type { ExpressApp } from './model.ts';
import { isSame, textOf, type Value } from './values.ts';
import type { Edited } from './verdict.ts';

/** What is wrong with their session besides its store, or beside ours: it stays theirs. */
export function warningsOf(model: ExpressApp, how: Edited['how']): string[] {
  const ofSecret = how === 'store' ? secretsInCode(model) : [];
  return [...ofSecret, ...otherSecrets(model, how)];
}

function secretsInCode({ sessions }: ExpressApp): string[] {
  return sessions.flatMap(({ at, options }) => {
    if (textOf(secretOf(options)) === undefined) return [];
    return [
      `The signing secret stands in the code (${at.file}:${at.line}): whoever reads it can sign in as anybody. Read it from the environment, with a new value.`,
    ];
  });
}

/** cookie-parser takes the session's cookie for one of its own, and finds it forged where the secrets differ. */
function otherSecrets({ app, sessions }: ExpressApp, how: Edited['how']): string[] {
  const session: Value =
    how === 'middleware'
      ? { kind: 'environment', name: 'SESSION_SECRET' }
      : (secretOf(sessions[0]?.options) ?? { kind: 'unknown' });
  return app.steps.flatMap(({ at, handlers }) =>
    handlers.flatMap(({ value }) => {
      if (value.kind !== 'external' || value.package !== 'cookie-parser') return [];
      const [secret] = value.args ?? [];
      if (!secret || isNothing(secret) || (isKnown(secret) && isSame(secret, session))) return [];
      const ours = how === 'middleware' ? 'SESSION_SECRET' : "the session's own";
      return [
        `cookie-parser (${at.file}:${at.line}) has a secret that may differ from ${ours}: to it, the session's cookie is forged. Give it the same one, or none where no other cookie is signed.`,
      ];
    }),
  );
}

function secretOf(options: Value | undefined): Value | undefined {
  return options?.kind === 'object' ? options.properties.get('secret') : undefined;
}

/** Two values of which nothing is known need not be one. */
function isKnown({ kind }: Value): boolean {
  return kind === 'literal' || kind === 'environment';
}

function isNothing(value: Value): boolean {
  return value.kind === 'literal' && !value.value;
}
