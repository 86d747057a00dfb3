import { type Check, found, HOLDS } from './check.ts';
import { ofCollection, uncounted } from './of-database.ts';

export const NEVER_EXPIRES: Check = {
  code: 'never-expires',
  group: 'database',
  severity: 'risk',
  about: 'There are sessions without an end',
  judge: (read) =>
    ofCollection(read, ({ endless }, { collection, expiryField }) => {
      if (endless === undefined) return uncounted();
      if (endless === 0) return HOLDS;
      return found({
        message: `${endless} documents of ${collection} have no date in ${expiryField}: nothing ever removes them, and whoever has their cookie stays signed in.`,
        remedy: `db.getCollection('${collection}').deleteMany({ ${expiryField}: { $not: { $type: 'date' } } }), once nothing else is kept there`,
        subject: collection,
      });
    }),
};
