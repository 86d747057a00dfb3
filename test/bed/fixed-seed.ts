import fc from 'fast-check';

// The same values in every run of a commit, so that a failure repeats; SEED=… tries others.
fc.configureGlobal({ seed: Number(process.env.SEED ?? 1) });
