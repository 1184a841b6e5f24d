import { InvalidatedEvent } from '@vscode/debugadapter';
import * as l10n from '@vscode/l10n';
import { basename } from 'node:path';
import type { Disposable } from '../../../concurrency/event';
import { messageOf } from '../../../concurrency/messageOf';
import { NOTHING_TOLD, type ToldLoads } from '../../../symbols/loads/toldLoads';
import type { Responder } from '../../session/responder';
import type { DebugTarget } from '../../target/target';
import type { GuestControl } from '../gdbLink';
import type { GdbSessionParts } from '../gdbParts';
import { HeldSymbols, type SymbolChange } from './heldSymbols';
import { WantedSymbols, type SymbolPlaces } from './wantedSymbols';

/** What following the guest's images needs. */
export interface ImageLoadsParts extends Pick<GdbSessionParts, 'images' | 'program' | 'settings'> {
  readonly link: GuestControl;
  readonly responder: Pick<Responder, 'inBackground'>;
  /** Says something in the Debug Console. */
  readonly tell: (text: string) => void;
}

/** Files that GDB reads while the guest stands still once: some tenths of a second each for large ones. */
const MOST_AT_ONCE = 16;
/** Changes of symbols in one boot. A guest that moves its images for ever does not keep GDB at it. */
const MOST_CHANGES = 2000;
/** Names of files in one sentence. */
const MOST_NAMES = 5;

/**
 * Follows what the guest says of where its images lie: GDB gets their symbols, those of a program that has moved itself move, and all
 * are taken back at a reset. Breakpoints follow by themselves, and the editor hears of them from GDB.
 */
export class ImageLoads implements Disposable {
  private readonly wanted: WantedSymbols;
  private readonly program: string | undefined;
  private told: ToldLoads = NOTHING_TOLD;
  private readonly held: HeldSymbols;
  private changes = 0;
  private work: Promise<void> | undefined;
  private subscription: Disposable | undefined;

  constructor(private readonly parts: ImageLoadsParts) {
    const { program, settings, images } = parts;
    this.program = program?.path;
    this.wanted = new WantedSymbols(this.program, settings.symbolFiles ?? [], images);
    this.held = new HeldSymbols(this.program, (file) => this.wanted.isGiven(file));
  }

  /** From now on. The guest runs, or may: GDB is connected. */
  follow(target: DebugTarget | undefined): void {
    if (this.subscription || !target?.images) return;
    this.subscription = target.images.onDidTellLoads((loads) => this.hear(loads));
    this.hear(target.images.loads);
  }

  /** The machine has been reset, and stands still: resolves when GDB's symbols are where they were linked. */
  async reset(): Promise<void> {
    this.hear(NOTHING_TOLD);
    await this.settled();
  }

  /** Resolves when GDB knows what has been told. */
  async settled(): Promise<void> {
    await this.work;
  }

  dispose(): void {
    this.subscription?.dispose();
  }

  private hear(told: ToldLoads): void {
    this.told = told;
    if (this.work || (told.loads.length === 0 && this.held.isEmpty)) return;
    this.work = new Promise((resolve) => {
      this.parts.responder.inBackground('following what the guest loads', async (signal) => {
        try {
          await this.catchUp(signal);
        } finally {
          this.work = undefined;
          resolve();
        }
      });
    });
  }

  private async catchUp(signal: AbortSignal): Promise<void> {
    for (let told: ToldLoads | undefined; told !== this.told;) {
      signal.throwIfAborted();
      told = this.told;
      if (told.loads.length === 0) this.startAgain();
      await this.bring(await this.wanted.of(told, signal), signal);
    }
  }

  private startAgain(): void {
    this.changes = 0;
    this.wanted.forget();
  }

  /** Has GDB know exactly these. */
  private async bring(places: SymbolPlaces, signal: AbortSignal): Promise<void> {
    const changes = this.held.changesTo(places).slice(0, MOST_CHANGES - this.changes);
    if (changes.length === 0) return;
    this.changes += changes.length;
    const made: SymbolChange[] = [];
    for (let at = 0; at < changes.length; at += MOST_AT_ONCE) {
      signal.throwIfAborted();
      const some = changes.slice(at, at + MOST_AT_ONCE);
      await this.parts.link.whilePaused(async () => {
        for (const change of some) if (await this.make(change)) made.push(change);
      });
    }
    if (!this.parts.link.running) this.parts.link.event(new InvalidatedEvent(['all']));
    this.tell(made);
  }

  /** What GDB refuses is told once, and not tried again until the image lies elsewhere. @returns whether it was taken. */
  private async make(change: SymbolChange): Promise<boolean> {
    try {
      for (const command of change.commands) await this.parts.link.ask(command);
      this.held.note(change, true);
      return true;
    } catch (error) {
      this.held.note(change, false);
      this.parts.tell(l10n.t('The symbols of {0} cannot be used: {1}', change.file, messageOf(error)));
      return false;
    }
  }

  private tell(made: readonly SymbolChange[]): void {
    const { tell } = this.parts;
    const now = made.filter(({ options }) => options !== undefined);
    const moved = now.find(({ file }) => file === this.program);
    if (moved)
      tell(
        l10n.t(
          'The program has moved itself by {0}, the guest says. Symbols and breakpoints have been moved with it.',
          moved.options?.replace(/^.* /, '') ?? '',
        ),
      );
    const names = now.filter((change) => change !== moved).map(({ file }) => basename(file));
    if (names.length === 0) return;
    const more = names.length > MOST_NAMES ? ', …' : '';
    tell(l10n.t('Symbols of what the guest has loaded: {0}', names.slice(0, MOST_NAMES).join(', ') + more));
  }
}
