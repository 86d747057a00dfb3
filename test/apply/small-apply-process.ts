import { createRequire } from 'node:module';
import type { Fault, Job, JobResult } from './faults.ts';
import { createSmallApp, recoverSmallApp, regenerateSmallApp } from './small-apply.ts';

// Does the jobs it is given one after the other, each with its fault; one that kills ends the process.
const [preload = '', jobs = ''] = process.argv.slice(2);
const { arm }: { arm(fault: Fault): string[] } = createRequire(import.meta.url)(preload);
const WORKS = {
  create: createSmallApp,
  regenerate: regenerateSmallApp,
  recover: recoverSmallApp,
};
const results: JobResult[] = [];
for (const { command, directory, ...fault } of JSON.parse(jobs) as Job[]) {
  const steps = arm(fault);
  results.push({ ...(await WORKS[command](directory)), steps });
}
process.stdout.write(JSON.stringify(results));
