/**
 * The parts of `package.json` that follow from the schema and the settings table. `npm` never runs this;
 * `scripts/generateContributions.ts` writes it, and a test compares.
 * @module
 */
import { debuggers } from './debugContributions';
import { describedSchema, type JsonSchema, plainSchema, type Texts } from './jsonSchema';
import { runSchema } from '../steps/runSchema';
import { MACRO_SETTINGS } from './macroSettings';
import { type Setting, SETTINGS } from './settings';
import { SETTING_SCOPES } from './settingScopes';
import { isOptional, shapeOf } from '../shape';

export interface Contributions {
  readonly contributes: {
    readonly configuration: unknown;
    readonly taskDefinitions: unknown;
    readonly problemMatchers: unknown;
    readonly debuggers: unknown;
    readonly breakpoints: unknown;
  };
  readonly capabilities: unknown;
}

/** @param texts `package.nls.json`. */
export function contributions(texts: Texts): Contributions {
  return {
    contributes: {
      configuration: configuration(texts),
      taskDefinitions: [taskDefinition(texts)],
      problemMatchers: [READY],
      ...debuggers(texts),
    },
    capabilities: capabilities(),
  };
}

function configuration(texts: Texts): unknown {
  const properties = Object.entries<Setting>({ ...SETTINGS, ...MACRO_SETTINGS }).map(
    ([name, setting], order) => [
      `qemu.${name}`,
      {
        order,
        scope: SETTING_SCOPES[name as keyof typeof SETTING_SCOPES].scope,
        markdownDescription: `%settings.${name}%`,
        ...settingSchema(name, setting, texts),
        default: setting.default,
      },
    ],
  );
  return { title: '%settings.title%', properties: Object.fromEntries(properties) as unknown };
}

function settingSchema(name: string, { schema }: Setting, texts: Texts): JsonSchema {
  const { kind } = shapeOf(schema);
  if (kind === 'object') return describedSchema(schema, texts);
  // Its items are described as those of the field of the same name.
  if (kind === 'list' || kind === 'map') return describedSchema(schema, texts, 'config', name);
  const json = plainSchema(schema);
  if (json.enum === undefined) return json;
  const keys = json.enum.map((value) => `%settings.${name}.${String(value)}%`);
  return { type: 'string', ...json, enumDescriptions: keys };
}

/** VS Code adds `type` by itself. */
function taskDefinition(texts: Texts): unknown {
  const { type: _, ...properties } = describedSchema(runSchema, texts).properties ?? {};
  const shape = shapeOf(runSchema);
  const entries = shape.kind === 'object' ? shape.entries : {};
  const required = Object.keys(entries).filter(
    (key) => key !== 'type' && !isOptional(entries[key] ?? runSchema),
  );
  return { type: 'qemu', required, properties };
}

/**
 * Tells when a machine is ready, and puts a start that failed into the Problems view. VS Code takes no matcher
 * without a file, and drops matches whose file is empty: the error line may name one (`* QEMU error in FILE: …`,
 * an absolute path), and where it does not, `QEMU` stands in its place.
 */
const READY = {
  name: 'qemu-ready',
  label: '%problemMatcher.label%',
  owner: 'qemu',
  source: 'QEMU',
  severity: 'error',
  applyTo: 'allDocuments',
  fileLocation: 'absolute',
  pattern: {
    regexp: String.raw`^\* (?:QEMU error in (?=\S)|(?=QEMU error: ))(.+?)(?: error)?: (.+)$`,
    kind: 'file',
    file: 1,
    message: 2,
  },
  background: {
    activeOnStart: true,
    beginsPattern: String.raw`^\* QEMU starting`,
    endsPattern: String.raw`^\* QEMU (ready|failed|ended)`,
  },
};

function capabilities(): unknown {
  const restricted = Object.entries(SETTING_SCOPES).filter(([, place]) => place.restricted);
  return {
    untrustedWorkspaces: {
      supported: 'limited',
      description: '%capabilities.untrustedWorkspaces%',
      restrictedConfigurations: restricted.map(([name]) => `qemu.${name}`),
    },
    virtualWorkspaces: { supported: 'limited', description: '%capabilities.virtualWorkspaces%' },
  };
}
