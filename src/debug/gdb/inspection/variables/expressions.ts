/** What needs no parentheses when something follows it. */
const PATH = /^[\w$]+(?:(?:\.|->)\w+|\[\d+\])*$/;

/** The access levels of C++ in GDB's trees of variables: they are levels of the tree, and of no expression. */
const ACCESS_LEVELS: ReadonlySet<string> = new Set(['public', 'protected', 'private']);

/** The parts of a child that its expression depends on. */
export interface Child {
  /** GDB's name for it: a member, an index, `*name` for what a pointer points to, a base class, an access level. */
  readonly exp: string;
  readonly type?: string;
  readonly value?: string;
}

export function isAccessLevel({ exp, type }: Child): boolean {
  return type === undefined && ACCESS_LEVELS.has(exp);
}

export function isArray(type: string): boolean {
  return /\[\d*\]$/.test(type);
}

export function isPointer(type: string): boolean {
  return /\*(?: ?(?:const|volatile|restrict))*$/.test(type);
}

/** An array that holds text, as far as its type tells. */
export function isText(type: string): boolean {
  return /^(?:(?:const|volatile|signed) )*char ?\[\d*\]$/.test(type);
}

/** An element of an array, or of memory that is taken for one. */
export function element(array: string, index: number): string {
  return `${enclosed(array)}[${index}]`;
}

/** Elements of an array as an array of their own. */
export function slice(array: string, from: number, count: number): string {
  return `${element(array, from)}@${count}`;
}

/**
 * The expression for a child of something; undefined when there is none, as for the members of an anonymous union,
 * which belong to what the union is in.
 */
export function childExpression(parent: string, parentType: string, child: Child): string {
  const { exp, type } = child;
  if (isAccessLevel(child) || exp.startsWith('<anonymous')) return parent;
  if (/^\d+$/.test(exp)) return element(parent, Number(exp));
  if (isPointer(parentType) && exp.startsWith('*')) return `*${enclosed(parent)}`;
  const target = isPointer(parentType) ? `*${enclosed(parent)}` : parent;
  // A base class is named after its type.
  if (exp === type) return `*(${exp} *)&${enclosed(target)}`;
  return isPointer(parentType) ? `${enclosed(parent)}->${exp}` : `${enclosed(parent)}.${exp}`;
}

function enclosed(expression: string): string {
  return PATH.test(expression) ? expression : `(${expression})`;
}
