export interface Run {
  directory: string;
  environment?: Readonly<Record<string, string>>;
  input?: string;
  /** Milliseconds after which the command is ended. */
  timeout?: number;
  signal: AbortSignal;
  /** Called once when the command has printed nothing for 30 s. */
  onSilence?(): void;
}

export interface Ran {
  /** Undefined when it could not be started or was ended. */
  exitCode: number | undefined;
  /** stdout and stderr as they came. */
  output: string;
  stdout: string;
}

const SILENCE = 30_000;
/** What an interrupted command may take to end in good order, in milliseconds. */
const GRACE = 5_000;

/** Runs a command without a shell. Its whole process group ends when `signal` aborts. */
export async function run(command: string, args: readonly string[], options: Run): Promise<Ran> {
  const { directory, environment = {}, input, timeout, signal, onSilence } = options;
  // Loaded when something is run: a usage error needs none of it.
  const { execa } = await import('execa');
  // A group of its own, so that what the command starts can be ended with it.
  const detached = process.platform !== 'win32';
  const child = execa(command, args, {
    cwd: directory,
    env: environment,
    ...(input === undefined ? { stdin: 'ignore' } : { input }),
    all: true,
    reject: false,
    detached,
    ...(timeout && { timeout }),
  });
  const end = (name: NodeJS.Signals) => {
    if (child.pid === undefined) return;
    try {
      process.kill(detached ? -child.pid : child.pid, name);
    } catch {
      // It has ended by itself.
    }
  };
  let force: NodeJS.Timeout | undefined;
  const onAbort = () => {
    end('SIGTERM');
    force = setTimeout(end, GRACE, 'SIGKILL');
  };
  let silence = onSilence && setTimeout(onSilence, SILENCE);
  child.all?.on('data', () => silence?.refresh());
  signal.addEventListener('abort', onAbort, { once: true });
  if (signal.aborted) onAbort();
  try {
    const { exitCode, all = '', stdout = '' } = await child;
    return { exitCode, output: all, stdout };
  } finally {
    signal.removeEventListener('abort', onAbort);
    clearTimeout(force);
    clearTimeout(silence);
    silence = undefined;
  }
}
