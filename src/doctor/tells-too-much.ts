import { type Check, type Finding, found, HOLDS, unknown } from './check.ts';
import { ofAnswers } from './of-answers.ts';

/** A line of a stack with its place, or a package's path. */
const STACK =
  /\bat [^\n<]{0,200}[(\s](file:\/\/)?(\/|[A-Z]:\\)[^\n<]{1,300}:\d+:\d+|[/\\]node_modules[/\\]/;

export const TELLS_TOO_MUCH: Check = {
  code: 'tells-too-much',
  group: 'http',
  severity: 'risk',
  about: 'Answers tell what the app is made of',
  judge: (read) =>
    ofAnswers(read, ({ troubled }, first) => {
      const findings: Finding[] = [];
      const open = troubled.find(({ body }) => STACK.test(body));
      if (open)
        findings.push({
          message: `${open.asked} is answered with a stack and paths of the file system, as the app runs now.`,
          remedy: 'Set NODE_ENV=production, and answer errors in a handler of your own.',
          subject: open.asked,
        });
      if (first.headers.has('x-powered-by'))
        findings.push({
          message: 'X-Powered-By tells everybody what the app is made of.',
          remedy: "app.disable('x-powered-by')",
          subject: `${first.asked}: X-Powered-By`,
          severity: 'advice',
        });
      if (findings.length > 0) return found(...findings);
      return troubled.length > 0 ? HOLDS : unknown('there was no answer to judge by');
    }),
};
