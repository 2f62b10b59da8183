import type { ConfigProblem } from './problem.ts'

/** A configuration file that was asked for, or none. */
export type ConfigFile =
  | { readonly kind: 'none' }
  | { readonly kind: 'read'; readonly path: string; readonly text: string }
  | { readonly kind: 'invalid'; readonly problems: readonly ConfigProblem[] }

export interface ConfigFileRequest {
  /** From the flag, or the argument, that names a file. */
  readonly flag: string | undefined
  /** How messages call it. Default: `--config`; empty: an argument, which needs no name. */
  readonly flagName?: string
  /** The environment variable that names the file, and its value. */
  readonly variable: string
  readonly fromEnvironment: string | undefined
  /** Reads the whole file, or throws as `node:fs` does. */
  readonly readFile: (path: string) => Uint8Array
}

/** A file is read only when it is named; one that is named must be there. */
export function readConfigFile({
  flag,
  flagName = '--config',
  variable,
  fromEnvironment,
  readFile,
}: ConfigFileRequest): ConfigFile {
  const path = flag ?? (fromEnvironment === '' ? undefined : fromEnvironment)
  if (path === undefined) return { kind: 'none' }
  const name = flag === undefined ? variable : flagName
  const named = name === '' ? '' : `it is named by ${name}`
  const hint = (advice: string): string => [named, advice].filter((part) => part !== '').join(': ')
  const invalid = (expected: string, got: string, hint: string): ConfigFile => ({
    kind: 'invalid',
    problems: [{ source: path, line: undefined, column: undefined, path: '', expected, got, hint }],
  })
  try {
    // Fatal: a file in another encoding would be half-read otherwise.
    return { kind: 'read', path, text: new TextDecoder('utf-8', { fatal: true }).decode(readFile(path)) }
  } catch (error) {
    const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : ''
    if (code === 'ENOENT') return invalid('a file here', 'nothing', hint('check the path'))
    if (code === 'EISDIR') return invalid('a file', 'a folder', hint('name the file in it'))
    if (code === 'EACCES' || code === 'EPERM') return invalid('a file that can be read', 'no permission', named)
    if (code === 'ERR_ENCODING_INVALID_ENCODED_DATA')
      return invalid('text in UTF-8', 'bytes that are none', 'save it as UTF-8')
    return invalid('a file that can be read', error instanceof Error ? error.message : String(error), named)
  }
}
