import { stat } from 'node:fs/promises'
import { extname, resolve } from 'node:path'
import type { Clock, PolicyFactory, Rng } from '../../policies/policy.ts'
import type { Log } from '../telemetry/ports.ts'
import { bundlePolicy } from './bundle.ts'
import { evaluate, explainFor, type Explain } from './evaluate.ts'
import { checkedFactory, exportedFactory, FactoryShapeError } from './factory-shape.ts'
import { emptyFootprint, recordAbsent, versionOf, type Footprint } from './footprint.ts'
import { PolicyLoadError, sourceName, type PolicySource } from './policy-source.ts'
import { ProofError, provePolicy } from './prove.ts'

const EXTENSIONS = ['.ts', '.mts', '.js', '.mjs', '.cjs']

export interface LoadOptions {
  readonly source: PolicySource
  /** Folder of the config file: relative paths and packages are found from here. */
  readonly baseDir: string
  /** What policies may import of this project, by specifier. */
  readonly hostModules: ReadonlyMap<string, object>
  /** Parameters to prove it with; undefined stands for all defaults. */
  readonly configs: (type: string) => readonly unknown[]
  readonly rng: Rng
  readonly clock: Clock
  readonly log: Log
  /** Filled with what was read, also when loading fails, so that a watcher knows what may mend it. */
  readonly footprint?: Footprint
}

/** A third-party policy that was loaded and proven. */
export interface LoadedPolicy {
  readonly factory: PolicyFactory
  readonly source: PolicySource
  /** Short hash of its files. */
  readonly version: string
  readonly footprint: Footprint
  readonly explain: Explain
}

/**
 * Loads a third-party policy, checks its shape and proves that it can serve.
 *
 * @throws PolicyLoadError naming the source and the reason, with file:line:column where there is one.
 */
export async function loadPolicy(options: LoadOptions): Promise<LoadedPolicy> {
  const { source, baseDir, hostModules } = options
  const name = sourceName(source)
  const footprint = options.footprint ?? emptyFootprint()
  await checkSource(source, baseDir, footprint)
  const bundle = await bundlePolicy({ source, baseDir, hostModules, footprint })
  for (const warning of bundle.warnings) options.log.warn('esbuild on a policy', { policy: name, warning })
  const explain = explainFor(bundle)
  try {
    const factory = checkedFactory(exportedFactory(evaluate(bundle, hostModules)))
    const { rng, clock, log } = options
    provePolicy({ factory, configs: options.configs(factory.type), rng, clock, log, explain })
    return { factory, source, version: versionOf(footprint, bundle.entry), footprint, explain }
  } catch (error) {
    const isOurs = error instanceof FactoryShapeError || error instanceof ProofError
    throw new PolicyLoadError(name, isOurs ? error.message : explain(error))
  }
}

async function checkSource(source: PolicySource, baseDir: string, footprint: Footprint): Promise<void> {
  const name = sourceName(source)
  if (source.kind === 'package') {
    if (/^[./\\]/.test(name)) throw new PolicyLoadError(name, 'this is a path: write `path:` in place of `package:`')
    return
  }
  const path = resolve(baseDir, name)
  if (!EXTENSIONS.includes(extname(path))) {
    throw new PolicyLoadError(
      name,
      `a policy's file ends in ${EXTENSIONS.join(', ')}, got ${JSON.stringify(extname(path))}`,
    )
  }
  recordAbsent(path, footprint)
  const found = await stat(path).catch(() => undefined)
  if (found === undefined) throw new PolicyLoadError(name, `there is no such file: ${path}`)
  if (!found.isFile()) throw new PolicyLoadError(name, `this is not a file: ${path}`)
}
