import { optionsOf } from '../express-app/values.ts';
import { type Check, found, HOLDS, unknown } from './check.ts';
import { trustOf } from './proxy.ts';
import { always, isLiteral } from './settings.ts';

export const TRUST_PROXY_ALL: Check = {
  code: 'trust-proxy-all',
  group: 'source',
  severity: 'risk',
  about: 'Every sender is taken for a proxy',
  judge: ({ source }) => {
    const { setting } = trustOf(source);
    if (!setting) return HOLDS;
    const { value, at, isSure } = setting;
    if (!optionsOf(value).some((one) => isLiteral(one, true))) return HOLDS;
    const isAll = always(value, (one) => isLiteral(one, true));
    if (isAll === undefined || (isAll && !isSure))
      return unknown("what 'trust proxy' is set to depends on a condition", at);
    return found({
      message:
        "'trust proxy' is true: whoever sends a request names its address and protocol in a header, so limits by address do not hold, and secure cookies go over plain HTTP.",
      remedy:
        "app.set('trust proxy', 1), with the number of proxies before the app, or their addresses",
      at,
    });
  },
};
