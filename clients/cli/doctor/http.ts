import { formatSpan } from '../output/quantities.ts'
import { bad, type Finding, ok, skipped } from './check.ts'

const TIMEOUT_MS = 2_000
/** Times in logs and decisions are compared by people: less than this they can bear. */
const CLOCK_APART_MS = 5_000

interface Page {
  readonly status: number
  readonly text: string
  /** Time of day by the service. Undefined: it did not say. */
  readonly date: number | undefined
}

/** What the HTTP side tells: health, versions, store, configuration. */
export async function httpFindings(address: string, version: string, now: () => number): Promise<readonly Finding[]> {
  const health = await get(address, '/healthz')
  if (typeof health === 'string') {
    const fix = 'name it with --http-address (`http.listen` of the service, 8051 by default)'
    return [bad('HTTP', `nobody answers at ${address} (${health})`, fix)]
  }
  const reached =
    health.status === 200
      ? ok('HTTP', `${address} answers, and the service is ready`)
      : bad('HTTP', `not ready: ${health.text.trim()}`, 'wait if it starts or stops; else see its store and its log')
  const status = await get(address, '/v1/status')
  const said = typeof status === 'string' || status.status !== 200 ? undefined : parse(status.text)
  if (said === undefined)
    return [reached, clockFinding(health, now), skipped('status', 'the service has no /v1/status')]
  return [
    reached,
    clockFinding(health, now),
    versionFinding(said, version),
    storeFinding(said),
    reloadFinding(said),
    ...degradedFindings(said),
  ]
}

async function get(address: string, path: string): Promise<Page | string> {
  try {
    const answer = await fetch(`http://${address}${path}`, { signal: AbortSignal.timeout(TIMEOUT_MS) })
    const date = Date.parse(answer.headers.get('date') ?? '')
    return { status: answer.status, text: await answer.text(), date: Number.isNaN(date) ? undefined : date }
  } catch (error) {
    const cause: unknown = error instanceof Error ? (error.cause ?? error) : error
    return cause instanceof Error ? cause.message : String(cause)
  }
}

function clockFinding({ date }: Page, now: () => number): Finding {
  if (date === undefined) return skipped('clock', 'the service does not say its time')
  const apart = Math.abs(now() - date)
  // The header counts whole seconds.
  if (apart <= CLOCK_APART_MS) return ok('clock', 'within seconds of the service')
  return bad(
    'clock',
    `${formatSpan(apart)} apart from the service`,
    'synchronise both machines (NTP); leases are not affected',
  )
}

type Fields = Readonly<Record<string, unknown>>

function parse(text: string): Fields | undefined {
  try {
    const value: unknown = JSON.parse(text)
    return isFields(value) ? value : undefined
  } catch {
    return undefined
  }
}

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

const fieldsOf = (value: unknown): Fields => (isFields(value) ? value : {})

const textOf = (value: unknown): string => (typeof value === 'string' ? value : '')

function versionFinding(status: Fields, version: string): Finding {
  const theirs = textOf(status['version'])
  if (theirs === version) return ok('version', `${version}, here and there`)
  return bad(
    'version',
    `the service is ${theirs === '' ? 'of an unknown version' : theirs}, this is ${version}`,
    'install the same version on both sides',
  )
}

function storeFinding(status: Fields): Finding {
  const store = fieldsOf(status['store'])
  const kind = textOf(store['kind'])
  if (store['up'] === true) return ok('store', `${kind} is up, silent for ${textOf(store['silentFor'])}`)
  const why = textOf(store['error'])
  return bad(
    'store',
    `${kind} does not answer${why === '' ? '' : `: ${why}`}`,
    'picks go on from memory; bring the store back',
  )
}

function reloadFinding(status: Fields): Finding {
  const config = fieldsOf(status['config'])
  const source = textOf(config['source'])
  const last = fieldsOf(config['lastReload'])
  if (last['ok'] !== false) return ok('configuration there', source === '' ? 'no file' : `${source} is in force`)
  const problems = Array.isArray(last['problems']) ? last['problems'].map(String) : []
  const detail = `${source} was refused, the one before it is in force: ${problems[0] ?? 'no reason was given'}`
  return bad('configuration there', detail, 'mend the file: it is read again by itself')
}

function degradedFindings(status: Fields): readonly Finding[] {
  const list: readonly unknown[] = Array.isArray(status['degraded']) ? status['degraded'] : []
  return list.map((each) => {
    const { pool, cause, ends } = fieldsOf(each)
    const whom = textOf(pool) === '' ? 'service' : `pool ${textOf(pool)}`
    return bad(whom, `degraded: ${textOf(cause)}`, textOf(ends))
  })
}
