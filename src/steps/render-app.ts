import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Layers } from '../app-template/render.ts';
import type { Choices, Language, Secrets } from '../choices/table.ts';
import type { FileTree } from '../file-tree.ts';
import type { Standing } from '../standing.ts';

/** Renders an app from the folder of the compiled templates. */
export async function renderApp(
  templates: string,
  choices: Choices,
  secrets: Secrets,
  standing: Standing,
): Promise<{ tree: FileTree; layers: Layers }> {
  const [{ render }, layers] = await Promise.all([
    import('../app-template/render.ts'),
    loadLayers(templates, choices.language),
  ]);
  return { tree: render(layers, choices, secrets, standing), layers };
}

/** What an app in one language is made of, without what only the other has. */
export async function loadLayers(templates: string, language: Language): Promise<Layers> {
  const [any, own] = await Promise.all([load(templates, 'any'), load(templates, language)]);
  return Object.fromEntries(
    Object.entries(any).map(([name, layer]) => [name, { ...layer, ...own[name] }]),
  );
}

/** @throws Error when the package lacks them: a fault of ours */
async function load(templates: string, name: string): Promise<Layers> {
  const path = join(templates, `${name}.js`);
  try {
    const { layers } = await import(pathToFileURL(path).href);
    return layers;
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ERR_MODULE_NOT_FOUND') throw error;
    throw new Error(`The templates are missing from this package: ${path} is not there.`);
  }
}
