import { parseSource } from '../../src/express-app/source.ts';
import type { SmallApp } from './small-app.ts';

/** The same app, written otherwise. */
export const VARIANTS: Record<string, (app: SmallApp) => SmallApp> = {
  'CRLF line ends': (app) => mapTexts(app, (text) => text.replaceAll('\n', '\r\n')),
  'a byte order mark': (app) => mapTexts(app, (text) => `\uFEFF${text}`),
  tabs: (app) => mapTexts(app, withTabs),
  'no semicolons': (app) => mapTexts(app, withoutSemicolons),
  'other names': (app) => mapTexts(app, withOtherNames),
};

function mapTexts(app: SmallApp, change: (text: string, path: string) => string): SmallApp {
  const isCode = (path: string) =>
    !path.endsWith('.json') && !app.outcome?.includes('broken-source');
  const files = [...app.files].map(
    ([path, text]) => [path, isCode(path) ? change(text, path) : text] as const,
  );
  const { edited } = app;
  return {
    ...app,
    files: new Map(files),
    edited: edited && { path: edited.path, text: change(edited.text, edited.path) },
  };
}

function withTabs(text: string): string {
  return text.replace(/^( {2})+/gm, (blanks) => '\t'.repeat(blanks.length / 2));
}

/** Takes out the semicolons at ends of lines, but where the next line would then go on with this one. */
function withoutSemicolons(text: string): string {
  return text.replace(/;[ \t]*$(?=\n*[ \t]*([^\s]?))/gm, (all, next: string) =>
    /[([`/+\-*]/.test(next) && !/\n[ \t]*\/[/*]/.test(text) ? all : '',
  );
}

const NAMES = new Map([
  ['app', 'webApplication'],
  ['express', 'exp'],
  ['session', 'keepSession'],
  ['router', 'ways'],
]);

/** Gives every variable another name; what packages call their own stays. */
function withOtherNames(text: string, path: string): string {
  const { tokens } = parseSource(path, text);
  let renamed = '';
  let at = 0;
  for (const [index, { start, end, value, type }] of tokens.entries()) {
    const before = tokens[index - 1];
    const wordBefore = before ? text.slice(before.start, before.end) : '';
    const isPicked = value === 'session' && /^[{(]$/.test(wordBefore) && text.startsWith(' }', end);
    const isProperty = isPicked || (wordBefore === '.' && value !== 'app');
    const isImported =
      typeof type === 'object' && type.label === 'name' && NAMES.has(String(value));
    if (!isImported || isProperty) continue;
    renamed += text.slice(at, start) + NAMES.get(String(value));
    at = end;
  }
  return renamed + text.slice(at);
}
