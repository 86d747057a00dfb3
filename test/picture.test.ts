import { existsSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { temporaryFolder } from './bed/folder.ts';
import { drawTerminal, textOfPicture } from './bed/picture.ts';
import type { StyledText } from './bed/screen.ts';
import { ENTER, runAtTerminal } from './bed/terminal.ts';

const PICTURE = fileURLToPath(new URL('../docs/run.svg', import.meta.url));
const COLUMNS = 100;
const COMMAND = 'npx create-mongo-session-app my-app';

// `npm run picture` draws it again.
test('the picture in the README shows what a run prints, but for times, the number of files and what listens here', async () => {
  const home = temporaryFolder();
  const terminal = runAtTerminal(['my-app'], { cwd: home, columns: COLUMNS });
  await terminal.answer('What shall the app start with?', ENTER);
  await terminal.answer('TypeScript or JavaScript?', ENTER);
  await terminal.answer('Where is MongoDB?', ENTER);
  await terminal.answer('Which collection holds the sessions?', ENTER);
  await terminal.answer('session cookie come from?', ENTER);
  expect(await terminal.ended).toMatchObject({ exitCode: 0 });

  const lines = terminal
    .styledLines()
    // A slow network has a line of its own.
    .filter((line) => !line.some(({ text }) => text.includes('has printed nothing for')))
    .map((line) => rename(line, home, '/home/you'));
  const prompt = [
    { text: '$', column: 0, style: [2] },
    { text: COMMAND, column: 2, style: [1] },
  ];
  const drawn = drawTerminal(`A run of ${COMMAND}`, [prompt, ...lines.slice(0, -1)], COLUMNS);
  const before = existsSync(PICTURE) ? readFileSync(PICTURE, 'utf8') : '';
  const isTrue = whatStays(before) === whatStays(drawn);
  await expect(isTrue ? before : drawn).toMatchFileSnapshot(PICTURE);
});

/** What comes after the new words in a line moves up to them. */
function rename(line: readonly StyledText[], from: string, to: string): StyledText[] {
  let moved = 0;
  return line.map(({ text, column, style }) => {
    const renamed = { text: text.replace(from, to), column: column + moved, style };
    moved += renamed.text.length - text.length;
    return renamed;
  });
}

function whatStays(svg: string): string {
  return textOfPicture(svg)
    .replace(/\(\d+(\.\d+)? s\)/g, '')
    .replace(/\d+ files/g, '')
    .replace(/^database .*$/m, '');
}
