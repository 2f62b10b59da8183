import { BUILT_IN_POLICIES } from '../../../policies/index.ts'
import { createRng } from '../../../policies/lib/rng.ts'
import type { PolicyFactory } from '../../../policies/policy.ts'
import { startPolicyHost } from '../../policy-host/host.ts'
import type { PolicySource } from '../../policy-host/policy-source.ts'
import { SILENT_LOG } from '../../telemetry/ports.ts'

/**
 * Loads policies that are not built in as the service does: bundled, checked and proven. They do not change while they are
 * simulated.
 *
 * @throws PolicyLoadError, PolicyRegistryError
 */
export async function loadPolicies(
  sources: readonly PolicySource[],
  baseDir: string,
): Promise<readonly PolicyFactory[]> {
  if (sources.length === 0) return []
  const host = await startPolicyHost({
    ...{ builtIns: BUILT_IN_POLICIES, sources, baseDir, log: SILENT_LOG },
    // For the proof only: a run has clock and randomness of its own.
    ...{ rng: createRng(1), clock: { now: () => 0 }, watchFolder: () => () => {} },
  })
  try {
    return host.registry.list().flatMap(({ type, source }) => {
      const factory = source === 'built-in' ? undefined : host.registry.get(type)
      return factory === undefined ? [] : [factory]
    })
  } finally {
    await host.close()
  }
}
