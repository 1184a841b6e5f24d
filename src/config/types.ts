import type * as v from 'valibot';
import type {
  driveSchema,
  crashRuleSchema,
  loadRuleSchema,
  machineSchema,
  netdevSchema,
  newline,
  partialSchema,
  serialSchema,
  verb,
} from './schema';

/** What a person writes in tasks.json or launch.json, or hands to the API's `launch()`. Only `type` is required. */
export type MachineConfiguration = v.InferOutput<typeof machineSchema>;
/** The same with nothing required: the setting `qemu.defaults`. */
export type PartialConfiguration = v.InferOutput<typeof partialSchema>;
export type SerialConfiguration = v.InferOutput<typeof serialSchema>;
export type NetdevConfiguration = v.InferOutput<typeof netdevSchema>;
export type DriveConfiguration = v.InferOutput<typeof driveSchema>;
export type CrashRule = v.InferOutput<typeof crashRuleSchema>;
export type LoadRule = v.InferOutput<typeof loadRuleSchema>;
/** What a machine can do by itself. */
export type Verb = v.InferOutput<typeof verb>;
export type Newline = v.InferOutput<typeof newline>;
