import { open } from 'node:fs/promises';

/** Each of these must be in the VSIX. */
const REQUIRED = [
  'package.json',
  'package.nls.json',
  'readme.md',
  'LICENSE.txt',
  'dist/extension.js',
  'dist/serialWorker.js',
  'dist/guard.js',
  'dist/debug.js',
  'dist/monitor.js',
  'ThirdPartyNotices.txt',
  'media/icon.png',
  'media/guest/sample.elf',
  'media/guest/Makefile',
  'media/guest/main.c',
];

/** Nothing else may be, but these. */
const ALLOWED = [
  /^changelog\.md$/,
  /^package\.nls\.[\w-]+\.json$/,
  /^l10n\/bundle\.l10n(\.[\w-]+)?\.json$/,
  /^media\/walkthrough\/[\w-]+\.(md|svg)$/,
  /^media\/guest\/([\w-]+\.(c|h|S|ld)|README\.md)$/,
];

/** What the archive format itself asks for. */
const FORMAT = ['[Content_Types].xml', 'extension.vsixmanifest'];

/**
 * Compares the files of a VSIX with what belongs into one.
 * @param manifest package.json, whose own references must be in it too.
 * @returns what is wrong, one line each.
 */
export function problems(names, manifest) {
  const files = names
    .filter((name) => !FORMAT.includes(name))
    .map((name) => name.replace(/^extension\//, ''));
  const has = (name) => files.some((file) => file.toLowerCase() === name.toLowerCase());
  const expected = (name) => REQUIRED.includes(name) || ALLOWED.some((pattern) => pattern.test(name));
  return [
    ...REQUIRED.filter((name) => !has(name)).map((name) => `${name} is missing`),
    ...references(manifest)
      .filter((name) => !has(name))
      .map((name) => `${name} is missing, and package.json refers to it`),
    ...files.filter((name) => !expected(name)).map((name) => `${name} does not belong there`),
  ];
}

/** The paths that a manifest names: its own entry points, and pictures and pages of walkthroughs. */
function references(manifest) {
  const found = [manifest.main, manifest.icon].filter(Boolean);
  JSON.stringify(manifest.contributes ?? {}, (_, value) => {
    if (typeof value === 'string' && /^(\.\/)?media\/[\w./-]+$/.test(value)) found.push(value);
    return value;
  });
  return found.map((path) => path.replace(/^\.\//, ''));
}

const END_OF_DIRECTORY = 0x06054b50;
const DIRECTORY_ENTRY = 0x02014b50;
/** The end record, with the longest comment it may carry (APPNOTE.TXT 4.3.16). */
const LONGEST_END = 22 + 65_535;

/** The names of the files in a zip archive, from its central directory (APPNOTE.TXT 4.3.12). */
export async function namesIn(path) {
  const handle = await open(path);
  try {
    const { size } = await handle.stat();
    const tail = await bytes(handle, Math.max(0, size - LONGEST_END), size);
    const end = tail.lastIndexOf(Buffer.from(new Uint32Array([END_OF_DIRECTORY]).buffer));
    if (end < 0) throw new Error(`${path} is no zip archive`);
    const start = tail.readUInt32LE(end + 16);
    return entries(await bytes(handle, start, start + tail.readUInt32LE(end + 12)));
  } finally {
    await handle.close();
  }
}

function entries(directory) {
  const names = [];
  for (let at = 0; at + 46 <= directory.length && directory.readUInt32LE(at) === DIRECTORY_ENTRY;) {
    const [name, extra, comment] = [28, 30, 32].map((field) => directory.readUInt16LE(at + field));
    names.push(directory.toString('utf8', at + 46, at + 46 + name));
    at += 46 + name + extra + comment;
  }
  return names.filter((name) => !name.endsWith('/'));
}

async function bytes(handle, from, to) {
  const { buffer } = await handle.read(Buffer.alloc(to - from), 0, to - from, from);
  return buffer;
}
