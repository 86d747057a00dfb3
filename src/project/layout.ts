/** Where an app records what it was made from. All paths are relative to the app's directory. */
export const STATE_DIRECTORY = '.create-mongo-session-app';
export const STATE_FILE = `${STATE_DIRECTORY}/state.json`;
/** It takes back what somebody's global ignore file says of what lies here. */
export const STATE_IGNORE_FILE = `${STATE_DIRECTORY}/.gitignore`;
/** Work in progress of `apply`; gone when nothing runs. */
export const APPLY_DIRECTORY = `${STATE_DIRECTORY}/apply`;
export const JOURNAL_FILE = `${APPLY_DIRECTORY}/journal.json`;
export const LOCK_FILE = `${APPLY_DIRECTORY}/lock`;
