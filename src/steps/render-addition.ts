import type { Addition } from '../app-template/render-add.ts';
import type { FileTree } from '../file-tree.ts';
import { loadLayers } from './render-app.ts';

/** The new files of an addition, and the packages that they need. */
export interface RenderedAddition {
  tree: FileTree;
  packages: Record<string, Record<string, string>>;
}

/** Renders an addition from the folder of the compiled templates. */
export async function renderNewFiles(
  templates: string,
  addition: Addition,
): Promise<RenderedAddition> {
  const [{ renderAddition }, layers] = await Promise.all([
    import('../app-template/render-add.ts'),
    loadLayers(templates, addition.language),
  ]);
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
