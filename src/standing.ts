/** Where an app stands, and with which tools, as far as its files depend on it. Not recorded: it is seen each time. */
export interface Standing {
  /** The version of Yarn that the app is for; its major versions share little but the name. */
  yarn: string;
  /** Whether the package manager writes a lock file here. */
  lockFile: boolean;
  /** The root of the workspace that the app is a member of. */
  workspace: string | undefined;
  /** The root of the repository that the app lies in, when that is not its own directory. */
  repository: string | undefined;
}

/** An app with nothing around it, on a machine with nothing special. */
export const ALONE: Standing = {
  yarn: '4.18.1',
  lockFile: true,
  workspace: undefined,
  repository: undefined,
};

/** Yarn 1 is another program than all later ones. */
export function isClassic(yarn: string): boolean {
  return yarn.startsWith('1.');
}

interface Extras {
  docker: boolean;
  ci: boolean;
}

/** Choices without the extras that cannot work where the app stands. */
export function fitting<Wanted extends Extras>(choices: Wanted, standing: Standing): Wanted {
  const { workspace, repository } = standing;
  return {
    ...choices,
    docker: choices.docker && workspace === undefined,
    ci: choices.ci && workspace === undefined && repository === undefined,
  };
}

/** Why extras that were wanted are left out, a line each. */
export function reasonsOfLeaving({ docker, ci }: Extras, standing: Standing): string[] {
  const { workspace, repository } = standing;
  const root = workspace ?? repository;
  if (root === undefined) return [];
  const lines: string[] = [];
  if (docker && workspace !== undefined) {
    lines.push(
      `Dockerfile and compose.yaml are left out: the lock file of this workspace is in ${workspace}, and an image is built from there.`,
    );
  }
  if (ci) {
    lines.push(
      `.github/workflows/ci.yml is left out: GitHub reads workflows at the root of the repository only, which is ${repository ?? workspace}.`,
    );
  }
  return lines;
}
