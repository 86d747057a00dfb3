import { fileURLToPath } from 'node:url';
import { defineConfig } from 'tsdown';
import { CHUNKS, withoutUnused } from './build/chunks.ts';
import { licences } from './build/licences.ts';
import { askedForSyntaxes } from './build/parser.ts';
import { templates } from './build/templates.ts';

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

export default defineConfig({
  entry: ['src/cli.ts'],
  outDir: 'dist',
  // Node loads it at once, and modules only after turns of its event loop.
  format: 'cjs',
  platform: 'node',
  target: 'node20.19',
  minify: true,
  dts: false,
  deps: { alwaysBundle: [/./] },
  outExtensions: () => ({ js: '.cjs' }),
  alias: {
    'whatwg-url': here('build/node-url.js'),
    'emoji-regex': here('build/emoji.cjs'),
    // Its main file is UMD, which no bundler can follow.
    'jsonc-parser': here('node_modules/jsonc-parser/lib/esm/main.js'),
  },
  plugins: [withoutUnused(), askedForSyntaxes(), licences(), templates(here('templates'))],
  outputOptions: { advancedChunks: { groups: CHUNKS } },
});
