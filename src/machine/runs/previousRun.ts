import type { RunRecord } from './runRecord';

type Run = Pick<RunRecord, 'id' | 'name' | 'config'>;

/**
 * The newest run of the same machine that ended before this one: of the same name, or the same but for its name. Two that ran at once have
 * two names.
 * @param all The newest first.
 */
export function previousOf<T extends Run>(run: Run, all: readonly T[]): T | undefined {
  const config = withoutName(run);
  return all.find((one) => one.id < run.id && (isNamesake(one, run) || withoutName(one) === config));
}

/** Tasks of two folders may have one name. */
const isNamesake = (one: Run, other: Run): boolean =>
  one.name === other.name && one.config.cwd === other.config.cwd;

const withoutName = ({ config }: Run): string => JSON.stringify({ ...config, name: '' });
