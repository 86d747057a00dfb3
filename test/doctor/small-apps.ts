import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { CHECKS } from '../../src/doctor/checks.ts';
import { type Examination, examine } from '../../src/doctor/examine.ts';
import { readSource } from '../../src/doctor/read-source.ts';
import { projectOf } from '../../src/express-app/project.ts';
import { NOTHING_READ } from './nothing-read.ts';

/**
 * Apps about one check, in a file of its code's name: `=== found app.js:6, app.js:8` begins one and says what is told of
 * it, `=== sound` one that is not found, `=== unknown app.js:3` one that cannot be told. Words behind a dash say what it
 * shows. `--- path` begins a file of it; `+++` the lines of an app.js from its fourth on, which has `express`, `session` and
 * `app` by then, and listens in the end.
 */
export interface SmallApp {
  code: string;
  name: string;
  outcome: 'found' | 'sound' | 'unknown' | 'skipped';
  /** `file:line`, or a subject. */
  places: readonly string[];
  files: ReadonlyMap<string, string>;
}

const FOLDER = fileURLToPath(new URL('apps/', import.meta.url));

const PRELUDE = `const express = require('express');
const session = require('express-session');
const app = express();
`;

export function readSmallApps(): SmallApp[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.apps'))
    .flatMap((name) => parse(name.replace(/\.apps$/, ''), readFileSync(FOLDER + name, 'utf8')));
}

function parse(code: string, text: string): SmallApp[] {
  return text
    .split(/^=== /m)
    .slice(1)
    .map((part) => {
      const end = part.indexOf('\n');
      const [head = '', about = ''] = part.slice(0, end).split(' — ');
      const [outcome = '', ...places] = head.split(/,? /).filter(Boolean);
      const files = new Map<string, string>();
      for (const file of part
        .slice(end + 1)
        .split(/^--- /m)
        .slice(1)) {
        const line = file.indexOf('\n');
        files.set(file.slice(0, line).trim(), file.slice(line + 1));
      }
      const [, lines] = /^\+\+\+\n([\s\S]*?)(?=^--- |$(?![\s\S]))/m.exec(part) ?? [];
      if (lines !== undefined) files.set('app.js', `${PRELUDE}${lines}app.listen(3000);\n`);
      if (!files.has('package.json'))
        files.set('package.json', '{ "scripts": { "start": "node app.js" } }');
      return { code, name: about || head, outcome: outcome as SmallApp['outcome'], places, files };
    });
}

/** What the checks of the source say of an app. */
export function examineSource(files: ReadonlyMap<string, string>, entry?: string): Examination {
  const project = projectOf(files);
  const source = project && readSource(project, entry);
  if (!source || 'refusals' in source) throw new Error(`no app: ${JSON.stringify(source)}`);
  const checks = CHECKS.filter(({ group }) => group === 'source');
  return examine(checks, { ...NOTHING_READ, source }, []);
}

/** What is told of one check, in the words of the apps' files. */
export function wordsOf({ findings, checks }: Examination, code: string): string {
  const own = findings.filter((one) => one.code === code);
  if (own.length > 0)
    return `found ${own.map(({ at, subject }) => (at ? `${at.file}:${at.line}` : subject)).join(', ')}`;
  const check = checks.find((one) => one.code === code);
  if (check?.status === 'holds') return 'sound';
  return `${check?.status}${check?.at ? ` ${check.at.file}:${check.at.line}` : ''}`;
}
