/**
 * The encodings that a port's text may have, named as in the editor's setting `files.encoding`; those that most people look for come
 * first. In each of them ASCII is one byte a character and stands for itself, so UTF-16 is not among them.
 */
export const ENCODINGS = [
  ...['utf8', 'cp437', 'cp850', 'cp866', 'iso88591', 'iso88592', 'iso885915', 'windows1250', 'windows1251'],
  ...['windows1252', 'koi8r', 'shiftjis', 'eucjp', 'gbk', 'gb18030', 'cp950', 'euckr'],
  ...['cp737', 'cp775', 'cp852', 'cp855', 'cp857', 'cp858', 'cp860', 'cp861', 'cp862', 'cp863', 'cp865'],
  ...['cp869', 'cp1125', 'iso88593', 'iso88594', 'iso88595', 'iso88596', 'iso88597', 'iso88598', 'iso88599'],
  ...['iso885910', 'iso885911', 'iso885913', 'iso885914', 'iso885916', 'windows874', 'windows1253'],
  ...['windows1254', 'windows1255', 'windows1256', 'windows1257', 'windows1258'],
  ...['koi8u', 'koi8ru', 'koi8t', 'macroman', 'gb2312'],
] as const;
