import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { addSessions } from '../../src/express-app/add-sessions.ts';
import { projectOf } from '../../src/express-app/project.ts';
import type { Verdict } from '../../src/express-app/verdict.ts';

/**
 * An app in one file: `--- path` begins a file of it, `+++ path` the same file as it is to be afterwards, and `=== words`
 * says what is to be done where nothing is edited (`refused no-app app.js:3`, `nothing`). Lines before that say what it shows.
 */
export interface SmallApp {
  name: string;
  files: ReadonlyMap<string, string>;
  edited: { path: string; text: string } | undefined;
  outcome: string | undefined;
  flags: { entry: string | undefined; replacesStores: boolean };
}

const FOLDER = fileURLToPath(new URL('apps/', import.meta.url));

export function readSmallApps(): SmallApp[] {
  return readdirSync(FOLDER)
    .filter((name) => name.endsWith('.app'))
    .map((name) => parseSmallApp(name.replace(/\.app$/, ''), readFileSync(FOLDER + name, 'utf8')));
}

export function parseSmallApp(name: string, text: string): SmallApp {
  const files = new Map<string, string>();
  let edited: SmallApp['edited'];
  let outcome: string | undefined;
  const [head = '', ...parts] = text.split(/^(?=(?:---|\+\+\+|===) )/m);
  for (const part of parts) {
    const [, mark, path = '', content = ''] = /^(\S+) (.*)\n([\s\S]*)$/.exec(part) ?? [];
    if (mark === '---') files.set(path, content);
    if (mark === '+++') edited = { path, text: content };
    if (mark === '===') outcome = path;
  }
  const entry = /--entry (\S+)/.exec(head)?.[1];
  return {
    name,
    files,
    edited,
    outcome,
    flags: { entry, replacesStores: head.includes('--replace-store') },
  };
}

/** What is said of an app, in the words of the apps' files. */
export function judge({ files, flags }: SmallApp): Verdict | 'no package.json' {
  const project = projectOf(files);
  return project ? addSessions(project, flags) : 'no package.json';
}

/** `refused unclear-session app.js:7`, `nothing`, or the edited file. */
export function wordsOf(verdict: Verdict | 'no package.json'): string {
  if (typeof verdict === 'string') return verdict;
  if (verdict.kind === 'edited') return `edited ${verdict.path}`;
  if (verdict.kind === 'nothing') return 'nothing';
  return verdict.refusals
    .map(
      ({ code, at }) => `refused ${code}${at ? ` ${at.file}${at.line ? `:${at.line}` : ''}` : ''}`,
    )
    .join(', ');
}
