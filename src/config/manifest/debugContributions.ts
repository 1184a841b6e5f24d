import * as v from 'valibot';
import { attachSchema, launchSchema } from '../debug/debugSchema';
import { runFields } from '../steps/runSchema';
import { configurationSnippets } from './debugSnippets';
import { describedSchema, type JsonSchema, type Texts } from './jsonSchema';
import type { Schema } from '../shape';

/** Languages in whose files breakpoints can be set when no other debugger allows them there. */
const LANGUAGES = [
  'c',
  'cpp',
  'rust',
  'zig',
  'd',
  'nim',
  'ada',
  'fortran',
  'pascal',
  'asm',
  'arm',
  'asm-collection',
  'asm-intel-x86-generic',
  'gas',
  'nasm',
  'riscv',
];

/** `contributes.debuggers` and `contributes.breakpoints`. */
export function debuggers(texts: Texts): { debuggers: unknown; breakpoints: unknown } {
  return {
    debuggers: [
      {
        type: 'qemu',
        label: 'QEMU',
        languages: LANGUAGES,
        configurationAttributes: {
          launch: attributes(v.strictObject({ ...launchSchema.entries, ...runFields }), texts, 'config'),
          attach: attributes(attachSchema, texts, 'attach'),
        },
        configurationSnippets: configurationSnippets(),
      },
    ],
    breakpoints: LANGUAGES.map((language) => ({ language })),
  };
}

/** VS Code adds `type`, `request` and `name`, with its own descriptions. */
function attributes(schema: Schema, texts: Texts, family: string): JsonSchema {
  const {
    type: _,
    request: __,
    name: ___,
    ...properties
  } = describedSchema(schema, texts, family).properties ?? {};
  return { required: [], properties };
}
