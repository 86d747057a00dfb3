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
      const source = textOf([...packages].sort(byName).map(licenceOf));
      this.emitFile({ type: 'asset', fileName: 'licences.txt', source });
    },
  };
}

interface Licence {
  /** The package, its version, and who wrote it. */
  notice: string;
  terms: string;
}

const nameOf = (folder: string) => folder.slice(folder.lastIndexOf('node_modules/') + 13);
const byName = (a: string, b: string) => (nameOf(a) < nameOf(b) ? -1 : 1);

function licenceOf(folder: string): Licence {
  const { version, license } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'));
  const file = readdirSync(folder).find((name) => /^licen[cs]e/i.test(name));
  if (!file && !license) throw new Error(`${nameOf(folder)} names no licence`);
  const title = `${nameOf(folder)} ${version} (${license})`;
  if (!file) return { notice: title, terms: `License: ${license}` };
  const lines = readFileSync(join(folder, file), 'utf8').trim().split(/\r?\n/);
  const own = lines.filter((line) => COPYRIGHT.test(line)).map((line) => `  ${line.trim()}`);
  const terms = lines.filter((line) => !COPYRIGHT.test(line) && !HEADING.test(line));
  return { notice: [title, ...own].join('\n'), terms: terms.join('\n').trim() };
}

/** `Copyright (c) 2020 Ann`, but no sentence that begins so. */
const COPYRIGHT = /^\s*copyright\b.*(\d{4}|\(c\)|©)/i;
const HEADING = /^\W*(the )?(mit|isc) license( \(\w+\))?\W*$/i;

/** The same terms, however their lines are broken, stand there once for all that have them. */
function textOf(licences: readonly Licence[]): string {
  const groups = new Map<string, Licence[]>();
  for (const licence of licences) {
    const words = licence.terms.replace(/\s+/g, ' ');
    groups.set(words, [...(groups.get(words) ?? []), licence]);
  }
  const texts = [...groups.values()].map((group) => {
    return `${group.map(({ notice }) => notice).join('\n')}\n\n${group[0]?.terms}\n`;
  });
  return texts.join(`\n${'-'.repeat(80)}\n\n`);
}
