import { spawn } from '@lydell/node-pty';
import { expect, inject, onTestFinished } from 'vitest';
import { cliEnvironment } from './environment.ts';
import { Screen, type StyledText } from './screen.ts';

export interface TerminalOptions {
  cwd: string;
  columns?: number;
  env?: Record<string, string | undefined>;
}

export interface TerminalRun {
  pid: number;
  /** What a person sees now; nothing ever scrolls away. */
  screen(): string;
  /** The same with its looks. */
  styledLines(): StyledText[][];
  cursorVisible(): boolean;
  /** Everything the command has sent, control sequences included. */
  sent(): string;
  type(keys: string): void;
  /** Waits until a text stands on the screen, wherever its lines are broken. */
  shows(text: string | RegExp, timeout?: number): Promise<void>;
  /** Waits for the question, and types the answer to it. */
  answer(question: string | RegExp, keys: string): Promise<void>;
  ended: Promise<{ exitCode: number; signal: number }>;
}

export const ENTER = '\r';
export const DOWN = '\u001b[B';
export const UP = '\u001b[A';
export const CTRL_C = '\u0003';
/** Empties the line that is being typed. */
export const CTRL_U = '\u0015';

/** Runs the command as it was packed and installed, at a terminal of its own. Ends with the test. */
export function runAtTerminal(args: readonly string[], options: TerminalOptions): TerminalRun {
  const { cwd, columns = 80, env = {} } = options;
  const screen = new Screen(columns);
  let sent = '';
  const child = spawn(process.execPath, [inject('cli'), ...args], {
    cwd,
    cols: columns,
    rows: 500,
    env: { ...cliEnvironment({ TERM: 'xterm-256color', ...env }) },
  });
  child.onData((data) => {
    sent += data;
    screen.write(data);
  });
  let running = true;
  const ended = new Promise<{ exitCode: number; signal: number }>((resolve) => {
    child.onExit(({ exitCode, signal = 0 }) => {
      running = false;
      resolve({ exitCode, signal });
    });
  });
  onTestFinished(async () => {
    if (running) child.kill('SIGKILL');
    await ended;
  });

  const shows = async (text: string | RegExp, timeout = 30_000) => {
    const unbroken = () => screen.text().replace(/\s+/g, ' ');
    await expect.poll(unbroken, { timeout, interval: 20 }).toMatch(text);
  };
  return {
    pid: child.pid,
    screen: () => screen.text(),
    styledLines: () => screen.styledLines(),
    cursorVisible: () => screen.cursorVisible,
    sent: () => sent,
    type: (keys) => child.write(keys),
    shows,
    answer: async (question, keys) => {
      await shows(question);
      child.write(keys);
    },
    ended,
  };
}
