import type { Addition } from '../app-template/render-add.ts';
import { databaseName, withoutScope } from '../choices/app-name.ts';
import type { FileTree } from '../file-tree.ts';
import type { Addition as PlannedAddition } from '../plan/plan-add.ts';
import type { Place } from '../project/place.ts';
import { takeSnapshot } from '../project/snapshot.ts';
import type { AdditionAnswers, Known } from './answer-for-addition.ts';
import type { Look } from './look-at-app.ts';
import { loadLayers } from './render-app.ts';

/** What the new files are rendered from: the app's own ways, and what was answered. */
export function additionOf(
  { edited, driver, environment }: Look,
  { name }: Pick<Known, 'name'>,
  { choices }: Pick<AdditionAnswers, 'choices'>,
): Addition {
  return {
    ...edited.files,
    name,
    how: edited.how,
    cookiePrefix: withoutScope(name),
    database: databaseName(name),
    collection: choices.collection,
    driver,
    uriKey: environment.uriKey,
    loadsEnvironment: environment.isLoadedByNobody,
  };
}

/** What is there now at every path that an addition writes to. */
export function withSnapshot(
  { real }: Place,
  parts: Omit<PlannedAddition, 'snapshot'>,
): PlannedAddition {
  const { tree, source, env, example } = parts;
  const owners = [source.path, 'package.json', '.gitignore', env?.path, example?.path];
  const paths = [...tree.keys(), ...owners.filter((path) => path !== undefined)];
  return { ...parts, snapshot: takeSnapshot(real, paths) };
}

/** The new files of an addition, and the packages that they need. */
export interface RenderedAddition {
  tree: FileTree;
  packages: Record<string, Record<string, string>>;
}

/** Renders an addition from the file of the compiled templates. */
export async function renderNewFiles(
  templates: string,
  addition: Addition,
): Promise<RenderedAddition> {
  const { renderAddition } = await import('../app-template/render-add.ts');
  const layers = loadLayers(templates, addition.language);
  const own = withDriver(JSON.parse(String(layers.add?.['package.json'])), addition);
  if (addition.language === 'javascript')
    return { tree: renderAddition(layers, addition), packages: own };
  const all = JSON.parse(String(layers.typescript?.['package.json'])).devDependencies;
  const types = Object.entries<string>(all).filter(([name]) => name.startsWith('@types/'));
  return {
    tree: renderAddition(layers, addition),
    packages: { ...own, devDependencies: Object.fromEntries(types) },
  };
}

/** Under another name npm and the others fetch it beside the one that the owner has. */
function withDriver(
  { dependencies }: { dependencies: Record<string, string> },
  { driver }: Addition,
): RenderedAddition['packages'] {
  if (driver === 'mongodb') return { dependencies };
  const { mongodb, ...others } = dependencies;
  return { dependencies: { ...others, [driver]: `npm:mongodb@${mongodb}` } };
}
