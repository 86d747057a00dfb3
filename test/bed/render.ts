import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fs from 'fs-extra';
import { packTemplates, readTemplates, type Sources } from '../../build/templates.ts';
import { type Layers, render } from '../../src/app-template/render.ts';
import { toJavaScript } from '../../src/app-template/to-javascript.ts';
import { readMongoUri } from '../../src/choices/mongo-uri.ts';
import type { Choices, Language, Secrets } from '../../src/choices/table.ts';
import { type FileTree, type TreeFile, visibleText } from '../../src/file-tree.ts';
import { Secret } from '../../src/secret.ts';
import { loadLayers } from '../../src/steps/render-app.ts';
import { newFolder } from './folder.ts';

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
  mail: true,
  docker: true,
  ci: true,
  devDatabase: true,
};

/** Reads and compiles the templates of the checkout, as the package has them in a language. */
export function readLayers(
  language: Language,
  isWanted: (path: string, text: string) => boolean = () => true,
): Layers {
  const layers = [...readTemplates(TEMPLATES)].map(([name, files]) => {
    return [name, new Map([...files].filter((file) => isWanted(...file)))] as const;
  });
  // A layer of which nothing is wanted is there all the same.
  const empty = Object.fromEntries(layers.map(([name]) => [name, {}]));
  return { ...empty, ...loadCompiled(new Map(layers), language) };
}

function loadCompiled(sources: Sources, language: Language): Layers {
  const folder = newFolder();
  try {
    return loadLayers(writeTemplates(sources, folder), language);
  } finally {
    fs.removeSync(folder);
  }
}

/** Writes the file that the package has its templates in. Returns its path. */
export function writeTemplates(sources: Sources, folder: string): string {
  const path = join(folder, 'templates.br');
  fs.outputFileSync(path, packTemplates(sources));
  return path;
}

/**
 * Renders an app in this process from the templates as people read them: JavaScript is made of what is rendered in
 * TypeScript, file by file. That what is shipped renders the same is shown by combinations.test.ts.
 */
export async function renderChoices(changes: Partial<Choices>): Promise<FileTree> {
  const choices = { ...DEFAULT_CHOICES, ...changes };
  typescript ??= readLayers('typescript');
  const tree = render(typescript, choices, secretsFor(choices));
  return choices.language === 'typescript' ? tree : convert(tree);
}

let typescript: Layers | undefined;

/** Secrets that are the same each time. */
export function secretsFor({ secretSource }: Choices): Secrets {
  const inDotEnv = secretSource === 'generate' || secretSource === 'supply';
  return {
    mongoUri: readMongoUri('mongodb://127.0.0.1:27017/my-app'),
    ...(inDotEnv && { sessionSecret: new Secret('s'.repeat(43)) }),
  };
}

function convert(tree: FileTree): FileTree {
  const files = [...tree].flatMap(([path, file]): [string, TreeFile][] => {
    if (!path.endsWith('.ts')) return [[path, file]];
    if (path.endsWith('.d.ts')) return [];
    return [[path.replace(/ts$/, 'js'), { ...file, content: convertOnce(visibleText(file)) }]];
  });
  return new Map(files);
}

const converted = new Map<string, string>();

/** Many combinations are made of few sources: each is converted once. */
function convertOnce(source: string): string {
  const javascript = converted.get(source) ?? toJavaScript(source);
  converted.set(source, javascript);
  return javascript;
}

/** The texts of a tree by path, secrets as `[secret]`. */
export function textsOf(tree: FileTree): Map<string, string> {
  return new Map([...tree].map(([path, file]) => [path, visibleText(file)]));
}
