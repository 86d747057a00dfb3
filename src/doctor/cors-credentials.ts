import { type Check, found } from './check.ts';
import { notIn, ofAnswers } from './of-answers.ts';

export const CORS_CREDENTIALS: Check = {
  code: 'cors-credentials',
  group: 'http',
  severity: 'fault',
  about: 'Any origin may read with the session of the visitor',
  judge: (read) =>
    ofAnswers(read, ({ shared, foreign }) => {
      const open = shared.find(
        ({ headers }) =>
          headers.get('access-control-allow-origin')?.[0] === foreign &&
          headers.get('access-control-allow-credentials')?.[0] === 'true',
      );
      if (!open) return notIn(shared.find(({ asked }) => asked.startsWith('GET ')));
      return found({
        message:
          'Whatever origin asks is allowed, with credentials: a page of anybody reads what the visitor may read.',
        remedy:
          "cors({ origin: ['https://my.site'], credentials: true }), with the origins by name",
        subject: `${open.asked}: Access-Control-Allow-Origin`,
      });
    }),
};
