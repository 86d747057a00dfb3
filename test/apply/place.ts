import { chmodSync } from 'node:fs';
import { join } from 'node:path';
import fs from 'fs-extra';

/** Where in a place the app goes: a new one needs two directories. */
export const APP = 'apps/app';

/** What somebody has in a directory before an app is created in it: some of it in the way, with modes of their own. */
const OWNERS_FILES: [path: string, text: string, mode: number][] = [
  ['.env', 'API_KEY=mine\n', 0o644],
  ['.gitignore', '# mine\r\n*.bak\r\n', 0o664],
  ['package.json', '{ "name": "mine" }\n', 0o640],
  ['NOTES.md', 'Buy milk.\n', 0o600],
  ['src/own.ts', 'export const mine = true;\n', 0o755],
];

/** An app that somebody wrote, with what `add` edits besides its source. */
const OWNERS_APP: typeof OWNERS_FILES = [
  [
    'app.js',
    "const express = require('express');\n\nconst app = express();\n\napp.get('/', (req, res) => res.send('hello'));\n\napp.listen(3000);\n",
    0o640,
  ],
  ['package.json', '{ "name": "mine", "scripts": { "start": "node app.js" } }\n', 0o644],
  ['.env', 'API_KEY=mine\n', 0o600],
  ['.env.example', 'API_KEY=', 0o644],
  ['.gitignore', 'node_modules\r\n', 0o664],
];

/** Puts such files where the app is to be created. Returns the place. */
export function letOwnerWrite(place: string): string {
  letWrite(place, OWNERS_FILES);
  fs.mkdirSync(join(place, APP, 'empty'));
  chmodSync(join(place, APP), 0o750);
  return place;
}

/** Puts an app of somebody else's there. Returns the place. */
export function letOwnerWriteApp(place: string): string {
  letWrite(place, OWNERS_APP);
  return place;
}

function letWrite(place: string, files: typeof OWNERS_FILES) {
  for (const [path, text, mode] of files) {
    fs.outputFileSync(join(place, APP, path), text);
    chmodSync(join(place, APP, path), mode);
  }
}
