import { type Check, found, HOLDS, skipped } from './check.ts';
import { ofDatabase } from './of-database.ts';

/** When support ends, by https://www.mongodb.com/legal/support-policy/lifecycles */
const ENDS: readonly (readonly [release: number, end: string])[] = [
  [0, '2021-04-30'],
  [4, '2022-04-30'],
  [4.2, '2023-04-30'],
  [4.4, '2024-02-29'],
  [5, '2024-10-31'],
  [6, '2025-07-31'],
  [7, '2027-08-31'],
  [8, '2029-10-31'],
];

export const OLD_SERVER: Check = {
  code: 'old-server',
  group: 'database',
  severity: 'advice',
  about: 'The server is past its end of life',
  judge: (read) =>
    ofDatabase(read, ({ version, isMongoDB }, { now }) => {
      const [release] = /^\d+\.\d+/.exec(version ?? '') ?? [];
      if (release === undefined) return skipped('the server does not tell its version');
      if (!isMongoDB) return skipped('the server speaks as MongoDB does, and is another one');
      const end = endOf(Number(release));
      if (end === undefined || new Date(end) > now) return HOLDS;
      return found({
        message: `MongoDB ${version} has had no support since ${end}: faults in it stay.`,
        remedy: 'Bring the server up to a release that is maintained.',
        subject: `MongoDB ${version}`,
      });
    }),
};

/** Of the releases between two, the earlier one's. */
function endOf(release: number): string | undefined {
  return ENDS.findLast(([from]) => from <= release)?.[1];
}
