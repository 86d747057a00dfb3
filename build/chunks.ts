import type { Plugin } from 'rolldown';

/**
 * Each file that is loaded costs time: what is always loaded together lies together, with all that it needs. What an
 * earlier group needs is in that one.
 */
export const CHUNKS = [
  { name: 'exit', test: /node_modules\/signal-exit\// },
  { name: 'start', test: /src\/(cli\/|terminal\/(document|terminal)\.ts|errors\.ts)/ },
  { name: 'answer', test: /src\/(commands\/create|steps\/answers)\.ts/ },
  { name: 'uri', test: /src\/choices\/(mongo-uri|secret-source)\.ts/ },
  {
    name: 'create',
    test: /src\/(commands\/create-as-decided|apply\/|app-template\/render|steps\/session-secret)/,
  },
  { name: 'git', test: /src\/toolchain\/git\.ts/ },
  { name: 'regenerate', test: /src\/commands\/regenerate\.ts/ },
  { name: 'prompts', test: /src\/choices\/prompts\.ts/ },
  { name: 'execa', test: /node_modules\/execa\// },
].map((group, index, all) => ({ ...group, priority: all.length - index }));

const NOTHING = '\0nothing';

/** What a library imports for something that we never ask of it, by the library. */
const UNUSED = {
  // Starts executables of subcommands: ours are none.
  commander: 'node:child_process',
  // Colours that a terminal may lack.
  'ansi-styles': 'color-convert',
};

/** Leaves out what libraries load in every run, and never use. */
export function withoutUnused(): Plugin {
  const isUnused = (source: string, importer = '') =>
    Object.entries(UNUSED).some(([library, unused]) => {
      return source === unused && importer.includes(`/node_modules/${library}/`);
    });
  return {
    name: 'without-unused',
    resolveId: (source, importer) => (isUnused(source, importer) ? NOTHING : undefined),
    load: (id) => (id === NOTHING ? 'export {};' : undefined),
  };
}
