/** The guests of integration tests and of the tests in VS Code. */
export * from './linux';
export * from './paths';
export * from './sample';
export * from './uboot';
