/** What came of a piece of work after writing. It never ends the command by itself. */
export interface Step {
  name: 'install' | 'git' | 'database';
  status: 'done' | 'skipped' | 'failed';
  milliseconds: number;
  /** In a few words: what was done, or why not. */
  detail: string;
  /** The last lines that a failed command printed. */
  output?: string;
  /** What finishes the job by hand. */
  remedy?: string;
}

/** Times a step that has no time of its own. */
export async function timed(work: () => Promise<Omit<Step, 'milliseconds'>>): Promise<Step> {
  const start = performance.now();
  const step = await work();
  return { ...step, milliseconds: Math.round(performance.now() - start) };
}

export function skipped(name: Step['name'], detail: string): Step {
  return { name, status: 'skipped', milliseconds: 0, detail };
}
