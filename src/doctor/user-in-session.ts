import type { Layer } from '../express-app/layers.ts';
import type { Value } from '../express-app/values.ts';
import { type Check, found, HOLDS, type Outcome, together, unknown } from './check.ts';
import { DATABASES } from './databases.ts';
import { isFieldSet, placeOfDeed } from './deeds.ts';

const NAME = /^(current_?)?(user|account|member|customer|admin)$/i;
/** What a query gives, whole: `.lean()` and `.exec()` leave nothing out, `.select()` does. */
const WHOLE =
  /\.(findOne|findById|findUnique|findFirst|findByPk|findOneAndUpdate|findByIdAndUpdate|create)\(\)(\.(exec|lean|toObject)\(\))*$|\.model\(\)\(\)$/;

export const USER_IN_SESSION: Check = {
  code: 'user-in-session',
  group: 'source',
  severity: 'risk',
  about: 'The whole user stands in the session',
  judge: ({ source: { layers } }) => together(layers.map(judgeLayer)),
};

function judgeLayer({ deeds }: Layer): Outcome {
  const outcomes = deeds.flatMap((deed) => {
    if (!isFieldSet(deed) || !NAME.test(deed.name ?? '') || !deed.value) return [];
    return [judgeValue(deed.value, deed.name ?? '', placeOfDeed(deed))];
  });
  return together(outcomes);
}

function judgeValue(value: Value, name: string, at: ReturnType<typeof placeOfDeed>): Outcome {
  const isQueried = value.kind === 'external' && DATABASES.test(value.package);
  if (isQueried && WHOLE.test(value.path) && !hasProjection(value.args))
    return found({
      message: `req.session.${name} gets the whole document of the user: rights that are taken away later stay in the session, and the hash of the password stands in two collections.`,
      remedy: `req.session.${name}Id = ${name}.id, and read the user with each request that needs it`,
      at,
    });
  if (value.kind === 'unknown' || (isQueried && /(find|create).*\)$/.test(value.path)))
    return unknown(`what req.session.${name} is set to cannot be told`, at);
  return HOLDS;
}

/** A second argument may say which fields are wanted. */
function hasProjection(args: readonly Value[] | undefined): boolean {
  return (args ?? []).filter(({ kind }) => kind !== 'function').length > 1;
}
