import { readFileSync } from 'node:fs';
import { brotliDecompressSync } from 'node:zlib';
import type { Layers } from '../app-template/render.ts';
import type { Template } from '../app-template/template.ts';
import type { Choices, Language, Secrets } from '../choices/table.ts';
import type { FileTree } from '../file-tree.ts';
import type { Standing } from '../standing.ts';

/** Renders an app from the file of the compiled templates. */
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

/**
 * What an app in one language is made of, without what only the other has: of a line for each file (build/templates.ts)
 * those that are for it.
 */
export function loadLayers(templates: string, language: Language): Layers {
  const layers: Record<string, Record<string, Template>> = {};
  for (const line of read(templates).split('\n')) {
    const [owner, layer = '', path = ''] = line.split(' ', 3);
    if (owner !== 'any' && owner !== language) continue;
    const start = `${owner} ${layer} ${path} `.length;
    layers[layer] ??= {};
    layers[layer][path] = JSON.parse(line.slice(start));
  }
  return layers;
}

/** @throws Error when the package lacks them: a fault of ours */
function read(path: string): string {
  try {
    return brotliDecompressSync(readFileSync(path)).toString('latin1');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    throw new Error(`The templates are missing from this package: ${path} is not there.`);
  }
}
