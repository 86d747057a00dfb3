import { join, relative, sep } from 'node:path';
import fs from 'fs-extra';
import type { Layer, Layers } from '../app-template/render.ts';
import type { Choices, Secrets } from '../choices/table.ts';
import type { FileTree } from '../file-tree.ts';

/** Renders an app from the folder of the templates. */
export async function renderApp(
  templates: string,
  choices: Choices,
  secrets: Secrets,
): Promise<{ tree: FileTree; layers: Layers }> {
  const { layerNames, render } = await import('../app-template/render.ts');
  const layers = await readLayers(templates, layerNames(choices));
  if (choices.language === 'typescript') return { tree: render(layers, choices, secrets), layers };
  const { toJavaScript } = await import('../app-template/to-javascript.ts');
  return { tree: render(layers, choices, secrets, toJavaScript), layers };
}

/** Reads the given layers from the folder of the templates. */
export async function readLayers(templates: string, names: readonly string[]): Promise<Layers> {
  const layers = names.map(async (name) => [name, await readLayer(join(templates, name))] as const);
  return new Map(await Promise.all(layers));
}

async function readLayer(folder: string): Promise<Layer> {
  const files = (await listFiles(folder)).sort();
  const texts = files.map(async (path) => {
    const text = await fs.readFile(path, 'utf8');
    return [relative(folder, path).split(sep).join('/'), text] as const;
  });
  return new Map(await Promise.all(texts));
}

async function listFiles(folder: string): Promise<string[]> {
  const entries = await fs.readdir(folder, { withFileTypes: true });
  const files = entries.map((entry) => {
    const path = join(folder, entry.name);
    return entry.isDirectory() ? listFiles(path) : [path];
  });
  return (await Promise.all(files)).flat();
}
