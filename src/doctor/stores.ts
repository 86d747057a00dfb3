import { type External, optionsOf, type Value } from '../express-app/values.ts';

/** What a store is: memory, bare connect-mongodb-session, or another one. Undefined: there is no telling. */
export type StoreKind = 'memory' | 'connect-mongodb-session' | 'other';

export function kindOfStore(store: Value | undefined): StoreKind | undefined {
  if (store === undefined) return undefined;
  const kinds = optionsOf(store).map(kindOfOne);
  const [first] = kinds;
  return kinds.every((one) => one === first) ? first : undefined;
}

function kindOfOne(value: Value): StoreKind | undefined {
  if (value.kind === 'literal') return value.value ? undefined : 'memory';
  const base = baseOf(value);
  if (!base) return undefined;
  if (base.package === 'express-session')
    return /MemoryStore(\(\))?$/.test(base.path) ? 'memory' : 'other';
  const isBare = base === value && base.package === 'connect-mongodb-session';
  return isBare ? 'connect-mongodb-session' : 'other';
}

/** The store itself, or the class of a package that the owner's own class extends. */
function baseOf(value: Value): External | undefined {
  if (value.kind === 'external') return value;
  let parent: Value | undefined = value.kind === 'object' ? value.of : undefined;
  while (parent?.kind === 'class') parent = parent.parent;
  return parent?.kind === 'external' ? parent : undefined;
}

/** The stores of connect-mongodb-session as the package has them, without a class of the owner's around. */
export function bareStores(store: Value | undefined): External[] {
  if (kindOfStore(store) !== 'connect-mongodb-session' || !store) return [];
  return optionsOf(store).filter((one) => one.kind === 'external');
}
