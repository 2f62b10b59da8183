import type { Picker, PickRequest, PickResult, PolicyLog } from '../../policies/policy.ts'
import type { Remade, RemakeFailure, RemakeOptions } from '../pick/policy-runner.ts'
import { faultOf, type Members } from './check-result.ts'
import { defusePromise } from './describe-error.ts'
import type { Explain } from './evaluate.ts'
import { checkedPicker, checkedPolicy } from './guard.ts'
import type { PolicyRegistry } from './registry.ts'

/** What a policy logs while a pick is made over again has been logged before. */
const QUIET_LOG: PolicyLog = { info() {}, warn() {} }

/**
 * Makes a policy apart from the one that serves, for one snapshot. There is no fallback behind it and no breaker: what goes
 * wrong is the answer. Never throws.
 */
export function remakePolicy(registry: PolicyRegistry, options: RemakeOptions): Remade | RemakeFailure {
  const { pool, choice, snapshot, state, rng, clock } = options
  const factory = registry.get(choice.type)
  if (factory === undefined) return failed(`no policy ${choice.type} is loaded in this replica any more`)
  const explain = registry.explain(choice.type)
  try {
    const context = { name: pool, rng, clock, log: QUIET_LOG }
    const policy = checkedPolicy(factory.create(factory.parseConfig(choice.config), context))
    const picker = checkedPicker(policy.onSnapshot(snapshot, state))
    const members = new Set(snapshot.backends)
    return {
      kind: 'remade',
      code: factory,
      pick(request) {
        const result = attempt(picker, request, members, explain)
        // As where it serves: what fails under explanation is made again without it.
        if (result.kind !== 'failed' || request.explain !== true) return result
        return attempt(picker, { ...request, explain: undefined }, members, explain)
      },
      close() {
        try {
          defusePromise(policy.close?.())
        } catch {
          // It is being thrown away; nothing depends on what it thinks of that.
        }
      },
    }
  } catch (error) {
    return failed(explain(error))
  }
}

function attempt(picker: Picker, request: PickRequest, members: Members, explain: Explain): PickResult | RemakeFailure {
  try {
    const result = picker.pick(request)
    const fault = faultOf(result, members, request)
    if (fault === undefined) return result
    defusePromise(result)
    return failed(fault)
  } catch (error) {
    return failed(explain(error))
  }
}

function failed(message: string): RemakeFailure {
  return { kind: 'failed', message }
}
