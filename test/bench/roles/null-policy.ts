import type { PolicyFactory } from '../../../policies/policy.ts'

/** The floor of every policy: the first backend, always the same answer, nothing looked at. */
export const nullPolicy: PolicyFactory = {
  type: 'null',
  stability: 'experimental',
  description: 'Answers the first backend.',
  consumes: { required: [], optional: [] },
  configSchema: {},
  parseConfig: () => undefined,
  create: () => ({
    onSnapshot({ backends }) {
      const [backend] = backends
      if (backend === undefined) return { pick: () => ({ kind: 'none', reason: 'empty' }) }
      const result = { kind: 'picked', backend } as const
      return { pick: () => result }
    },
  }),
}
