import { realpath } from 'node:fs/promises'
import { dirname, isAbsolute, resolve } from 'node:path'
import type { Message, OnResolveResult, PartialMessage, Plugin, PluginBuild } from 'esbuild'
import { boundedLine, describeError } from './describe-error.ts'
import { readRecorded, type Footprint } from './footprint.ts'
import { PolicyLoadError, sourceName, type PolicySource } from './policy-source.ts'

export interface Bundle {
  /** Absolute path of the file that the source stands for. */
  readonly entry: string
  /** CommonJS, with an inline source map. */
  readonly code: string
  /** The source map as JSON; its paths are relative to the base folder. */
  readonly map: string
  readonly warnings: readonly string[]
}

export interface BundleOptions {
  readonly source: PolicySource
  /** Relative paths and packages are found from here: the folder of the config file. */
  readonly baseDir: string
  /** Specifiers that the host itself answers. */
  readonly hostModules: ReadonlyMap<string, object>
  /** Filled in, also when bundling fails. */
  readonly footprint: Footprint
}

/** More than a handful of errors helps nobody; esbuild finds them in the order of the text. */
const MOST_ERRORS = 3

/** So that a module of this project that is not offered is told from somebody's package. */
const OWN_PREFIX = 'lookaside/'

/** Marks our own question to esbuild, so that it is not answered by us again. */
const ENTRY = 'entry'

/**
 * Bundles a policy's entry and what it imports by relative path into one CommonJS text. Packages stay outside. This
 * makes TypeScript work, lets a change in any relative import be reloaded, and leaves nothing behind in the cache of ES
 * modules, from which Node cannot remove a version that is no longer used.
 *
 * @throws PolicyLoadError with file:line:column for a syntax error or an import that does not exist.
 */
export async function bundlePolicy(options: BundleOptions): Promise<Bundle> {
  const { source, baseDir } = options
  const esbuild = await import('esbuild').catch((error: unknown) => {
    throw new PolicyLoadError(sourceName(source), `esbuild, which loads policies, is missing: ${describeError(error)}`)
  })
  try {
    const built = await esbuild.build({
      entryPoints: [sourceName(source)],
      absWorkingDir: baseDir,
      bundle: true,
      write: false,
      metafile: true,
      outfile: 'policy.cjs',
      format: 'cjs',
      platform: 'node',
      target: 'node20',
      sourcemap: 'both',
      logLevel: 'silent',
      // The policy must mean the same wherever the config file lies, so no tsconfig.json of a parent folder is read.
      tsconfigRaw: '{}',
      // import() becomes require(), since evaluated text has no loader of ES modules.
      supported: { 'dynamic-import': false },
      plugins: [resolver(options)],
    })
    const output = Object.values(built.metafile.outputs).find(({ entryPoint }) => entryPoint !== undefined)
    const entry = resolve(baseDir, output?.entryPoint ?? sourceName(source))
    const isModule = built.metafile.inputs[output?.entryPoint ?? '']?.format === 'esm'
    const textOf = (suffix: string) => built.outputFiles.find(({ path }) => path.endsWith(suffix))?.text ?? ''
    return {
      entry,
      // An ES module is strict, so that writing to the frozen snapshot is an error and not lost in silence.
      code: (isModule ? '"use strict";' : '') + textOf('.cjs'),
      map: textOf('.cjs.map'),
      warnings: built.warnings.map(messageText),
    }
  } catch (error) {
    throw new PolicyLoadError(sourceName(source), buildErrors(error))
  }
}

function buildErrors(error: unknown): string {
  if (!isBuildFailure(error)) return describeError(error)
  const shown = error.errors.slice(0, MOST_ERRORS).map(messageText)
  const left = error.errors.length - shown.length
  return shown.join('; ') + (left > 0 ? `; and ${left} more` : '')
}

function isBuildFailure(error: unknown): error is { readonly errors: readonly Message[] } {
  return typeof error === 'object' && error !== null && 'errors' in error && Array.isArray(error.errors)
}

/** "file:line:column: text", with columns from 1 as editors count them. */
function messageText({ text, location }: Message): string {
  const where = location === null ? '' : `${location.file}:${location.line}:${location.column + 1}: `
  return boundedLine(where + text)
}

function resolver(options: BundleOptions): Plugin {
  const { hostModules, footprint } = options
  return {
    name: 'policy',
    setup(build) {
      build.onResolve({ filter: /.*/ }, (args) => {
        if (args.kind === 'entry-point') return resolveEntry(build, options)
        if (args.pluginData === ENTRY) return undefined
        if (args.path.startsWith('.') || isAbsolute(args.path)) {
          footprint.folders.add(dirname(resolve(args.resolveDir, args.path)))
          return undefined
        }
        // "#name" is a private name of the policy's own package.json.
        if (args.path.startsWith('#')) return undefined
        return resolveBare(args.path, hostModules)
      })
      build.onLoad({ filter: /.*/, namespace: 'file' }, async ({ path }) => {
        return { contents: await readRecorded(path, footprint), loader: 'default' }
      })
    },
  }
}

const refuse = (text: string): { errors: PartialMessage[] } => ({ errors: [{ text }] })

function resolveBare(path: string, hostModules: ReadonlyMap<string, object>): OnResolveResult {
  if (path.startsWith(OWN_PREFIX) && !hostModules.has(path)) {
    return refuse(`"${path}" is not offered to policies; there are ${[...hostModules.keys()].join(', ')}`)
  }
  return { path, external: true }
}

async function resolveEntry(
  build: PluginBuild,
  { source, baseDir, footprint }: BundleOptions,
): Promise<OnResolveResult> {
  if (source.kind === 'path') {
    const path = resolve(baseDir, source.path)
    // The name as given is watched beside the file that it leads to: Kubernetes swaps a symbolic link to update a file.
    await readRecorded(path, footprint)
    return { path: await realpath(path) }
  }
  const found = await build.resolve(source.package, {
    kind: 'import-statement',
    resolveDir: baseDir,
    pluginData: ENTRY,
  })
  if (found.errors.length > 0) return refuse(`there is no package "${source.package}" to be found from ${baseDir}`)
  if (found.external) return refuse(`"${source.package}" is a module of Node, not a package`)
  return { path: found.path, namespace: found.namespace }
}
