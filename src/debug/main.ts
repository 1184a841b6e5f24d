/** What `dist/debugAdapter.js` has for the extension, which loads it at the first debug session. */
export { createSession, planSession, type SessionOptions } from './sessionFactory';
export { openMachine } from './openMachine';
export type { DebugHost } from './host';
export type { Plan } from './plan';
