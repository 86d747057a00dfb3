import { locate } from '../express-app/analyse.ts';
import { type Check, found, HOLDS, unknown } from './check.ts';
import { ofConfiguration } from './of-env.ts';

/** What loads variables before the app starts, without a word in its source. */
const LOADERS =
  /env-cmd|dotenv|--env-file|foreman|\bnf\b|heroku|docker|pm2|doppler|infisical|op run|vercel|railway/;

export const ENV_NOT_LOADED: Check = {
  code: 'env-not-loaded',
  group: 'configuration',
  severity: 'fault',
  about: 'A variable is read before, or without, being loaded',
  judge: (read) =>
    ofConfiguration(read, ({ keys, path, isLoadedByNobody }) => {
      const { trace, project } = read.source;
      const events = trace.occurrences;
      const loaded = events.findIndex(({ what }) => what === 'loads environment');
      const early = (loaded === -1 ? events : events.slice(0, loaded)).find(
        (one) => one.what === 'reads environment' && keys.includes(one.name),
      );
      if (early?.what !== 'reads environment') return HOLDS;
      const at = locate(early.written.file, early.written.node);
      const scripts = Object.values(project.packageJson.scripts).join('\n');
      const others = {
        ...project.packageJson.dependencies,
        ...project.packageJson.devDependencies,
      };
      if (LOADERS.test(scripts)) return HOLDS;
      if (isLoadedByNobody)
        return LOADERS.test(Object.keys(others).join('\n'))
          ? unknown(`${early.name} stands in ${path}, and what loads that is not in the source`, at)
          : unknown(`${early.name} stands in ${path}, and nothing in the source loads that`, at);
      const load = events[loaded];
      if (!load) return HOLDS;
      const where = locate(load.written.file, load.written.node);
      if (early.conditions.length > 0 || load.conditions.length > 0)
        return unknown(
          `whether ${early.name} is read before ${path} is loaded depends on a condition`,
          at,
        );
      return found({
        message: `${early.name} is read here before ${where.file}:${where.line} has loaded ${path}: it is undefined. An import runs before the first statement.`,
        remedy: "Make it the first import: import 'dotenv/config', or node --env-file=.env",
        at,
        subject: early.name,
      });
    }),
};
