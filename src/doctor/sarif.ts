import type { Severity } from './check.ts';
import { CHECKS } from './checks.ts';
import type { Examination } from './examine.ts';

const LEVELS: Readonly<Record<Severity, string>> = {
  fault: 'error',
  risk: 'warning',
  advice: 'note',
};

/** The findings as SARIF 2.1.0, for code scanning. What is no place in a file is told at package.json. */
export function sarifOf({ findings }: Examination, version: string) {
  const rules = CHECKS.map(({ code, about, severity }) => ({
    id: code,
    shortDescription: { text: about },
    defaultConfiguration: { level: LEVELS[severity] },
  }));
  const results = findings.map(({ code, severity, message, remedy, at, subject }) => ({
    ruleId: code,
    ruleIndex: rules.findIndex(({ id }) => id === code),
    level: LEVELS[severity],
    message: { text: `${subject === undefined ? '' : `${subject}: `}${message} ${remedy}` },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: encodeURI(at?.file ?? 'package.json'), uriBaseId: '%SRCROOT%' },
          ...(at?.line !== undefined && {
            region: {
              startLine: at.line,
              ...(at.column !== undefined && { startColumn: at.column }),
            },
          }),
        },
      },
    ],
  }));
  return {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [{ tool: { driver: { name: 'create-mongo-session-app', version, rules } }, results }],
  };
}
