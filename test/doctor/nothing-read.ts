import type { Evidence } from '../../src/doctor/evidence.ts';

/** Evidence of which only the source is there. */
export const NOTHING_READ: Omit<Evidence, 'source'> = {};
