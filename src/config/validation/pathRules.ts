import { isObject } from '../shape';
import { list, type Loose, object, type Rule, text } from './loose';
import { MESSAGES } from './messages';

interface NamedFile {
  readonly path: string;
  readonly file: string;
}

const IMAGES = ['kernel', 'initrd', 'bios', 'dtb', 'cdrom', 'fda'];
const OTHERS = ['qemuPath', 'cwd', 'program', 'gdb', 'record', 'replay'];

/** The files that a machine reads. */
export function filesIn(config: Loose): NamedFile[] {
  const named = IMAGES.map((path) => ({ path, file: config[path] }));
  const drives = list(config['drives']).map((drive, index) => ({
    path: `drives[${index}]`,
    file: isObject(drive) ? drive['file'] : drive,
  }));
  return [...named, ...drives].flatMap(asFile);
}

function asFile({ path, file }: { path: string; file: unknown }): NamedFile[] {
  const known = text(file);
  return known === undefined ? [] : [{ path, file: known }];
}

/** `~` reaches us as it is written: there is no shell to put the folder in. */
const homeDirectories: Rule = (config) => {
  const others = OTHERS.map((path) => ({ path, file: config[path] }));
  const captures = list(config['serial']).map((port, index) => ({
    path: `serial[${index}].capture`,
    file: object(port)['capture'],
  }));
  return [...filesIn(config), ...[...others, ...captures].flatMap(asFile)]
    .filter(({ file }) => /^~[\\/]/.test(file))
    .map(({ path, file }) => ({ path, message: MESSAGES.homeDirectory(file.slice(1)) }));
};

/** A line that somebody would type in a terminal, where the name of a program belongs. */
const program: Rule = (config) => {
  const written = text(config['qemuPath'])?.trim();
  if (written === undefined) return [];
  if (/^(sudo|doas|pkexec)\s/.test(written)) return [{ path: 'qemuPath', message: MESSAGES.withSudo() }];
  const [, name] = /^(\S+)\s+-/.exec(written) ?? [];
  return name === undefined ? [] : [{ path: 'qemuPath', message: MESSAGES.programWithArguments(name) }];
};

export const PATH_RULES: readonly Rule[] = [homeDirectories, program];
