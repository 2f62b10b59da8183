import { PolicyConfigError } from '../../policies/policy.ts'
import { defusePromise, describeError, describeValue, readProperty } from './describe-error.ts'

/** Deeper parameters than any policy has, and shallow enough to walk without care. */
const DEEPEST = 32

/**
 * Lets a third party's `parseConfig` check parameters, and keeps its faults in: it gets a copy, so that it cannot change
 * the pool's stored document; a key `__proto__` never reaches it; and whatever it throws becomes a PolicyConfigError.
 */
export function checkedConfig(policy: string, input: unknown, parse: (input: unknown) => unknown): unknown {
  refusePrototypeKeys(policy, input, 'config', 0)
  let parsed: unknown
  try {
    parsed = parse(structuredClone(input))
  } catch (error) {
    throw asConfigError(policy, error)
  }
  if (!defusePromise(parsed)) return parsed
  throw new PolicyConfigError({ policy, path: 'parseConfig', expected: 'an answer at once', got: 'a promise' })
}

function refusePrototypeKeys(policy: string, value: unknown, path: string, depth: number): void {
  if (typeof value !== 'object' || value === null) return
  if (depth > DEEPEST) {
    throw new PolicyConfigError({ policy, path, expected: `at most ${DEEPEST} levels`, got: 'more' })
  }
  for (const [key, inner] of Object.entries(value)) {
    if (key === '__proto__') {
      throw new PolicyConfigError({
        policy,
        path: `${path}.__proto__`,
        expected: 'no such key',
        got: describeValue(inner),
      })
    }
    refusePrototypeKeys(policy, inner, `${path}.${key}`, depth + 1)
  }
}

function asConfigError(policy: string, error: unknown): PolicyConfigError {
  if (error instanceof PolicyConfigError) return error
  const [path, expected, got] = ['path', 'expected', 'got'].map((key) => readProperty(error, key))
  // A policy may carry a copy of the contract: the error is known by its name and fields, not by its class.
  const isCopy = readProperty(error, 'name') === 'PolicyConfigError'
  if (isCopy && typeof path === 'string' && typeof expected === 'string' && typeof got === 'string') {
    return new PolicyConfigError({ policy, path, expected, got })
  }
  return new PolicyConfigError({
    policy,
    path: 'config',
    expected: 'parameters that its parseConfig accepts',
    got: `a failure of parseConfig: ${describeError(error)}`,
  })
}
