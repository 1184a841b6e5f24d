/** The port on which a guest is told what to do, on whichever road. */
export interface Control {
  /** Resolves when the guest has printed this, after what was heard last. */
  hear(text: string): Promise<void>;
  say(text: string): Promise<void>;
}
