/**
 * Where other programs connect to a port that is shared: a Unix socket beside its files.
 * @param path That of the port's files, without their endings.
 */
export const sharedSocket = (path: string): string => `${path}.sock`;
