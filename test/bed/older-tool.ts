import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import fs from 'fs-extra';
import { STATE_FILE } from '../../src/project/layout.ts';
import { type CliRun, runCli } from './cli.ts';
import { inLayers, toolWith } from './tool.ts';

/** The earlier templates in test/fixtures, by their commit, and the version that they stand for. */
const VERSIONS = { f7a7bb4: '0.0.1', d9966a4: '0.0.2', '89edb4e': '0.0.3' } as const;

export type TemplateSet = keyof typeof VERSIONS;

const FIXTURES = fileURLToPath(new URL('../fixtures/templates/', import.meta.url));

/** The packed command with the templates of an earlier commit. */
export interface OlderTool {
  /** Creates an app as that version did. */
  create(directory: string, flags: readonly string[]): Promise<CliRun>;
}

/** @param folder where the tool goes; it is the caller's to remove */
export async function olderTool(set: TemplateSet, folder: string): Promise<OlderTool> {
  const packed = await fs.readFile(join(FIXTURES, `${set}.json.gz`));
  const texts: Record<string, string> = JSON.parse(gunzipSync(packed).toString('utf8'));
  const cli = await toolWith(inLayers(texts), join(folder, set));
  return {
    create: async (directory, flags) => {
      const run = await runCli([directory, '--yes', ...flags], { cwd: folder, cli });
      if (run.code !== 0) throw new Error(`the older tool failed: ${run.stderr}`);
      await writeVersion(join(directory, STATE_FILE), VERSIONS[set]);
      return run;
    },
  };
}

/** Its own version is inside the bundle; here only the templates are older. */
async function writeVersion(stateFile: string, version: string) {
  const text = await fs.readFile(stateFile, 'utf8');
  await fs.writeFile(stateFile, text.replace(/"version": ".*"/, `"version": "${version}"`));
}
