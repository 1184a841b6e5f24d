import type { MachineDefaults } from '../defaults';
import type { OwnRules } from '../resolved';
import type { PartialConfiguration } from '../types';

/** The person's own rules: the configuration's first, then those of the settings. Undefined when there are none. */
export function resolveRules(
  { crashRules, loadRules }: PartialConfiguration,
  defaults: MachineDefaults,
): OwnRules | undefined {
  const crashes = [
    ...numbered(crashRules, 'crashRules'),
    ...numbered(defaults.crashRules, 'qemu.crashRules'),
  ];
  const loads = [...numbered(loadRules, 'loadRules'), ...numbered(defaults.loadRules, 'qemu.loadRules')];
  return crashes.length + loads.length > 0 ? { crashes, loads } : undefined;
}

function numbered<Rule>(rules: readonly Rule[] = [], name: string): (Rule & { field: string })[] {
  return rules.map((rule, index) => ({ ...rule, field: `${name}[${index}]` }));
}
