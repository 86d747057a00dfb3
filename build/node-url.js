// mongodb-connection-string-url brings a URL parser of its own (90 kB) for browsers; Node has one.
export const URL = globalThis.URL;
export const URLSearchParams = globalThis.URLSearchParams;
