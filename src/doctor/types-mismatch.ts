import { type Check, found, HOLDS } from './check.ts';
import { endOf, parseVersion } from './versions.ts';

export const TYPES_MISMATCH: Check = {
  code: 'types-mismatch',
  group: 'dependencies',
  severity: 'advice',
  about: 'The types are of another version than the package',
  judge: ({ dependencies: { versions, ranges } }) => {
    const major = (name: string) => {
      const range = ranges[name];
      const end = range === undefined ? undefined : endOf(range);
      return (
        parseVersion(versions.get(name))?.[0] ??
        (end && end[1] === 0 && end[2] === 0 ? end[0] - 1 : end?.[0])
      );
    };
    const [types, express] = [major('@types/express'), major('express')];
    if (types === undefined || express === undefined || types === express) return HOLDS;
    return found({
      message: `@types/express ${types} describes another Express than ${express}: what the compiler allows may not be there, req.session among it.`,
      remedy: `npm install --save-dev @types/express@${express}`,
      at: { file: 'package.json' },
      subject: '@types/express',
    });
  },
};
