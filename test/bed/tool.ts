import { dirname, join } from 'node:path';
import fs from 'fs-extra';
import { inject } from 'vitest';
import { readTemplates, type Sources } from '../../build/templates.ts';
import { TEMPLATES, writeTemplates } from './render.ts';

/** Copies the installed command, with other templates. Returns its launcher. */
export async function toolWith(sources: Sources, home: string): Promise<string> {
  await fs.copy(join(dirname(inject('cli')), '..'), home);
  writeTemplates(sources, join(home, 'dist'));
  return join(home, 'bin/create-mongo-session-app.cjs');
}

/** The templates of the checkout, but for some, by layer and path. */
export function templatesBut(changes: Readonly<Record<string, string>>): Sources {
  const files = [...readTemplates(TEMPLATES)].flatMap(([layer, texts]) =>
    [...texts].map(([path, text]) => [`${layer}/${path}`, text] as const),
  );
  return inLayers({ ...Object.fromEntries(files), ...changes });
}

/** Templates by layer and path, as `common/_env.hbs`. */
export function inLayers(texts: Readonly<Record<string, string>>): Sources {
  const sources = new Map<string, Map<string, string>>();
  for (const [name, text] of Object.entries(texts)) {
    const [layer = '', ...names] = name.split('/');
    const files = sources.get(layer) ?? new Map();
    sources.set(layer, files.set(names.join('/'), text));
  }
  return sources;
}
