import type { Sought, TestProtocol } from './runSchema';
import type { SafeCommand } from './safeCommands';

/** What every step knows. */
interface Placed {
  /** Where it is written: `steps[2]`. */
  readonly field: string;
}

/** A step that waits, by this computer's clock for so long at most. */
interface Timed extends Placed {
  readonly timeoutSeconds: number;
  /** What is in the title of a crash that has to come with this step. */
  readonly expectCrash?: string;
}

/** A step that uses a port, and waits. */
interface Waiting extends Timed {
  /** Index into `serial`. */
  readonly port: number;
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
  | (Timed & { readonly kind: 'sleep'; readonly seconds: number; readonly mayReset: boolean })
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
  /** What becomes of a machine whose run did not pass: `keep` leaves it for a look. */
  readonly onFailure: 'stop' | 'keep';
  /** How many more machines are tried after one whose run did not pass. */
  readonly retries: number;
}
