import * as v from 'valibot';
import { stepSchema } from '../steps/runSchema';
import type { Setting } from './settings';

const text = v.pipe(v.string(), v.nonEmpty('empty'));

/** What is sent under one name: a text as it is, bytes in hexadecimal, or steps as runs have them. */
const macroSchema = v.union([
  text,
  v.strictObject({ hex: v.exactOptional(text), steps: v.exactOptional(v.array(stepSchema)) }),
]);

/** Settings beside those of `settings.ts`, since the editor's own bundle, which every window loads, does without steps. */
export const MACRO_SETTINGS = {
  macros: { schema: v.record(text, macroSchema), default: {} },
} as const satisfies Record<string, Setting>;

export type MacroSettingName = keyof typeof MACRO_SETTINGS;
export type Macro = v.InferOutput<typeof macroSchema>;
