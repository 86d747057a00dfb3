import { EnvFile } from './env-file.ts';

/** How a file is treated when the app is regenerated. */
export type Policy = 'merge' | 'structured' | 'once' | 'binary';

export interface TreeFile {
  /** Text with LF line ends and no BOM, or an `.env` file. */
  content: string | EnvFile;
  policy: Policy;
  executable: boolean;
}

/** The files we want, by their path relative to the app's directory, with `/` between names. */
export type FileTree = ReadonlyMap<string, TreeFile>;

/** A file's text as it may be shown: secrets are `[secret]`. */
export function visibleText({ content }: TreeFile): string {
  return content instanceof EnvFile ? content.redacted() : content;
}
