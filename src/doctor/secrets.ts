import type { SessionModel } from '../express-app/model.ts';
import { optionsOf, type Value } from '../express-app/values.ts';
import { optionOf } from './settings.ts';

/** Where the secrets of a session come from. The literals never leave a check. */
export interface SecretSources {
  literals: readonly string[];
  /** A literal is taken only where something else has no value. */
  isFallback: boolean;
  /** Everything else is a variable of the environment, or is made by a package. */
  isClear: boolean;
}

/** All secrets count: the first one signs, and a cookie that any of them has signed is taken. */
export function secretsOf(session: SessionModel): SecretSources {
  const given = optionOf(session, 'secret');
  if (given === undefined) return { literals: [], isFallback: false, isClear: false };
  const either = optionsOf(given);
  const each = either.flatMap((one) => (one.kind === 'array' ? one.items : [one]));
  const alternatives = each.map(optionsOf);
  const literals = alternatives.flatMap((some) => some.flatMap(textsIn));
  const isOneOf = (some: readonly Value[]) => some.length > 1 || !some.some(isText);
  const isFallback = either.length > 1 || alternatives.every(isOneOf);
  const isOpen = either.some((one) => one.kind === 'array' && one.isOpen);
  const isClear = !isOpen && alternatives.flat().every(isFromOutside);
  return { literals, isFallback, isClear };
}

/** The mode that is taken for granted stands in no source. */
function textsIn(value: Value): string[] {
  if (value.kind === 'literal' && value.value === 'production') return [];
  return value.kind === 'literal' && typeof value.value === 'string' && value.value !== ''
    ? [value.value]
    : [];
}

/** Random bytes, a file, a variable: not what the source says. A package of settings may read files of the source. */
function isFromOutside(value: Value): boolean {
  if (value.kind !== 'external') return value.kind === 'environment' || value.kind === 'literal';
  return /^(crypto|uuid|nanoid|fs)$/.test(value.package.split('/')[0] ?? '');
}

function isText(value: Value): boolean {
  return textsIn(value).length > 0;
}
