import { architectureOfBinary } from '../architectures';
import { isObject } from '../shape';
import { DEVICE_RULES } from './deviceRules';
import { adoptedIn, list, type Rule, text } from './loose';
import { MESSAGES } from './messages';
import { PATH_RULES } from './pathRules';
import { PORT_RULES } from './portRules';
import type { Problem } from './problems';

/** What no single field can be blamed for. Says nothing about fields that have a problem of their own. */
export function findContradictions(config: unknown): Problem[] {
  return isObject(config) ? RULES.flatMap((rule) => rule(config)) : [];
}

/** A wrapper's name does not tell what it runs, and then `arch` does. */
const binary: Rule = (config) => {
  const path = text(config['qemuPath']);
  const named = path === undefined ? undefined : architectureOfBinary(path);
  if (named === undefined || config['arch'] === undefined || config['arch'] === named) return [];
  return [{ path: 'qemuPath', message: MESSAGES.archAndPath(named) }];
};

const kernel: Rule = (config) =>
  config['kernel'] !== undefined || adoptedIn(config).fields.kernel !== undefined
    ? []
    : ['initrd', 'append']
        .filter((field) => config[field] !== undefined)
        .map((path) => ({ path, message: MESSAGES.needsKernel() }));

/** `"-device foo"` as one item is the commonest slip with `args`, and QEMU only says "invalid option". */
const joinedArguments: Rule = (config) => {
  const args = list(config['args']);
  return args.flatMap((item, index) => {
    const before = args[index - 1];
    // Behind an option stands its value, and a value (of -append, say) may look like this.
    const isValue = typeof before === 'string' && /^--?\w[\w-]*$/.test(before);
    const [, option, value] = (typeof item === 'string' && /^(--?[a-zA-Z][\w-]*)\s+(.+)$/.exec(item)) || [];
    if (isValue || option === undefined || value === undefined) return [];
    const message = MESSAGES.optionWithValue(JSON.stringify(option), JSON.stringify(value));
    return [{ path: `args[${index}]`, message }];
  });
};

const RULES: readonly Rule[] = [
  binary,
  kernel,
  ...PORT_RULES,
  ...PATH_RULES,
  ...DEVICE_RULES,
  joinedArguments,
];
