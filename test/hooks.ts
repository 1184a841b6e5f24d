/** Root hooks of every mocha run; the leak detector lives here. */
export const mochaHooks = {};
