import { execFileSync } from 'node:child_process';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Tells this process, and the workers that inherit its environment, from which seed this run's samples are drawn,
 * whether it is a run of everything, and where they list the samples they take.
 */
export function chooseSeed(isWhole: boolean) {
  process.env.SEED ??= `${seedOfCommit()}`;
  if (isWhole) process.env.SAMPLE_WHOLE = '1';
  process.env.SAMPLE_LIST ??= join(tmpdir(), `cmsa-samples-${process.pid}`);
}

/** The same for a commit wherever it is tested, and another for the next one. */
function seedOfCommit(): number {
  try {
    const commit = execFileSync('git', ['rev-parse', '--short=7', 'HEAD'], { stdio: 'pipe' });
    return Number.parseInt(`${commit}`, 16);
  } catch {
    // An unpacked tarball has no commit.
    return 1;
  }
}
