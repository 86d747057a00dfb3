import type { Surroundings } from '../choices/table.ts';
import type { Report } from '../terminal/report.ts';
import type { Terminal } from '../terminal/terminal.ts';

/** What a command works with, besides its options. */
export interface Setting {
  version: string;
  /** The folder of the templates. */
  templates: string;
  workingDirectory: string;
  environment: Readonly<Record<string, string | undefined>>;
  terminal: Terminal;
  report: Report;
  /** Aborts on Ctrl-C and SIGTERM, with an `Interrupted` as its reason. */
  signal: AbortSignal;
}

export function surroundingsOf({ workingDirectory, environment }: Setting): Surroundings {
  return { workingDirectory, userAgent: environment.npm_config_user_agent };
}
