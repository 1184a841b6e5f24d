import type { Sought, TestProtocol } from './runSchema';
import type { SafeCommand } from './safeCommands';

/** What every step knows. */
interface Placed {
  /** Where it is written: `steps[2]`. */
  readonly field: string;
}

/** A step that uses a port, and waits. */
interface Waiting extends Placed {
  /** Index into `serial`. */
  readonly port: number;
  readonly timeoutSeconds: number;
}

/** A step during which the guest prints something. */
interface Reading extends Waiting {
  /** Whether the guest may reset itself meanwhile; a reset ends the step otherwise. */
  readonly mayReset: boolean;
  /** The variable that gets what was found. */
  readonly capture?: string;
}

/** A step with nothing left open. Texts may name variables: `${step:NAME}`. */
export type Step =
  | (Reading & { readonly kind: 'waitFor'; readonly sought: Sought; readonly expect?: Sought })
  | (Reading & { readonly kind: 'choose'; readonly choices: readonly Choice[] })
  | (Reading & {
      readonly kind: 'run';
      readonly command: string;
      readonly exitCode: number;
      readonly expect?: Sought;
    })
  | (Waiting & { readonly kind: 'send'; readonly text: string })
  | (Placed & { readonly kind: 'sendBreak'; readonly port: number })
  | (Placed & { readonly kind: 'expect'; readonly value: string; readonly expect: Sought })
  | (Placed & { readonly kind: 'reset' })
  | (Placed & { readonly kind: 'qmp'; readonly command: SafeCommand })
  | (Placed & { readonly kind: 'list'; readonly name: string; readonly steps: readonly Step[] });

/** What may come, and what is done then. */
export interface Choice {
  readonly sought: Sought;
  readonly steps: readonly Step[];
}

/** Tests that the guest runs by itself. */
export interface Tests {
  readonly protocol: TestProtocol;
  /** Index into `serial`. */
  readonly port: number;
  /** What ends them; else the machine's end does. */
  readonly until?: Sought;
  readonly timeoutSeconds: number;
}

/** What is to be done with a machine. With neither steps nor tests its end alone decides. */
export interface RunPlan {
  readonly steps: readonly Step[];
  readonly tests?: Tests;
}
