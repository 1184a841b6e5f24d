import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { build } from 'esbuild';
import { bundles } from '../bundles';
import { WRAPPERS } from './killCase';

/** What all cases use: the host's program and the wrappers. */
export class KillFiles {
  private constructor(
    readonly folder: string,
    readonly host: string,
    readonly workerFile: string,
    readonly guardFile: string,
  ) {}

  static async make(): Promise<KillFiles> {
    const folder = await mkdtemp(join(tmpdir(), 'qsd-kills-'));
    const host = join(folder, 'host.js');
    await build({
      entryPoints: [resolve(__dirname, 'killHost.ts')],
      outfile: host,
      bundle: true,
      platform: 'node',
      target: 'node20',
      format: 'cjs',
      logLevel: 'warning',
    });
    for (const [name, script] of Object.entries(WRAPPERS)) {
      const text = `#!/bin/sh\nQEMU=qemu-system-i386\n${script}\n`;
      await writeFile(join(folder, name), text, { mode: 0o755 });
    }
    const { workerFile, guardFile } = await bundles();
    return new KillFiles(folder, host, workerFile, guardFile);
  }

  /** The path of a program that stands between us and QEMU. */
  wrapper(name: string): string {
    return join(this.folder, name);
  }

  /** Where hosts keep what the QEMU behind a wrapper can do. */
  memory(wrapper: string): string {
    return join(this.folder, `${wrapper}.features`);
  }

  remove(): Promise<void> {
    return rm(this.folder, { recursive: true, force: true });
  }
}
