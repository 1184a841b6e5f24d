import { access, constants } from 'node:fs/promises';

/** Whether we may execute the file at `path`; false if there is none. */
export async function isExecutable(path: string): Promise<boolean> {
  return await access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
