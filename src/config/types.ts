// Placeholder until the schema lands; replaced by types inferred from it.
export type MachineConfiguration = Record<string, unknown>;
