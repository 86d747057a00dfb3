import { expect, test } from 'vitest';
import { evidenceOf, outcomeOf, withDatabase } from './evidence.ts';

const ttl = (seconds: number) => ({
  indexes: { sessions: [{ key: { expires: 1 }, expireAfterSeconds: seconds, isUnique: false }] },
});
const plain = {
  indexes: { sessions: [{ key: { _id: 1 }, expireAfterSeconds: undefined, isUnique: false }] },
};
const ours = { created: 'accounts' } as const;
const complete = {
  indexes: {
    sessions: [
      { key: { expires: 1 }, expireAfterSeconds: 0, isUnique: false },
      {
        key: { 'session.userId': 1, lastSeenAt: -1 },
        expireAfterSeconds: undefined,
        isUnique: false,
      },
    ],
    users: [{ key: { email: 1 }, expireAfterSeconds: undefined, isUnique: true }],
    attempts: [],
  },
};

test.each<[string, Parameters<typeof withDatabase>, string]>([
  ['unreachable', [{ error: 'MongoServerSelectionError' }], 'found'],
  ['unreachable', [{ error: 'ENOTFOUND' }], 'found'],
  ['unreachable', [{ error: '18' }], 'holds'],
  ['unreachable', [{}], 'holds'],
  ['not-authorised', [{ error: '18' }], 'found'],
  ['not-authorised', [{ error: '13' }], 'found'],
  ['not-authorised', [{ error: 'MongoServerSelectionError' }], 'holds'],
  ['not-authorised', [{}], 'holds'],
  ['ttl-missing', [plain], 'found'],
  ['ttl-missing', [ttl(0), { expiryField: 'end' }], 'found'],
  ['ttl-missing', [{}], 'holds'],
  ['ttl-missing', [ttl(60)], 'holds'],
  ['ttl-missing', [{ indexes: { sessions: [] } }], 'skipped'],
  ['ttl-missing', [plain, { ttl: undefined }], 'skipped'],
  ['ttl-missing', [{ error: '18' }], 'skipped'],
  ['ttl-wrong', [ttl(1_209_600)], 'found'],
  ['ttl-wrong', [ttl(0), { ttl: 10 }], 'found'],
  ['ttl-wrong', [ttl(0)], 'holds'],
  ['ttl-wrong', [ttl(10), { ttl: 10 }], 'holds'],
  ['ttl-wrong', [plain], 'skipped'],
  ['ttl-wrong', [{ indexes: { sessions: [] } }], 'skipped'],
  ['ttl-idle', [{ overdue: 3 }], 'found'],
  ['ttl-idle', [{ overdue: 1, count: undefined }], 'found'],
  ['ttl-idle', [{ overdue: 0 }], 'holds'],
  ['ttl-idle', [{ overdue: 0, uptime: 5 }], 'holds'],
  ['ttl-idle', [{ overdue: 3, uptime: undefined }], 'found'],
  ['ttl-idle', [{ overdue: 3, uptime: 60 }], 'skipped'],
  ['ttl-idle', [{ ...plain, overdue: 3 }], 'skipped'],
  ['ttl-idle', [{ overdue: undefined }], 'skipped'],
  ['never-expires', [{ endless: 2 }], 'found'],
  ['never-expires', [{ endless: 2 }, ours], 'found'],
  ['never-expires', [{}], 'holds'],
  ['never-expires', [{}, ours], 'holds'],
  ['large-sessions', [{ large: 1, largest: 20_000 }], 'found'],
  ['large-sessions', [{ large: 9, largest: 900_000 }], 'found'],
  ['large-sessions', [{ large: 0, largest: 16_384 }], 'holds'],
  ['large-sessions', [{ count: 0, large: undefined }], 'holds'],
  ['plain-ids', [{ ids: { looked: 5, plain: 5, hashed: 0 } }], 'found'],
  ['plain-ids', [{ ids: { looked: 100, plain: 1, hashed: 99 } }, ours], 'found'],
  ['plain-ids', [{}], 'holds'],
  ['plain-ids', [{}, ours], 'holds'],
  ['plain-ids', [{ ids: { looked: 0, plain: 0, hashed: 0 } }], 'skipped'],
  ['plain-ids', [{ ids: { looked: 5, plain: 0, hashed: 0 } }], 'unknown'],
  ['index-missing', [{}, ours], 'found'],
  [
    'index-missing',
    [{ indexes: { ...complete.indexes, users: plain.indexes.sessions } }, ours],
    'found',
  ],
  ['index-missing', [complete, ours], 'holds'],
  ['index-missing', [{}, { created: 'plain' }], 'holds'],
  ['index-missing', [{}], 'skipped'],
  ['clock-skew', [{ skew: 6_000 }], 'found'],
  ['clock-skew', [{ skew: -90_000 }], 'found'],
  ['clock-skew', [{ skew: 4_000 }], 'holds'],
  ['clock-skew', [{ skew: -200 }], 'holds'],
  ['write-unacknowledged', [{ w: '0', isReplicaSet: false }], 'found'],
  ['write-unacknowledged', [{ w: '1' }], 'found'],
  ['write-unacknowledged', [{ w: '1', isReplicaSet: false }], 'holds'],
  ['write-unacknowledged', [{ w: '1' }, ours], 'holds'],
  ['write-unacknowledged', [{ w: 'majority' }], 'holds'],
  ['old-server', [{ version: '4.4.29' }], 'found'],
  ['old-server', [{ version: '6.0.1' }], 'found'],
  ['old-server', [{ version: '7.0.12' }], 'holds'],
  ['old-server', [{ version: '8.2.0' }], 'holds'],
  ['old-server', [{ version: '4.0.28' }], 'found'],
  ['old-server', [{ version: '5.3.1' }], 'found'],
  ['old-server', [{ version: '5.0.0', isMongoDB: false }], 'skipped'],
  ['old-server', [{ version: undefined }], 'skipped'],
])('%s: %j is %s', (code, parts, status) => {
  expect(outcomeOf(code, evidenceOf(withDatabase(...parts))).status).toBe(status);
});
