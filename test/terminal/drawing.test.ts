import { createServer, type Socket } from 'node:net';
import { join } from 'node:path';
import fs from 'fs-extra';
import { describe, expect, onTestFinished, test } from 'vitest';
import { FILES_ONLY, MINIMAL, runCli } from '../bed/cli.ts';
import { temporaryFolder } from '../bed/folder.ts';
import { CTRL_C, ENTER, runAtTerminal, type TerminalRun } from '../bed/terminal.ts';

const ANSWERED = ['--mongo-uri', 'mongodb://h/', '--secret-source', 'env'];

describe('colours at a terminal', () => {
  /** The styles that were sent: SGR sequences, among them bold and dim. */
  async function stylesOf(args: string[], env: Record<string, string>): Promise<string[]> {
    const terminal = runAtTerminal(['shop', ...ANSWERED, ...args, ...FILES_ONLY], {
      cwd: temporaryFolder(),
      env,
    });
    await terminal.answer('What shall the app start with?', ENTER);
    await terminal.answer('TypeScript or JavaScript?', ENTER);
    await terminal.answer('Which collection', ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    return terminal
      .sent()
      .split('\u001b[')
      .filter((rest) => /^[\d;]*m/.test(rest));
  }

  test('are on', async () => {
    expect((await stylesOf([], {})).length).toBeGreaterThan(10);
  });

  test.each<[string, string[], Record<string, string>]>([
    ['NO_COLOR', [], { NO_COLOR: '1' }],
    ['NO_COLOR, which FORCE_COLOR does not outdo', [], { NO_COLOR: '1', FORCE_COLOR: '1' }],
    ['--no-color, which FORCE_COLOR does not outdo', ['--no-color'], { FORCE_COLOR: '1' }],
    ['--no-color', ['--no-color'], {}],
    ['TERM=dumb', [], { TERM: 'dumb' }],
  ])('are off with %s, in the questions as well', async (_name, args, env) => {
    expect(await stylesOf(args, env)).toEqual([]);
  });
});

describe('in a narrow window', () => {
  test('every question and reason can be read, and nothing is left of the drawing', async () => {
    const terminal = runAtTerminal(FILES_ONLY, { cwd: temporaryFolder(), columns: 40 });
    await terminal.answer('Where shall the app go?', `shop${ENTER}`);
    await terminal.shows('auth accounts with pages: register, log in, see and end sessions');
    await terminal.answer('What shall the app start with?', ENTER);
    await terminal.answer('TypeScript or JavaScript?', ENTER);
    await terminal.answer('Where is MongoDB?', `mysql://h${ENTER}`);
    await terminal.shows('It starts with mongodb:// or mongodb+srv://; a right one: mongodb://');
    terminal.type(`\u0015mongodb://u:canary@h/${'d'.repeat(60)}${ENTER}`);
    await terminal.answer('Which collection holds the sessions?', `logins${ENTER}`);
    await terminal.answer('session cookie come from?', ENTER);
    expect(await terminal.ended).toMatchObject({ exitCode: 0 });
    const words = terminal.screen().replace(/\s+/g, ' ');
    expect(words).toContain('holds the sessions? logins ✔');
    expect(words.replaceAll(' ', '')).toContain(`mongodb://<credentials>@h/${'d'.repeat(60)}✔`);
    expect(words).not.toMatch(/canary|It starts with|mysql|accounts with pages/);
    expect(terminal.screen().match(/Where is MongoDB/g)).toHaveLength(1);
  });
});

describe('during an install', () => {
  /** npm waits for a registry that takes its call and never answers. */
  async function startInstall({
    args = ['shop', '--yes', '--package-manager', 'npm'],
    ...options
  }: {
    args?: string[];
    columns?: number;
  } = {}) {
    const cwd = temporaryFolder();
    const calls = new Set<Socket>();
    const server = createServer((socket) => {
      calls.add(socket);
      socket.on('close', () => calls.delete(socket)).on('error', () => {});
      // A socket that nobody reads from never learns that the other side has gone.
      socket.resume();
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    onTestFinished(() => {
      for (const socket of calls) socket.destroy();
      server.close();
    });
    const { port } = server.address() as { port: number };
    const env = {
      npm_config_registry: `http://127.0.0.1:${port}/`,
      npm_config_cache: join(cwd, 'cache'),
    };
    const terminal = runAtTerminal(args, { cwd, env, ...options });
    await expect.poll(() => calls.size, { timeout: 60_000 }).toBeGreaterThan(0);
    return { cwd, calls, terminal };
  }

  test('Ctrl-C keeps the files, ends npm, and says how to finish', async () => {
    const { cwd, calls, terminal } = await startInstall();
    terminal.type(CTRL_C);
    expect(await terminal.ended).toEqual({ exitCode: 130, signal: 0 });
    expect(terminal.screen()).toMatch(/Next:\n {2}cd shop\n {2}npm install\n {2}npm run dev\n/);
    expect(terminal.screen()).toMatch(/Error: Interrupted after the files were written: they stay/);
    expect(terminal.screen()).not.toContain('Nothing was left behind');
    expect(terminal.cursorVisible()).toBe(true);
    expect(await fs.pathExists(join(cwd, 'shop/package.json'))).toBe(true);
    expect(await fs.pathExists(join(cwd, 'shop/.git'))).toBe(false);
    await expect.poll(() => calls.size, { timeout: 30_000 }).toBe(0);
  });

  test('Ctrl-C while regenerate installs is told as what it is', async () => {
    const created = temporaryFolder();
    const flags = ['--yes', '--package-manager', 'yarn', ...MINIMAL];
    await runCli(['shop', ...flags], { cwd: created });
    const args = ['regenerate', join(created, 'shop'), '--package-manager', 'npm', '--yes'];
    const { terminal } = await startInstall({ args });
    terminal.type(CTRL_C);
    expect(await terminal.ended).toEqual({ exitCode: 130, signal: 0 });
    expect(terminal.screen()).toMatch(/Error: Interrupted after the files were written: they stay/);
    expect(terminal.screen()).toMatch(/\n {2}npm install\n/);
  });

  test.each([80, 40])('the time it has taken is shown in %i columns', async (columns) => {
    const { terminal } = await startInstall({ columns });
    await terminal.shows(/Installing .* … \d+ s$/);
    const first = secondsOf(terminal);
    await expect.poll(() => secondsOf(terminal), { timeout: 20_000 }).toBeGreaterThan(first);
    expect(Math.max(...spinnerLines(terminal).map(({ length }) => length))).toBeLessThan(columns);
    expect(spinnerLines(terminal)).toHaveLength(1);
    terminal.type(CTRL_C);
    await terminal.ended;
    expect(spinnerLines(terminal)).toEqual([]);
  });

  test('that is silent for long a notice says so, on a line of its own', async () => {
    const { terminal } = await startInstall({ columns: 100 });
    const notice = 'has printed nothing for 30 s; it still runs.';
    await terminal.shows(notice, 50_000);
    await terminal.shows(/still runs\. [-\\|/] Installing .* … 3\d s$/);
    const lines = terminal.screen().split('\n');
    expect(lines[0]).toBe(`Installing the dependencies with npm ${notice}`);
    expect(lines).toHaveLength(2);
    terminal.type(CTRL_C);
    await terminal.ended;
  }, 120_000);

  function spinnerLines(terminal: TerminalRun): string[] {
    const lines = terminal.screen().split('\n');
    return lines.filter((line) => /^[-\\|/] Inst/.test(line));
  }

  function secondsOf(terminal: TerminalRun): number {
    return Number(/(\d+) s$/.exec(terminal.screen())?.[1]);
  }
});
