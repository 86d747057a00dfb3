/** The environment of a run: nothing of the test runner's, or of a CI's, that the command would look at. */
export function cliEnvironment(env: Record<string, string | undefined> = {}): NodeJS.ProcessEnv {
  const { CI, MONGODB_URI, SESSION_SECRET, NODE_OPTIONS, FORCE_COLOR, NO_COLOR, ...rest } =
    process.env;
  const clean = Object.entries(rest).filter(([name]) => !/^(npm_|VITEST|NODE_ENV$)/i.test(name));
  return { ...Object.fromEntries(clean), ...env };
}
