import type { SessionModel } from '../express-app/model.ts';
import { propertyName } from '../express-app/nodes.ts';
import { optionsOf, UNDEFINED, type Value } from '../express-app/values.ts';
import type { Outcome, Where } from './check.ts';
import { skipped, together, unknown } from './check.ts';
import type { SourceEvidence } from './evidence.ts';

/** Judges each session of express-session on its own. One that is not found is none that holds. */
export function ofEachSession(
  { sessions, allSessions, project, model }: SourceEvidence,
  judge: (session: SessionModel) => Outcome,
): Outcome {
  const isInstalled = 'express-session' in project.packageJson.dependencies;
  if (isInstalled && allSessions.length === 0)
    return skipped(`no call of express-session was found on the way from ${model.entry}`);
  return together(sessions.map(judge));
}

/** An option as production gives it; `undefined` of JavaScript where it is not set, nothing where that is not known. */
export function optionOf(
  { settled }: SessionModel,
  ...names: readonly string[]
): Value | undefined {
  return propertyOf(settled, names);
}

/** An option of the cookie, which may be changed later. */
export function cookieOption(session: SessionModel, name: string): Value | undefined {
  const cookie = optionOf(session, 'cookie');
  return cookie && propertyOf(cookie, [name]);
}

/** The first of the names that is set. */
function propertyOf(object: Value | undefined, names: readonly string[]): Value | undefined {
  if (object === undefined || isUndefined(object)) return UNDEFINED;
  if (object.kind !== 'object') return undefined;
  for (const name of names) {
    const value = object.properties.get(name);
    if (value) return value;
  }
  return object.isOpen || object.of ? undefined : UNDEFINED;
}

export function isUndefined(value: Value): boolean {
  return value.kind === 'literal' && value.value === undefined;
}

/** Whether each value that it may have is so; undefined where that is not known of one, or where they differ. */
export function always(
  value: Value | undefined,
  test: (one: Value) => boolean | undefined,
): boolean | undefined {
  if (value === undefined) return undefined;
  const answers = optionsOf(value).map((one) => (isClear(one) ? test(one) : undefined));
  const [first] = answers;
  return answers.every((one) => one === first) ? first : undefined;
}

/** What is computed somewhere, or comes from outside, may be anything. */
function isClear({ kind }: Value): boolean {
  return kind !== 'unknown' && kind !== 'environment' && kind !== 'external';
}

/** A literal of this value. */
export function isLiteral(value: Value, ...wanted: readonly unknown[]): boolean {
  return value.kind === 'literal' && wanted.includes(value.value);
}

/** Whether an option is switched off; undefined where that cannot be told. */
export function isOff(session: SessionModel, name: string): boolean | undefined {
  return always(optionOf(session, name), (value) =>
    value.kind === 'literal' ? isLiteral(value, false, null, 0, '') : undefined,
  );
}

export function isUnset(value: Value): boolean {
  return isLiteral(value, undefined, null);
}

/** Where an option is written, else where the session is made. */
export function placeOf({ at, settled }: SessionModel, ...names: readonly string[]): Where {
  let value = settled;
  let place: Where = at;
  for (const name of names) {
    if (value?.kind !== 'object') return place;
    const literal = value.written?.node;
    const property =
      literal?.type === 'ObjectExpression'
        ? literal.properties.find((one) => 'key' in one && propertyName(one) === name)
        : undefined;
    if (property?.loc && value.written) {
      const { line, column } = property.loc.start;
      place = { file: value.written.file, line, column: column + 1 };
    }
    value = value.properties.get(name);
  }
  return place;
}

/** What cannot be told of an option, and where it is. */
export function unclear(session: SessionModel, ...names: readonly string[]): Outcome {
  return unknown(`${names.join('.')} is computed`, placeOf(session, ...names));
}
