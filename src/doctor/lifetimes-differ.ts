import { locate } from '../express-app/analyse.ts';
import { type External, optionsOf, type Value } from '../express-app/values.ts';
import { type Check, found, HOLDS, together } from './check.ts';
import { cookieOption, ofEachSession, optionOf } from './settings.ts';

export const LIFETIMES_DIFFER: Check = {
  code: 'lifetimes-differ',
  group: 'source',
  severity: 'advice',
  about: 'The store is told another lifetime than the cookie',
  judge: ({ source }) =>
    ofEachSession(source, (session) => {
      const cookie = numberOf(cookieOption(session, 'maxAge'));
      const stores = optionsOf(optionOf(session, 'store') ?? { kind: 'unknown' });
      if (!cookie) return HOLDS;
      return together(
        stores.map((store) => {
          const own = store.kind === 'external' ? lifetimeOf(store) : undefined;
          if (!own || store.kind !== 'external' || own.milliseconds === cookie) return HOLDS;
          const ratio = own.milliseconds / cookie;
          const isUnit = ratio === 1000 || ratio === 1 / 1000;
          const at = store.written ? locate(store.written.file, store.written.node) : session.at;
          if (isUnit)
            return found({
              message: `The cookie lives ${cookie} ms and the store's ${own.name} is a thousandfold apart: one of them has seconds for milliseconds. Sessions end with the cookie.`,
              remedy: `maxAge is in milliseconds, ${own.name} in ${own.unit}.`,
              at,
              severity: 'fault',
            });
          return found({
            message: `The store's ${own.name} has no effect: with a maxAge of the cookie, a session ends when that says.`,
            remedy: `Leave ${own.name} out, or set it to the same time.`,
            at,
          });
        }),
      );
    }),
};

/** What a store is told; nothing where it is told nothing. */
function lifetimeOf({ package: name, args }: External) {
  const [options] = args ?? [];
  if (options?.kind !== 'object') return undefined;
  if (name === 'connect-mongodb-session') {
    const milliseconds = numberOf(options.properties.get('expires'));
    return milliseconds ? { milliseconds, name: 'expires', unit: 'milliseconds' } : undefined;
  }
  if (name !== 'connect-mongo') return undefined;
  const seconds = numberOf(options.properties.get('ttl'));
  return seconds ? { milliseconds: seconds * 1000, name: 'ttl', unit: 'seconds' } : undefined;
}

function numberOf(value: Value | undefined): number | undefined {
  return value?.kind === 'literal' && typeof value.value === 'number' ? value.value : undefined;
}
