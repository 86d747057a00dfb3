import { ownDatabase } from './database.ts';
import { openNetwork } from './network.ts';

/** A database that can be away, and come back. */
export interface Outage {
  uri: string;
  begin(): Promise<void> | void;
  end(): Promise<void> | void;
}

/** What the design promises: an answer within 5 s, whatever the database does. */
export const ANSWER_LIMIT = 5_000;

/** Every way in which a database that was there can be away, and come back. */
export const OUTAGES: Record<string, () => Promise<Outage>> = {
  killed: async () => {
    const { uri, kill, start } = await ownDatabase();
    return { uri, begin: kill, end: start };
  },
  frozen: async () => {
    const { uri, freeze, thaw } = await ownDatabase();
    return { uri, begin: freeze, end: thaw };
  },
  'a black hole': async () => {
    const { uri, swallow, forward } = await openNetwork();
    return { uri, begin: swallow, end: forward };
  },
};
