import type { FileTree, TreeFile } from '../file-tree.ts';
import { type Layers, renderFile } from './render.ts';

/** What is known of the app that sessions are added to. */
export interface Addition {
  name: string;
  language: 'typescript' | 'javascript';
  /** The folder of the new files, from the app's directory. */
  folder: string;
  /** How one file of a TypeScript project names another. */
  ending: '' | '.js' | '.ts';
  /** Whether the session is ours, or theirs with our store. */
  how: 'middleware' | 'store';
  cookiePrefix: string;
  database: string;
  collection: string;
  /** What the new files import the MongoDB driver from: another name where the app has another one. */
  driver: string;
  /** The variable of the environment that holds the Mongo URI. */
  uriKey: string;
  /** Nothing in the app loads an `.env`, so that the new code does. */
  loadsEnvironment: boolean;
}

/** The files of the other layers that a session needs; the layer `add` joins them. */
const SHARED: readonly (readonly [layer: string, path: RegExp])[] = [
  ['common', /^src\/(app-error|environment|database|mongo-uri|session\/[\w-]+)\.[jt]s$/],
  ['minimal', /^src\/log\.[jt]s$/],
  ['typescript', /^src\/types\/connect-mongodb-session\.d\.ts$/],
  ['add', /^src\//],
];

/** A session of the owner's own needs no middleware of ours. */
const OF_MIDDLEWARE = /\/session\/(middleware|store-first)\./;

/** Renders the new files alone, all into one folder. */
export function renderAddition(layers: Layers, addition: Addition): FileTree {
  const context = additionContext(addition);
  const tree = new Map<string, TreeFile>();
  for (const [name, pattern] of SHARED) {
    for (const [path, template] of Object.entries(layers[name] ?? {})) {
      const plain = path.replace(/\.hbs$/, '');
      if (!pattern.test(plain) || (addition.how === 'store' && OF_MIDDLEWARE.test(plain))) continue;
      const text = renderFile(`${name}/${path}`, template, context);
      const content = moved(text, plain, addition);
      tree.set(movedPath(plain, addition), { content, policy: 'merge', executable: false });
    }
  }
  return new Map([...tree].sort(([a], [b]) => (a < b ? -1 : 1)));
}

/** What the templates of the layer `add` may use. */
export function additionContext(addition: Addition) {
  return { ...addition, usesMiddleware: addition.how === 'middleware' };
}

function movedPath(path: string, { folder, language }: Addition): string {
  const name = path.slice(path.lastIndexOf('/') + 1);
  return `${folder}/${language === 'javascript' ? name.replace(/\.js$/, '.mjs') : name}`;
}

/** All files are neighbours now, and name each other in the project's own way. */
function moved(text: string, path: string, { language, ending, driver }: Addition): string {
  const own = language === 'javascript' ? '.mjs' : ending;
  const neighbours = text
    .replace(
      /(\bfrom ')\.{1,2}\/(?:session\/)?([\w-]+)\.[jt]s'/g,
      (_, start: string, name: string) => `${start}./${name}${own}'`,
    )
    .replaceAll("from 'mongodb'", `from '${driver}'`);
  // ts-node reads only what is imported, and the types of that package are ours.
  const needsTypes = language === 'typescript' && path.endsWith('/store.ts');
  return needsTypes
    ? `/// <reference path="./connect-mongodb-session.d.ts" />\n${neighbours}`
    : neighbours;
}
