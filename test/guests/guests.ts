/** The guests of integration tests and of the tests in VS Code. */
export * from './cross';
export * from './lab';
export * from './linux';
export * from './long';
export * from './paths';
export * from './sample';
export * from './thumb';
export * from './uboot';
