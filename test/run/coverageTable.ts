export interface FileCoverage {
  /** Relative to the repository. */
  readonly path: string;
  /** Lines. */
  readonly covered: number;
  readonly total: number;
}

interface RoomCoverage {
  readonly room: string;
  readonly covered: number;
  readonly total: number;
  readonly files: number;
}

/** A room is a folder of `src`, or a file that lies there. */
export function byRoom(files: readonly FileCoverage[]): RoomCoverage[] {
  const rooms = new Map<string, RoomCoverage>();
  for (const { path, covered, total } of files) {
    const room = path.split(/[/\\]/)[1] ?? path;
    const sum = rooms.get(room) ?? { room, covered: 0, total: 0, files: 0 };
    rooms.set(room, {
      room,
      covered: sum.covered + covered,
      total: sum.total + total,
      files: sum.files + 1,
    });
  }
  return [...rooms.values()].sort((a, b) => a.room.localeCompare(b.room));
}

/** Rooms that run in a window only, where neither suite comes: the e2e suite is for them. */
const IN_A_WINDOW: ReadonlySet<string> = new Set(['vscode', 'extension.ts']);

/** @param share Of the lines, from 0 to 1. */
export function roomsBelow(rooms: readonly RoomCoverage[], share: number): readonly RoomCoverage[] {
  return rooms.filter(({ room, covered, total }) => !IN_A_WINDOW.has(room) && covered < share * total);
}

export function coverageTable(rooms: readonly RoomCoverage[]): string {
  const lines = rooms.map(({ room, covered, total, files }) => {
    const share = `${((covered / total) * 100).toFixed(1)} %`;
    return `${room.padEnd(16)} ${share.padStart(8)}  ${String(covered).padStart(6)} of ${total} lines, ${files} files`;
  });
  return ['', ...lines].join('\n');
}
