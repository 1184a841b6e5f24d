/** What the debug room has for the VS Code room and for tests. */
export { createSession, planSession, type SessionOptions } from './sessionFactory';
export { resumes } from './session/requests';
export { PASSED_UNSEEN } from './gdb/running/kernelLoad';
export { openMachine } from './target/openMachine';
export type { DebugHost } from './host';
export type { Plan } from './plan/plan';
