import { resolve } from 'node:path';
import type { AttachConfiguration, DebugConfiguration } from '../../config/debug/debugSchema';
import { parseEndpoint } from '../../config/endpoints';

/** A configuration with every path of the debugger's own absolute. The machine's are the machine room's business. */
export function withAbsolutePaths<T extends DebugConfiguration>(config: T): T & { cwd: string } {
  const cwd = resolve(config.cwd ?? process.cwd());
  const at = (path: string): string => resolve(cwd, path);
  const { program, symbolFiles, sourceMap, gdb } = config;
  return {
    ...config,
    ...(config.request === 'launch' ? pathsOf(config, ['record', 'replay'], at) : endpointsOf(config, at)),
    cwd,
    ...(program !== undefined && { program: at(program) }),
    // A bare name is looked up in PATH.
    ...(gdb !== undefined && { gdb: /[\\/]/.test(gdb) ? at(gdb) : gdb }),
    ...(symbolFiles && {
      symbolFiles: symbolFiles.map((file) =>
        typeof file === 'string' ? at(file) : { ...file, file: at(file.file) },
      ),
    }),
    // What is mapped is the compiler's path, and may be relative on purpose.
    ...(sourceMap && {
      sourceMap: Object.fromEntries(Object.entries(sourceMap).map(([from, to]) => [from, at(to)])),
    }),
  };
}

/** Where a foreign QEMU is reached. The sockets of `unix:` are files like all others. */
function endpointsOf(
  { qmp, gdbStub, serial }: AttachConfiguration,
  at: (path: string) => string,
): Partial<AttachConfiguration> {
  const absolute = (text: string): string => {
    const endpoint = parseEndpoint(text);
    return endpoint && 'path' in endpoint ? `${endpoint.kind}:${at(endpoint.path)}` : text;
  };
  return {
    ...(qmp !== undefined && { qmp: absolute(qmp) }),
    ...(gdbStub !== undefined && { gdbStub: absolute(gdbStub) }),
    ...(serial && { serial: serial.map(absolute) }),
  };
}

function pathsOf<K extends string>(
  config: { readonly [key in K]?: string },
  keys: readonly K[],
  at: (path: string) => string,
): { [key in K]?: string } {
  const found = keys.flatMap((key) => {
    const path = config[key];
    return path === undefined ? [] : [[key, at(path)] as const];
  });
  return Object.fromEntries(found) as { [key in K]?: string };
}
