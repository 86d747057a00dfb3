import { type Check, found, HOLDS } from './check.ts';
import { ofDatabase, uncounted } from './of-database.ts';

const MOST_SECONDS = 5;

export const CLOCK_SKEW: Check = {
  code: 'clock-skew',
  group: 'database',
  severity: 'risk',
  about: 'The clocks differ',
  judge: (read) =>
    ofDatabase(read, ({ skew }) => {
      if (skew === undefined) return uncounted();
      const seconds = Math.abs(Math.round(skew / 1000));
      if (seconds <= MOST_SECONDS) return HOLDS;
      return found({
        message: `The database's clock is ${seconds} s ${skew > 0 ? 'ahead of' : 'behind'} the one here: sessions end by that much too ${skew > 0 ? 'early' : 'late'}.`,
        remedy: 'Let both keep the time by NTP.',
        subject: 'clock',
      });
    }),
};
