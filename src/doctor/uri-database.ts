import { type Check, found, HOLDS, skipped, unknown } from './check.ts';
import { ofConfiguration } from './of-env.ts';

/** The database may be named where the connection is made. */
const NAMED_ELSEWHERE = /\bdbName\b|\bdatabaseName\b|\.db\(\s*[^\s)]|\buseDb\(/;

export const URI_DATABASE: Check = {
  code: 'uri-database',
  group: 'configuration',
  severity: 'risk',
  about: 'The URI names no database',
  judge: (read) =>
    ofConfiguration(read, ({ uri, path }) => {
      if (!uri) return skipped('no variable of a URI is set');
      if (uri.namesDatabase || uri.fault !== undefined) return HOLDS;
      const at = { file: path };
      const texts = [...read.source.model.sources.values()].map(({ text }) => text);
      if (texts.some((text) => NAMED_ELSEWHERE.test(text)))
        return unknown('the URI names no database, and the source may', at);
      return found({
        message: `${uri.key} names no database: the driver takes one called test, and so does every other app that forgot it.`,
        remedy: 'mongodb://host:27017/my-database',
        at,
        subject: uri.key,
      });
    }),
};
