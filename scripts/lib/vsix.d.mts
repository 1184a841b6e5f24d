export function problems(names: readonly string[], manifest: object): string[];
export function namesIn(path: string): Promise<string[]>;
