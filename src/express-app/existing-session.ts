import type { ObjectExpression } from '@babel/types';
import type { At, ExpressApp, SessionModel } from './model.ts';
import { type Located, propertyName } from './nodes.ts';
import { OURS } from './packages.ts';
import type { External, ObjectValue, Value } from './values.ts';
import { type Nothing, type Refused, refuse } from './verdict.ts';

/** What the app's own session needs: a store where there is none, or ours in the place of theirs. */
export type StorePlace =
  | { kind: 'insert'; file: string; object: ObjectExpression }
  | { kind: 'replace'; file: string; node: Located; what: string };

const LINES = [
  "import { createSessionStore } from '…/session/index.mjs';",
  'session({ …, store: createSessionStore() })',
];

/** What is to be done about the sessions that an app has already. Undefined: it has none. */
export function judgeSessions(
  model: ExpressApp,
  replacesStores: boolean,
  isInstalled: boolean,
): StorePlace | Nothing | Refused | undefined {
  const [session, ...others] = model.sessions;
  if (!session) return judgeNone(model, isInstalled);
  if (others.length > 0) {
    const places = model.sessions.map(({ at }) => `${at.file}:${at.line}`).join(', ');
    return refuse(
      'unclear-session',
      `There are several sessions: ${places}. Which of them is kept in MongoDB is for you to say.`,
      session.at,
      LINES,
    );
  }
  if (session.package !== 'express-session') {
    const message = `${where(session.at)} keeps the session with ${session.package}. Replace it by express-session first, or keep it: both on one request do not work.`;
    return refuse('unclear-session', message, session.at);
  }
  return judgeStore(session, replacesStores);
}

function judgeNone(
  { sources, entry }: ExpressApp,
  isInstalled: boolean,
): Refused | Nothing | undefined {
  if (!isInstalled) return undefined;
  const importer = [...sources.values()].find(({ text }) => /['"]express-session['"]/.test(text));
  const file = importer?.path ?? 'package.json';
  const message = importer
    ? `${file} takes express-session in, and no call of it was found on the way from ${entry}.`
    : `express-session is among the dependencies, and no call of it was found on the way from ${entry}. If nothing uses it, uninstall it; or name the file that starts the app: --entry <file>`;
  return refuse('unclear-session', message, { file }, LINES);
}

function judgeStore(
  { at, options, store, call }: SessionModel,
  replacesStores: boolean,
): StorePlace | Nothing | Refused {
  const unclear = (what: string) =>
    refuse('unclear-session', `${where(at)}: ${what}. Give it the store yourself.`, at, LINES);
  if (options?.kind !== 'object' || !options.written)
    return unclear('the options of the session are not an object that is written there');
  if (options.isOpen) return unclear('the options of the session are partly computed');
  const { file } = options.written;
  if (file !== call.written?.file)
    return unclear(`the options of the session stand in another file, ${file}`);
  if (store === undefined || isNothing(store)) {
    if (store) return unclear('its store is set to nothing');
    return { kind: 'insert', file, object: options.written.node as ObjectExpression };
  }
  const isTheirs = store.kind === 'external' && !isWrittenIn(store, options);
  const known = packageOf(store);
  if (known === 'connect-mongodb-session' || known === OURS)
    return {
      kind: 'nothing',
      reason: `${where(at)} keeps its sessions in MongoDB with ${known === OURS ? 'our store' : known} already. Whether it is set up well, says: create-mongo-session-app doctor`,
      at,
    };
  if (known === undefined) return unclear('its store comes from somewhere else');
  const written = store.kind === 'external' ? store.written : undefined;
  const isMemory =
    known === 'express-session' && store.kind === 'external' && store.path === '.MemoryStore()';
  if (!isMemory && !replacesStores) {
    const message = `${where(at)} keeps its sessions with ${known}. --replace-store puts MongoDB in its place, and signs everybody out.`;
    return refuse('other-store', message, at);
  }
  if (!written || !isTheirs)
    return unclear(`its store of ${known} cannot be replaced where it is made`);
  return {
    kind: 'replace',
    file: written.file,
    node: written.node,
    what: isMemory ? 'MemoryStore' : known,
  };
}

function isNothing(value: Value): boolean {
  return value.kind === 'literal';
}

/** Set apart from the literal: there is no telling when. */
function isWrittenIn(store: External, { written, properties }: ObjectValue): boolean {
  const literal = written?.node;
  if (literal?.type !== 'ObjectExpression') return true;
  const isThere = literal.properties.some(
    (one) => one.type !== 'SpreadElement' && propertyName(one) === 'store',
  );
  return !isThere || properties.get('store') !== store;
}

/** The package that a store comes from: of a class of theirs, the one that it extends. */
function packageOf(store: Value): string | undefined {
  if (store.kind === 'external') return store.package;
  let parent: Value | undefined = store.kind === 'object' ? store.of : undefined;
  while (parent?.kind === 'class') parent = parent.parent;
  return parent?.kind === 'external' ? parent.package : undefined;
}

function where({ file, line }: At): string {
  return `${file}:${line}`;
}
