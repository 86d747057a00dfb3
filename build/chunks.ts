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

/** What a library imports for something that we never ask of it, and what it takes from there. */
const UNUSED: readonly { library: string; source: string; names?: string[] }[] = [
  // Starts executables of subcommands: ours are none.
  { library: 'commander', source: 'node:child_process' },
  // Colours that a terminal may lack.
  { library: 'ansi-styles', source: 'color-convert' },
  // Runs a command in one go, sends it messages and pipes, gives its streams as the web has them, prints what runs.
  { library: 'execa', source: 'main-sync.js', names: ['execaCoreSync'] },
  { library: 'execa', source: 'ipc/methods.js', names: ['addIpcMethods', 'getIpcExport'] },
  {
    library: 'execa',
    source: 'ipc/buffer-messages.js',
    names: ['waitForIpcOutput', 'getBufferedIpcOutput'],
  },
  {
    library: 'execa',
    source: 'ipc/ipc-input.js',
    names: ['sendIpcInput', 'validateIpcInputOption'],
  },
  {
    library: 'execa',
    source: 'terminate/graceful.js',
    names: ['throwOnGracefulCancel', 'validateGracefulCancel'],
  },
  { library: 'execa', source: 'pipe/setup.js', names: ['pipeToSubprocess'] },
  { library: 'execa', source: 'convert/add.js', names: ['addConvertedStreams'] },
  { library: 'execa', source: 'figures', names: ['default'] },
  { library: 'execa', source: 'pretty-ms', names: ['default'] },
  { library: 'execa', source: 'yoctocolors', names: ['bold', 'gray', 'redBright', 'yellowBright'] },
];

/** Leaves out what libraries load in every run, and never use. What they call of it does nothing. */
export function withoutUnused(): Plugin {
  return {
    name: 'without-unused',
    resolveId(source, importer = '') {
      const unused = UNUSED.findIndex((row) => {
        return source.endsWith(row.source) && importer.includes(`/node_modules/${row.library}/`);
      });
      return unused < 0 ? undefined : `${NOTHING}${unused}`;
    },
    load(id) {
      if (!id.startsWith(NOTHING)) return undefined;
      const { names = [] } = UNUSED[Number(id.slice(NOTHING.length))] ?? {};
      const exported = names.map((name) => `nothing as ${name}`).join(', ');
      return `const nothing = () => []; export { ${exported} };`;
    },
  };
}
