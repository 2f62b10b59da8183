import { createRequire, SourceMap, type SourceMapPayload } from 'node:module'
import { dirname } from 'node:path'
import { compileFunction } from 'node:vm'
import type { Bundle } from './bundle.ts'
import { describeError, readProperty } from './describe-error.ts'

/** Long enough for ":line:column" after the name of a file in a stack. */
const POSITION_LENGTH = 24

/** Says what was thrown, with "file:line:column" of the author's file in front when that is known. */
export type Explain = (error: unknown) => string

export function explainFor(bundle: Bundle): Explain {
  return (error) => {
    const where = locate(error, bundle)
    return where === undefined ? describeError(error) : `${where}: ${describeError(error)}`
  }
}

/**
 * Runs a bundle once, as CommonJS, and answers its exports. Packages are found from the policy's own folder; the host's
 * own modules are the host's own objects, so that `instanceof PolicyConfigError` holds on both sides.
 *
 * Throws whatever the policy's file throws at its top level.
 */
export function evaluate({ entry, code }: Bundle, hostModules: ReadonlyMap<string, object>): unknown {
  const fromEntry = createRequire(entry)
  const load = (specifier: string): unknown => hostModules.get(specifier) ?? fromEntry(specifier)
  const require = Object.assign(load, { resolve: (specifier: string) => fromEntry.resolve(specifier) })
  const module: { exports: unknown } = { exports: {} }
  const run = compileFunction(code, ['exports', 'require', 'module', '__filename', '__dirname'], { filename: entry })
  Reflect.apply(run, module.exports, [module.exports, require, module, entry, dirname(entry)])
  return module.exports
}

/** The first frame of the stack that lies in the bundle, in the words of the author's files. */
function locate(error: unknown, { entry, map }: Bundle): string | undefined {
  const stack = readProperty(error, 'stack')
  if (typeof stack !== 'string') return undefined
  const start = stack.indexOf(`${entry}:`)
  if (start < 0) return undefined
  const position = stack.slice(start + entry.length, start + entry.length + POSITION_LENGTH)
  const [, line, column] = /^:(\d+):(\d+)/.exec(position) ?? []
  const payload: unknown = JSON.parse(map)
  if (line === undefined || column === undefined || !isSourceMap(payload)) return undefined
  const found = new SourceMap(payload).findEntry(Number(line) - 1, Number(column) - 1)
  if (!('originalSource' in found)) return undefined
  return `${found.originalSource}:${found.originalLine + 1}:${found.originalColumn + 1}`
}

function isSourceMap(value: unknown): value is SourceMapPayload {
  return typeof readProperty(value, 'mappings') === 'string' && Array.isArray(readProperty(value, 'sources'))
}
