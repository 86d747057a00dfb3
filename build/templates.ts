import { readdirSync, readFileSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import Handlebars from 'handlebars';
import type { Plugin } from 'rolldown';
import { HELPER_NAMES } from '../src/app-template/handlebars.ts';
import { templateToJavaScript, toJavaScript } from '../src/app-template/to-javascript.ts';
import { LANGUAGES } from '../src/choices/table.ts';

/** The layers as people write them: their texts by path. */
export type Sources = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What a module holds: the files of one language, or those that are none's. */
export const MODULES = [...LANGUAGES, 'any'] as const;
export type ModuleName = (typeof MODULES)[number];

/** Writes what a run renders from beside the bundle: no run parses a template or a type. */
export function templates(folder: string): Plugin {
  return {
    name: 'templates',
    generateBundle() {
      const sources = readTemplates(folder);
      for (const name of MODULES) {
        const source = compileTemplates(sources, name);
        this.emitFile({ type: 'asset', fileName: `templates/${name}.cjs`, source });
      }
    },
  };
}

/** Reads a folder of layers. */
export function readTemplates(folder: string): Sources {
  const layers = readdirSync(folder).sort();
  return new Map(layers.map((layer) => [layer, readLayer(join(folder, layer))]));
}

function readLayer(folder: string): Map<string, string> {
  const entries = readdirSync(folder, { recursive: true, withFileTypes: true });
  const files = entries.filter((entry) => entry.isFile());
  const paths = files.map((entry) => join(entry.parentPath, entry.name)).sort();
  return new Map(
    paths.map((path) => [relative(folder, path).split(sep).join('/'), readFileSync(path, 'utf8')]),
  );
}

/**
 * The text of a module that exports `layers`.
 *
 * @throws Error that names the template which cannot be compiled
 */
export function compileTemplates(sources: Sources, name: ModuleName): string {
  const layers = [...sources].map(([layer, files]) => {
    const compiled = [...files].flatMap(([path, text]) => {
      try {
        return compileFile(path, text, name);
      } catch (error) {
        throw new Error(`templates/${layer}/${path}: ${(error as Error).message}`);
      }
    });
    return `${JSON.stringify(layer)}: {\n${compiled.join(',\n')}\n}`;
  });
  return inAscii(`exports.layers = {\n${layers.join(',\n')}\n};\n`);
}

/** The same program without other characters: one of them makes a whole file twice as large to Node. */
function inAscii(program: string): string {
  const codeOf = (unit: string) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
  return program.replace(/[^\0-\x7f]/g, codeOf);
}

/** The property that a file is of its layer; none in a module that it does not belong to. */
function compileFile(path: string, text: string, name: ModuleName): string[] {
  const isTypeScript = /\.ts(\.hbs)?$/.test(path);
  if (isTypeScript === (name === 'any')) return [];
  if (name !== 'javascript') return [property(path, text)];
  if (/\.d\.ts(\.hbs)?$/.test(path)) return [];
  const convert = path.endsWith('.hbs') ? templateToJavaScript : toJavaScript;
  return [property(path.replace(/\.ts(\.hbs)?$/, '.js$1'), convert(text))];
}

function property(path: string, text: string): string {
  const value = path.endsWith('.hbs') ? precompile(text) : JSON.stringify(text);
  return `${JSON.stringify(path)}: ${value}`;
}

/** What Handlebars makes of a template, as the text of an expression. */
export function precompile(template: string): string {
  return String(
    Handlebars.precompile(template, {
      strict: true,
      noEscape: true,
      knownHelpers: Object.fromEntries(HELPER_NAMES.map((helper) => [helper, true])),
      knownHelpersOnly: true,
    }),
  );
}
