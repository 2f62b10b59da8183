import { Command } from 'commander'

import type { AdvisePolicyResponse__Output } from '../../../proto/gen/lookaside/v1/AdvisePolicyResponse.ts'
import type { CliDeps } from '../deps.ts'
import { adviceLine } from '../output/advice-line.ts'
import { adviceText } from '../output/advice-text.ts'
import { inSession } from '../session.ts'

export function policiesAdviseCommand(deps: CliDeps): Command {
  return new Command('advise')
    .description('say whether a pool should have another policy, with the numbers that say so')
    .argument('<pool>', 'name of the pool')
    .action((pool: string, _flags: unknown, command: Command) =>
      inSession(deps, command, async (session) => {
        const { admin, ask } = session.connection
        const answer = await ask<AdvisePolicyResponse__Output>('AdvisePolicy', (options, callback) =>
          admin.AdvisePolicy({ pool }, options, callback),
        )
        const advice = adviceLine(answer)
        if (session.output === 'json') return session.json('advice', { ...advice })
        const width = deps.isTty ? deps.width : undefined
        for (const line of adviceText(advice, session.style, width)) session.print(line)
      }),
    )
}
