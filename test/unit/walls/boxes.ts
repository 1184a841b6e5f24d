import type { Import } from './graph';

/**
 * Draws every folder below `top` as boxes, one for each of its files and sub-folders, with an arrow for each import
 * between two boxes, and looks for circles. Without one, no import climbs: the boxes can be put on floors.
 * @returns each circle once, as `a → b → a` with an import for each arrow.
 */
export function circlesBetweenBoxes(imports: readonly Import[], top: string): string[] {
  return [...arrowsByFolder(imports, top)].flatMap(([folder, arrows]) => {
    const circle = findCircle(arrows);
    return circle ? [`${folder}: ${describe(circle, arrows)}`] : [];
  });
}

/** From box to box, each with one import that makes the arrow. */
type Arrows = Map<string, Map<string, Import>>;

function arrowsByFolder(imports: readonly Import[], top: string): Map<string, Arrows> {
  const folders = new Map<string, Arrows>();
  for (const one of imports) {
    if (!one.from.startsWith(`${top}/`) || !one.to.startsWith(`${top}/`)) continue;
    const [from, to] = [one.from.split('/'), one.to.split('/')];
    const depth = from.findIndex((part, index) => part !== to[index]);
    if (depth < 0) continue;
    const folder = from.slice(0, depth).join('/');
    const arrows = folders.get(folder) ?? (new Map() as Arrows);
    folders.set(folder, arrows);
    const [fromBox = '', toBox = ''] = [from[depth], to[depth]];
    arrows.set(fromBox, (arrows.get(fromBox) ?? new Map<string, Import>()).set(toBox, one));
  }
  return folders;
}

/** The boxes of a circle in the order of its arrows, or undefined. */
function findCircle(arrows: Arrows): string[] | undefined {
  const done = new Set<string>();
  const visit = (box: string, path: readonly string[]): string[] | undefined => {
    const begin = path.indexOf(box);
    if (begin >= 0) return path.slice(begin);
    if (done.has(box)) return undefined;
    for (const next of arrows.get(box)?.keys() ?? []) {
      const circle = visit(next, [...path, box]);
      if (circle) return circle;
    }
    done.add(box);
    return undefined;
  };
  for (const box of arrows.keys()) {
    const circle = visit(box, []);
    if (circle) return circle;
  }
  return undefined;
}

function describe(circle: readonly string[], arrows: Arrows): string {
  const imports = circle.map((box, index) => {
    const next = circle[(index + 1) % circle.length] ?? '';
    const one = arrows.get(box)?.get(next);
    return `\n    ${one?.from} imports ${one?.to}`;
  });
  return `${[...circle, circle[0]].join(' → ')}${imports.join('')}`;
}
