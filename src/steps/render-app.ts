import { createRequire } from 'node:module';
import { join } from 'node:path';
import type { Layers } from '../app-template/render.ts';
import type { Choices, Language, Secrets } from '../choices/table.ts';
import type { FileTree } from '../file-tree.ts';
import type { Standing } from '../standing.ts';

const require = createRequire(import.meta.url);

/** Renders an app from the folder of the compiled templates. */
export async function renderApp(
  templates: string,
  choices: Choices,
  secrets: Secrets,
  standing: Standing,
): Promise<{ tree: FileTree; layers: Layers }> {
  const { render } = await import('../app-template/render.ts');
  const layers = loadLayers(templates, choices.language);
  return { tree: render(layers, choices, secrets, standing), layers };
}

/** What an app in one language is made of, without what only the other has. */
export function loadLayers(templates: string, language: Language): Layers {
  const [any, own] = [load(templates, 'any'), load(templates, language)];
  return Object.fromEntries(
    Object.entries(any).map(([name, layer]) => [name, { ...layer, ...own[name] }]),
  );
}

/** @throws Error when the package lacks them: a fault of ours */
function load(templates: string, name: string): Layers {
  const path = join(templates, `${name}.cjs`);
  try {
    return require(path).layers;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'MODULE_NOT_FOUND') throw error;
    throw new Error(`The templates are missing from this package: ${path} is not there.`);
  }
}
