import { Command } from 'commander'

import type { ListPoliciesResponse__Output } from '../../../proto/gen/lookaside/v1/ListPoliciesResponse.ts'
import type { PolicyInfo__Output } from '../../../proto/gen/lookaside/v1/PolicyInfo.ts'
import type { CliDeps } from '../deps.ts'
import type { Style } from '../output/style.ts'
import type { Column } from '../output/table.ts'
import { inSession, type Session } from '../session.ts'
import { policiesAdviseCommand } from './policies-advise.ts'

/** A policy as `-o json` shows it. */
export interface PolicyLine {
  readonly type: string
  readonly stability: string
  readonly description: string
  readonly requiredSignals: readonly string[]
  readonly optionalSignals: readonly string[]
  readonly source: string
  /** Short hash of the code. Empty for built-in ones. */
  readonly version: string
  /** Why the newest version is not used. Empty: it is. */
  readonly loadError: string
  /** JSON Schema of the parameters, as text. */
  readonly configSchema: string
}

export function policiesCommand(deps: CliDeps): Command {
  return new Command('policies')
    .description('list the policies that the service can run; advise on that of a pool')
    .enablePositionalOptions()
    .action((_options: unknown, command: Command) => inSession(deps, command, printPolicies))
    .addCommand(policiesAdviseCommand(deps))
}

async function printPolicies(session: Session): Promise<void> {
  const { admin, ask } = session.connection
  const answer = await ask<ListPoliciesResponse__Output>('ListPolicies', (options, callback) =>
    admin.ListPolicies({}, options, callback),
  )
  const policies = answer.policies.map(policyLine)
  if (session.output === 'json') session.json('policies', { policies })
  else session.table(policies, columns(session.style))
}

function policyLine(info: PolicyInfo__Output): PolicyLine {
  const { type, stability, description, requiredSignals, optionalSignals, source, version, loadError } = info
  const { configSchema } = info
  return {
    ...{ type, stability, description, requiredSignals, optionalSignals, source, version, loadError, configSchema },
  }
}

function columns(style: Style): readonly Column<PolicyLine>[] {
  return [
    { title: 'POLICY', cell: ({ type }) => type, shrinksTo: 12 },
    { title: 'STABILITY', cell: ({ stability }) => stability, dispensable: 3 },
    { title: 'SOURCE', cell: ({ source }) => source, dispensable: 2, shrinksTo: 12 },
    { title: 'VERSION', cell: ({ version }) => version, dispensable: 4 },
    {
      title: 'WHAT IT DOES',
      cell: ({ loadError, description }) => (loadError === '' ? description : `not reloaded: ${loadError}`),
      paint: (text, { loadError }) => (loadError === '' ? text : style.bad(text)),
      dispensable: 1,
      shrinksTo: 20,
    },
  ]
}
