import * as z from 'zod'

import { isMapping } from './path.ts'
import { jsonFault } from './plain-json.ts'
import { describe, plainMapping, section, text } from './setting.ts'

const POLICY_TYPE = /^[a-z][a-z0-9_]{0,63}$/

/** A policy's parameters are opaque here: the policy itself checks them. They must be plain JSON all the same. */
function policyConfig() {
  const schema = z.custom<Readonly<Record<string, unknown>>>(isMapping, { error: 'a mapping' })
  const checked = schema.superRefine((value, context) => {
    const fault = jsonFault(value)
    if (fault !== undefined) {
      context.addIssue({ code: 'custom', path: [...fault.path], message: fault.expected, input: value })
    }
  })
  return plainMapping(checked, 'as the policy says', 'Its parameters, checked by the policy itself.')
}

/** `policy: ring_hash` is short for `policy: {type: ring_hash}`. */
export function namedPolicy(about: string) {
  const full = section(about, {
    type: text(
      {
        expected: 'the name of a policy, such as peak_ewma',
        allowed: 'a policy that is built in or loaded',
        fits: (name) => POLICY_TYPE.test(name),
      },
      'Wire name of the policy.',
    ),
    config: policyConfig().default({}),
  })
  const short = z.preprocess((value) => (typeof value === 'string' ? { type: value } : value), full)
  return describe(short, { kind: 'text', allowed: 'name of a policy, or `{type, config}`', about })
}
