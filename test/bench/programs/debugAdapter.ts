/** The debug room alone, as `dist/debug.js` holds it: loaded by `debugOurs` when it is first asked for. */
export { createSession } from '../../../src/debug/main';
