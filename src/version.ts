import packageJson from '../package.json' with { type: 'json' };

/** What this tool is called, and which version of it this is. */
export const { name: NAME, version: VERSION } = packageJson;
