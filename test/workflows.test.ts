import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';

const ROOT = fileURLToPath(new URL('../', import.meta.url));
const FOLDER = join(ROOT, '.github/workflows');

interface Step {
  uses?: string;
  run?: string;
  with?: Record<string, unknown>;
}

interface Workflow {
  permissions: Record<string, string>;
  jobs: Record<string, { 'timeout-minutes'?: number; steps: Step[] }>;
}

describe.each(readdirSync(FOLDER))('the workflow %s', (name) => {
  const text = readFileSync(join(FOLDER, name), 'utf8');
  const { permissions, jobs }: Workflow = parse(text, { strict: true });
  const steps = Object.values(jobs).flatMap((job) => job.steps);

  test('may read the repository, ends some time, and leaves no credentials behind', () => {
    expect(permissions).toEqual({ contents: 'read' });
    for (const job of Object.values(jobs)) expect(job['timeout-minutes']).toBeGreaterThan(0);
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'));
    expect(checkouts.length).toBeGreaterThan(0);
    for (const checkout of checkouts) expect(checkout.with?.['persist-credentials']).toBe(false);
  });

  test('runs scripts that there are, and puts no text of others into a shell', () => {
    const { scripts } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
    const lines = steps.map(({ run = '' }) => run);
    const called = lines.flatMap((run) =>
      [...run.matchAll(/npm run ([\w:]+)/g)].map(([, script]) => script),
    );
    expect(Object.keys(scripts)).toEqual(expect.arrayContaining(called));
    expect(lines.filter((run) => run.includes('${{'))).toEqual([]);
  });
});

test('the versions of Node that are tested begin with the oldest that is supported', () => {
  const { jobs } = parse(readFileSync(join(FOLDER, 'ci.yml'), 'utf8'));
  const { engines } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8'));
  for (const { strategy } of Object.values<{ strategy: { matrix: { node: number[] } } }>(jobs)) {
    expect(strategy.matrix.node).toEqual([20, 22, 24, 26]);
    expect(engines.node).toMatch(`>=${strategy.matrix.node[0]}.`);
  }
});
