/** QMP commands that a step may give: none takes arguments, and none can read, write or start anything on this computer. */
export const SAFE_COMMANDS = ['stop', 'cont', 'system_powerdown', 'system_wakeup', 'inject-nmi'] as const;
export type SafeCommand = (typeof SAFE_COMMANDS)[number];
