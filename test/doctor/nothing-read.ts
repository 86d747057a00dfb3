import type { Evidence } from '../../src/doctor/evidence.ts';

/** Evidence of which only the source is there. */
export const NOTHING_READ: Omit<Evidence, 'source'> = {
  configuration: { reason: 'not read' },
  dependencies: { ranges: {}, versions: new Map(), wants: new Map(), ownDrivers: new Map() },
  database: { reason: 'not read' },
  http: { reason: 'not read' },
};
