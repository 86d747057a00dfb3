import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Plugin } from 'rolldown';

/** Writes the licences of everything that is in the bundle beside it, as they ask for. */
export function licences(): Plugin {
  return {
    name: 'licences',
    generateBundle(_options, bundle) {
      const packages = new Set<string>();
      const chunks = Object.values(bundle).filter((file) => file.type === 'chunk');
      for (const id of chunks.flatMap(({ moduleIds }) => moduleIds)) {
        const folder = /^.*\/node_modules\/(?:@[^/]+\/)?[^/]+/.exec(id)?.[0];
        if (folder && existsSync(join(folder, 'package.json'))) packages.add(folder);
      }
      const source = [...packages]
        .sort(byName)
        .map(licenceOf)
        .join(`\n${'-'.repeat(80)}\n\n`);
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
    },
  };
}

const nameOf = (folder: string) => folder.slice(folder.lastIndexOf('node_modules/') + 13);
const byName = (a: string, b: string) => (nameOf(a) < nameOf(b) ? -1 : 1);

function licenceOf(folder: string): string {
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (!file && !license) throw new Error(`${nameOf(folder)} names no licence`);
  const text = file ? readFileSync(join(folder, file), 'utf8') : `License: ${license}\n`;
  return `${nameOf(folder)} ${version} (${license})\n\n${text}`;
}
