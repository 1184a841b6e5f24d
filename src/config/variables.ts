import { homedir } from 'node:os';

/** What our own variables stand for. */
export interface VariableValues {
  /** Absent in an empty window. */
  readonly workspaceFolder?: string | undefined;
}

/**
 * Substitutes the variables that settings and API callers use; VS Code substitutes those of tasks.json and launch.json
 * itself and leaves nothing to do. What is not ours stays: a U-Boot environment has `${…}` of its own.
 */
export function substitute<T>(value: T, values: VariableValues): T {
  if (typeof value === 'string') return substituteText(value, values) as T;
  if (Array.isArray(value)) return value.map((item: unknown) => substitute(item, values)) as T;
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(
    Object.entries(value).map(([key, inner]) => [key, substitute(inner, values)]),
  ) as T;
}

function substituteText(text: string, { workspaceFolder }: VariableValues): string {
  return text.replace(/\$\{(workspaceFolder|userHome|env:[^}]+)\}/g, (whole, name: string) => {
    if (name === 'userHome') return homedir();
    if (name === 'workspaceFolder') return workspaceFolder ?? whole;
    return process.env[name.slice('env:'.length)] ?? '';
  });
}
