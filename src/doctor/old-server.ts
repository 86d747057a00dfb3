import { type Check, found, HOLDS, skipped } from './check.ts';
import { ofDatabase } from './of-database.ts';

/** When support ends, by https://www.mongodb.com/legal/support-policy/lifecycles */
const ENDS: readonly (readonly [release: string, end: string])[] = [
  ['4.4', '2024-02-29'],
  ['5.0', '2024-10-31'],
  ['6.0', '2025-07-31'],
  ['7.0', '2027-08-31'],
  ['8.0', '2029-10-31'],
];

export const OLD_SERVER: Check = {
  code: 'old-server',
  group: 'database',
  severity: 'advice',
  about: 'The server is past its end of life',
  judge: (read) =>
    ofDatabase(read, ({ version }, { now }) => {
      const [, major = '', minor = ''] = /^(\d+)\.(\d+)/.exec(version ?? '') ?? [];
      if (major === '') return skipped('the server does not tell its version');
      const end = Number(major) < 4 ? '2021-04-30' : endOf(`${major}.${minor}`);
      if (end === undefined || new Date(end) > now) return HOLDS;
      return found({
        message: `MongoDB ${version} has had no support since ${end}: faults in it stay.`,
        remedy: 'Bring the server up to a release that is maintained.',
        subject: `MongoDB ${version}`,
      });
    }),
};

/** Of the releases between two, the earlier one's. */
function endOf(release: string): string | undefined {
  return ENDS.find(([name]) => name === release)?.[1];
}
