import { Command } from 'commander'

import type { CliDeps } from '../deps.ts'
import type { Finding } from '../doctor/check.ts'
import { httpFindings } from '../doctor/http.ts'
import { machineFindings } from '../doctor/machine.ts'
import { serviceFindings } from '../doctor/service.ts'
import { EXIT } from '../exit-codes.ts'
import { counted } from '../output/quantities.ts'
import { safeText } from '../output/safe-text.ts'
import { inSession, type Session } from '../session.ts'

interface DoctorFlags {
  readonly config?: string
  readonly httpAddress?: string
}

/** Where the HTTP side listens unless somebody says otherwise. */
const HTTP_PORT = 8_051

export function doctorCommand(deps: CliDeps, finish: (code: number) => void): Command {
  return new Command('doctor')
    .description('look for what is wrong with this machine, the configuration and the service, and how to mend it')
    .option('--config <file>', 'configuration file to check (also: LOOKASIDE_CONFIG)')
    .option(
      '--http-address <host:port>',
      'where the HTTP side of the service is (default: LOOKASIDE_HTTP_ADDRESS, else port 8051 of its host)',
    )
    .action((flags: DoctorFlags, command: Command) =>
      inSession(deps, command, async (session) => {
        const { address } = session.connection
        const http =
          flags.httpAddress ?? deps.env['LOOKASIDE_HTTP_ADDRESS'] ?? `${address.replace(/:\d+$/, '')}:${HTTP_PORT}`
        const findings = [...(await machineFindings(deps, flags.config))]
        const service = await serviceFindings(session.connection)
        findings.push(...service.findings, ...(await httpFindings(http, deps.version, deps.now)))
        show(session, findings)
        finish(findings.some(({ result }) => result === 'bad') ? EXIT.refused : EXIT.ok)
      }),
    )
}

const MARKS = { ok: '✓', bad: '✗', skipped: '-' } as const

function show({ output, json, print, style }: Session, findings: readonly Finding[]): void {
  const wrong = findings.filter(({ result }) => result === 'bad').length
  if (output === 'json') return json('doctor', { ok: wrong === 0, findings })
  const paint = { ok: style.good, bad: style.bad, skipped: style.dim }
  const width = Math.max(...findings.map(({ check }) => safeText(check).length))
  for (const { check, result, detail, fix } of findings) {
    const text = safeText(detail)
    print(
      `${paint[result](MARKS[result])} ${safeText(check).padEnd(width)}  ${result === 'skipped' ? style.dim(text) : text}`,
    )
    if (fix !== '') print(`${' '.repeat(width + 4)}${style.note('fix:')} ${safeText(fix)}`)
  }
  print(wrong === 0 ? style.good('\nall is well') : style.bad(`\n${counted(wrong, 'thing')} to mend`))
}
