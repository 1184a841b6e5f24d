/** Programs of others that we need. */
export type MissingTool = 'qemu' | 'gdb' | 'symbolizer';

/** What could not be found. */
export interface Missing {
  readonly tool: MissingTool;
  /** QEMU's name of the guest's architecture, if it matters and is known. */
  readonly arch?: string | undefined;
}

/** What is missing, if an error says so; of any bundle. */
export function missingIn(error: unknown): Missing | undefined {
  return error instanceof Error && 'missing' in error ? (error.missing as Missing | undefined) : undefined;
}
