import type { Plugin } from 'rolldown';

/**
 * Each file that is loaded costs time: what is always loaded together lies together, with all that it needs. What an
 * earlier group needs is in that one.
 */
export const CHUNKS = [
  { name: 'exit', test: /node_modules\/signal-exit\// },
  { name: 'start', test: /src\/(cli\/|terminal\/(document|terminal)\.ts|errors\.ts)/ },
  { name: 'answer', test: /src\/steps\/answers\.ts/ },
  { name: 'uri', test: /src\/choices\/(mongo-uri|secret-source)\.ts/ },
  {
    name: 'create',
    test: /src\/(commands\/create|apply\/|app-template\/render|steps\/session-secret)/,
  },
  { name: 'git', test: /src\/toolchain\/git\.ts/ },
  { name: 'regenerate', test: /src\/commands\/regenerate\.ts/ },
  { name: 'prompts', test: /src\/choices\/prompts\.ts/ },
  { name: 'execa', test: /node_modules\/execa\// },
].map((group, index, all) => ({ ...group, priority: all.length - index }));

const NOTHING = '\0nothing';

/** Commander would load what starts executables of subcommands, in every run: ours are none. */
export function withoutChildProcess(): Plugin {
  return {
    name: 'without-child-process',
    resolveId: (source, importer) =>
      source === 'node:child_process' && /\/commander\//.test(importer ?? '') ? NOTHING : undefined,
    load: (id) => (id === NOTHING ? 'export {};' : undefined),
  };
}
