import { fileURLToPath } from 'node:url';
import { type Layer, type Layers, layerNames, render } from '../../src/app-template/render.ts';
import { toJavaScript } from '../../src/app-template/to-javascript.ts';
import { readMongoUri } from '../../src/choices/mongo-uri.ts';
import type { Choices } from '../../src/choices/table.ts';
import { readLayers } from '../../src/commands/render-app.ts';
import { type FileTree, visibleText } from '../../src/file-tree.ts';
import { Secret } from '../../src/secret.ts';

export const TEMPLATES = fileURLToPath(new URL('../../templates/', import.meta.url));

/** What a run with `--yes` settles on. */
export const DEFAULT_CHOICES: Choices = {
  name: 'my-app',
  template: 'auth',
  language: 'typescript',
  collection: 'sessions',
  secretSource: 'generate',
  secretFile: '/run/secrets/session_secret',
  packageManager: 'npm',
  docker: true,
  ci: true,
  devDatabase: true,
};

/** Renders an app in this process, from the templates of the checkout. */
export async function renderChoices(changes: Partial<Choices>): Promise<FileTree> {
  const choices = { ...DEFAULT_CHOICES, ...changes };
  const inDotEnv = choices.secretSource === 'generate' || choices.secretSource === 'supply';
  const secrets = {
    mongoUri: readMongoUri('mongodb://127.0.0.1:27017/my-app'),
    ...(inDotEnv && { sessionSecret: new Secret('s'.repeat(43)) }),
  };
  return render(await layersOf(layerNames(choices)), choices, secrets, convertOnce);
}

const layers = new Map<string, Promise<Layer>>();

/** Many combinations are made of few layers: each is read once. */
async function layersOf(names: readonly string[]): Promise<Layers> {
  const read = async (name: string) => {
    const layer = (await readLayers(TEMPLATES, [name])).get(name);
    if (!layer) throw new Error(`there is no layer ${name}`);
    return layer;
  };
  for (const name of names) if (!layers.has(name)) layers.set(name, read(name));
  const found = names.map(async (name) => [name, (await layers.get(name)) as Layer] as const);
  return new Map(await Promise.all(found));
}

const converted = new Map<string, string>();

/** And of few sources: each is converted once. */
function convertOnce(source: string): string {
  const javascript = converted.get(source) ?? toJavaScript(source);
  converted.set(source, javascript);
  return javascript;
}

/** The texts of a tree by path, secrets as `[secret]`. */
export function textsOf(tree: FileTree): Map<string, string> {
  return new Map([...tree].map(([path, file]) => [path, visibleText(file)]));
}
