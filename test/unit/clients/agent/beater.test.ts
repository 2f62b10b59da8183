import { describe, expect, test } from '@jest/globals'
import type { Beater } from '../../../../clients/agent/beater.ts'
import { startBeater } from '../../../../clients/agent/beater.ts'
import type { LoadSample, Member } from '../../../../clients/agent/member.ts'
import { createMember } from '../../../../clients/agent/member.ts'
import type { ManualClock } from '../manual-clock.ts'
import { createManualClock, settle } from '../manual-clock.ts'
import type { RecordingLog } from './recording-log.ts'
import { createRecordingLog } from './recording-log.ts'
import type { ScriptedLink } from './scripted-link.ts'
import { answer, createScriptedLink, lost, refusedBy, registered, reject } from './scripted-link.ts'

interface SetUp {
  readonly clock: ManualClock
  readonly link: ScriptedLink
  readonly log: RecordingLog
  readonly members: Member[]
  readonly beater: Beater
  readonly superseded: Member[]
}

interface Options {
  readonly count?: number
  readonly addresses?: readonly string[]
  readonly random?: number
  readonly load?: () => LoadSample | undefined
  readonly prepare?: (link: ScriptedLink) => void
}

function setUp(options: Options = {}): SetUp {
  const { count = 1, addresses, random = 0.5, load = () => undefined, prepare } = options
  const clock = createManualClock()
  const link = createScriptedLink(addresses)
  prepare?.(link)
  const log = createRecordingLog()
  const members = Array.from({ length: count }, (_, index) =>
    createMember({ pool: 'p', id: `b${index}`, address: `b${index}:80` }, 77, load, () => random),
  )
  const superseded: Member[] = []
  const onSuperseded = (member: Member): void => void superseded.push(member)
  const beater = startBeater({ link, clock, log, random: () => random, onSuperseded }, members)
  return { clock, link, log, members, beater, superseded }
}

const first = (members: readonly Member[]): Member => {
  const [member] = members
  if (member === undefined) throw new Error('no backend')
  return member
}
const sequences = (link: ScriptedLink): unknown[] => link.beats.map(({ heartbeats }) => heartbeats[0]?.sequence)

describe('rhythm', () => {
  test('registers at once, beats first when the registration says, then as each answer says', async () => {
    const { clock, link } = setUp({ prepare: (prepared) => (prepared.onRegister = () => registered(300)) })
    await settle()
    expect(link.registrations).toMatchObject([{ pool: 'p', epoch: 77, backend: { id: 'b0', address: 'b0:80' } }])
    await clock.advance(299)
    expect(link.beats).toHaveLength(0)
    link.onStream = () => answer(700)
    await clock.advance(1)
    expect(link.beats).toHaveLength(1)
    await clock.advance(699)
    expect(link.beats).toHaveLength(1)
    await clock.advance(1)
    expect(sequences(link)).toEqual([1, 2])
    expect(link.beats[1]).toMatchObject({ by: 'stream', heartbeats: [{ pool: 'p', backendId: 'b0', epoch: 77 }] })
    expect(link.streams).toBe(1)
  })

  test.each([
    ['nothing', null, 1_000],
    ['zero', 0, 50],
    ['a year', 31_536_000_000, 90_000],
  ])('an answer that asks for %s is made safe', async (_name, asked, waits) => {
    const { clock, link } = setUp()
    link.onStream = () => answer(asked)
    await clock.advance(500)
    expect(link.beats).toHaveLength(1)
    await clock.advance(waits - 1)
    expect(link.beats).toHaveLength(1)
    await clock.advance(1)
    expect(link.beats).toHaveLength(2)
  })

  test('a change is told at once and only for the backend that changed; the rhythm stays', async () => {
    const { clock, link, members, beater } = setUp({ count: 3 })
    await clock.advance(600)
    expect(link.beats[0]?.heartbeats).toHaveLength(3)
    const changed = members[1]
    if (changed === undefined) throw new Error('no backend')
    changed.health = 'unhealthy'
    changed.healthDetail = 'GET /: 503'
    changed.dirty = true
    beater.changed()
    await clock.advance(0)
    expect(link.beats[1]?.heartbeats).toMatchObject([
      { backendId: 'b1', health: 'BACKEND_HEALTH_UNHEALTHY', healthDetail: 'GET /: 503', sequence: 2 },
    ])
    await clock.advance(900)
    expect(link.beats[2]?.heartbeats).toHaveLength(3)
  })

  test('a change while its registration is under way is told right after', async () => {
    const { clock, link, members } = setUp({
      prepare: (prepared) => {
        prepared.onRegister = () => {
          const member = first(members)
          member.health = 'unhealthy'
          return registered(5_000)
        }
      },
    })
    await clock.advance(20)
    expect(link.registrations[0]).toMatchObject({ health: 'BACKEND_HEALTH_UNSPECIFIED' })
    expect(link.beats[0]?.heartbeats).toMatchObject([{ health: 'BACKEND_HEALTH_UNHEALTHY' }])
  })
})

describe('the service is away', () => {
  test('at the start: registers when it is back, with pauses that grow to at most 5 s', async () => {
    const { clock, link, log } = setUp({ prepare: (prepared) => (prepared.onRegister = () => lost()) })
    await settle()
    expect(clock.waiting()).toEqual([50])
    const pauses: number[] = []
    for (let times = 0; times < 10; times++) {
      const [pause = 0] = clock.waiting()
      pauses.push(pause)
      await clock.advance(pause)
    }
    expect(pauses).toEqual([50, 100, 200, 400, 800, 1_600, 2_500, 2_500, 2_500, 2_500])
    link.onRegister = () => registered()
    await clock.advance(2_500)
    expect(log.lines.filter((line) => line.startsWith('warn'))).toHaveLength(1)
    expect(log.lines).toContain('info the service is back')
  })

  test('full jitter: pauses are anywhere from 0 to the end that grows', async () => {
    for (const [random, expected] of [
      [0, 0],
      [0.999, 99.9],
    ] as const) {
      const { clock } = setUp({ random, prepare: (prepared) => (prepared.onRegister = () => lost()) })
      await settle()
      expect(clock.waiting()[0]).toBeCloseTo(expected)
    }
  })

  test('each failure tries the next address; once back every backend is told at once', async () => {
    const { clock, link } = setUp({ addresses: ['one:1', 'two:2', 'three:3'] })
    await clock.advance(500)
    link.onStream = () => lost()
    link.onUnary = () => (link.address() === 'three:3' ? answer() : lost())
    await clock.advance(1_200)
    expect(link.beats.filter(({ by }) => by === 'unary').map(({ at }) => at)).toEqual(['one:1', 'two:2', 'three:3'])
    expect(link.registrations).toHaveLength(1)
  })

  test('changes do not hurry the reconnect', async () => {
    const { clock, link, members, beater } = setUp({ prepare: (prepared) => (prepared.onRegister = () => lost()) })
    await settle()
    const before = link.registrations.length
    for (let times = 0; times < 20; times++) {
      first(members).dirty = true
      beater.changed()
      await settle()
    }
    expect(link.registrations).toHaveLength(before)
    await clock.advance(50)
    expect(link.registrations).toHaveLength(before + 1)
  })

  test('a service that hangs is given up after its time, by stream and by unary call', async () => {
    const { clock, link } = setUp({ prepare: (prepared) => (prepared.onStream = () => lost('TIMEOUT')) })
    link.onUnary = () => lost('TIMEOUT')
    await clock.advance(500)
    expect(link.beats.map(({ by }) => by)).toEqual(['stream', 'unary'])
    expect(link.moves).toBe(1)
  })
})

describe('streams', () => {
  test('one that fails falls back to unary calls for this beat and a while, then streams are tried again', async () => {
    const { clock, link } = setUp({ prepare: (prepared) => (prepared.onStream = () => lost()) })
    await clock.advance(500)
    expect(link.beats.map(({ by }) => by)).toEqual(['stream', 'unary'])
    expect(link.beats[0]?.heartbeats).toEqual(link.beats[1]?.heartbeats)
    link.onStream = () => answer()
    await clock.advance(999)
    expect(link.beats).toHaveLength(2)
    await clock.advance(1)
    expect(link.beats[2]?.by).toBe('stream')
    expect(link.moves).toBe(0)
  })

  test('go-away in an answer: the next beat goes to another replica within a second', async () => {
    const { clock, link } = setUp({ addresses: ['one:1', 'two:2'] })
    link.onStream = () => answer(10_000, { goAway: { reason: 'SHUTTING_DOWN', grace: null } })
    await clock.advance(500)
    link.onStream = () => answer(10_000)
    expect(link.beats).toHaveLength(1)
    await clock.advance(500)
    expect(link.beats.map(({ at }) => at)).toEqual(['one:1', 'two:2'])
    expect(link.streams).toBe(2)
  })

  test('go-away that comes unasked between two beats is followed too', async () => {
    const { clock, link } = setUp({ addresses: ['one:1', 'two:2'] })
    link.onStream = () => answer(10_000)
    await clock.advance(600)
    link.sendGoAway()
    await clock.advance(1_000)
    expect(link.beats.map(({ at }) => at)).toEqual(['one:1', 'two:2'])
  })
})

describe('refusals', () => {
  test('BACKEND_NOT_FOUND: registers again at once with the same epoch, and goes on', async () => {
    const { clock, link, members } = setUp({ count: 2 })
    await clock.advance(500)
    link.onStream = () => answer(1_000, { rejected: [reject(1, 'BACKEND_NOT_FOUND')] })
    await clock.advance(1_000)
    link.onStream = () => answer()
    await clock.advance(10)
    expect(link.registrations.map(({ backend, epoch }) => [backend?.id, epoch])).toEqual([
      ['b0', 77],
      ['b1', 77],
      ['b1', 77],
    ])
    expect(members.map(({ status }) => status)).toEqual(['registered', 'registered'])
  })

  test('a service that forgets at once again and again is not chased', async () => {
    const { clock, link } = setUp()
    link.onStream = () => answer(1_000, { rejected: [reject(0, 'BACKEND_NOT_FOUND')] })
    await clock.advance(60_000)
    expect(link.registrations.length).toBeLessThan(10)
    expect(link.registrations.length).toBeGreaterThan(2)
  })

  test('EPOCH_SUPERSEDED: that backend is silent for good and says so loudly; the others go on', async () => {
    const { clock, link, log, members, superseded } = setUp({ count: 2 })
    await clock.advance(500)
    link.onStream = (beats) =>
      beats.length === 2
        ? answer(1_000, { rejected: [reject(0, 'EPOCH_SUPERSEDED', 'FAILED_PRECONDITION')] })
        : answer()
    await clock.advance(3_000)
    expect(superseded).toEqual([members[0]])
    expect(link.beats.at(-1)?.heartbeats.map(({ backendId }) => backendId)).toEqual(['b1'])
    expect(log.lines.filter((line) => line.startsWith('error another agent'))).toHaveLength(1)
    expect(link.registrations).toHaveLength(2)
  })

  test('EPOCH_SUPERSEDED on registration: never tried again, and not deregistered, since it is not ours', async () => {
    const { clock, link, beater, superseded } = setUp({
      prepare: (prepared) => (prepared.onRegister = () => refusedBy('FAILED_PRECONDITION', 'EPOCH_SUPERSEDED')),
    })
    await clock.advance(600_000)
    expect(link.registrations).toHaveLength(1)
    expect(superseded).toHaveLength(1)
    await beater.stop(1_000)
    expect(link.deregistrations).toHaveLength(0)
  })

  test('a registration that is refused is tried again, ever more rarely; the others are not held up', async () => {
    const { clock, link, log } = setUp({
      count: 2,
      prepare: (prepared) => {
        prepared.onRegister = ({ backend }) =>
          backend?.id === 'b0' ? refusedBy('NOT_FOUND', 'POOL_NOT_FOUND') : registered()
      },
    })
    await clock.advance(600_000)
    const tries = link.registrations.filter(({ backend }) => backend?.id === 'b0').length
    expect(tries).toBeGreaterThan(10)
    expect(tries).toBeLessThan(40)
    expect(link.beats.length).toBeGreaterThan(500)
    expect(log.lines[0]).toContain('registration refused')
  })

  test('INVALID_LOAD_REPORT: the heartbeat goes again without its load, once', async () => {
    const load = (): LoadSample => ({ load: { inFlight: 3 }, ageMs: 20 })
    const { clock, link } = setUp({ load })
    link.onStream = () => answer(1_000, { rejected: [reject(0, 'INVALID_LOAD_REPORT', 'INVALID_ARGUMENT')] })
    await clock.advance(600)
    expect(link.beats.map(({ heartbeats }) => heartbeats[0]?.load?.inFlight)).toEqual([3, undefined])
  })

  test('items that name nobody are ignored', async () => {
    const { clock, link, members } = setUp()
    const rejected = [-1, 1, 4_294_967_295, Number.NaN].map((index) => reject(index, 'BACKEND_NOT_FOUND'))
    link.onStream = () => answer(1_000, { rejected })
    await clock.advance(5_000)
    expect(first(members).status).toBe('registered')
    expect(link.registrations).toHaveLength(1)
  })
})

describe('many backends', () => {
  test('500 register at most 16 at a time, and beat in messages below the limit, each once', async () => {
    let open = 0
    let most = 0
    const { clock, link } = setUp({
      count: 500,
      load: () => ({
        load: { inFlight: 3, completed: 1e6, errors: 12, latencyMs: 3.14159, cpuUtilization: 0.5 },
        ageMs: 3,
      }),
      prepare: (prepared) => {
        const register = prepared.register.bind(prepared)
        prepared.register = async (request, limits) => {
          most = Math.max(most, ++open)
          await Promise.resolve()
          open--
          return register(request, limits)
        }
      },
    })
    await clock.advance(500)
    expect(most).toBe(16)
    expect(link.registrations).toHaveLength(500)
    expect(link.beats.length).toBeGreaterThan(1)
    const ids = link.beats.flatMap(({ heartbeats }) => heartbeats.map(({ backendId }) => backendId))
    expect(new Set(ids).size).toBe(500)
    expect(ids).toHaveLength(500)
  })
})

describe('stop', () => {
  test('deregisters what the service may know and lets go; nothing waits afterwards', async () => {
    const { clock, link, beater } = setUp({ count: 3 })
    await clock.advance(500)
    await beater.stop(1_000)
    expect(link.deregistrations).toMatchObject([
      { pool: 'p', backendId: 'b0', epoch: 77 },
      { backendId: 'b1' },
      { backendId: 'b2' },
    ])
    expect(link.closed).toBe(1)
    expect(clock.waiting()).toEqual([])
    await expect(beater.nextRound()).resolves.toBe(false)
  })

  test('during a reconnect it does not wait for the pause', async () => {
    const { clock, link, beater } = setUp({ prepare: (prepared) => (prepared.onRegister = () => lost()) })
    await clock.advance(4_000)
    link.onDeregister = () => lost()
    await beater.stop(1_000)
    expect(link.deregistrations).toHaveLength(2)
    expect(clock.waiting()).toEqual([])
  })

  test.each(['onRegister', 'onStream', 'onUnary'] as const)('while %s hangs', async (hanging) => {
    const { clock, link, beater } = setUp({
      prepare: (prepared) => {
        if (hanging === 'onUnary') prepared.onStream = () => lost()
        prepared[hanging] = () => 'hang'
      },
    })
    await clock.advance(600)
    await beater.stop(1_000)
    expect(link.deregistrations).toHaveLength(1)
    expect(clock.waiting()).toEqual([])
  })

  test('a service that hangs on deregistering is left after the limit', async () => {
    const { clock, link, log, beater } = setUp({ count: 40 })
    await clock.advance(500)
    link.onDeregister = () => 'hang'
    const stopped = beater.stop(1_000)
    await clock.advance(1_000)
    await stopped
    expect(log.lines.at(-1)).toContain('leases have to run out')
    expect(clock.waiting()).toEqual([])
  })

  test('a replica that is gone is not the one that deregistering insists on', async () => {
    const { clock, link, beater } = setUp({ count: 3, addresses: ['one:1', 'two:2'] })
    await clock.advance(500)
    link.onDeregister = () => (link.address() === 'one:1' ? lost() : { kind: 'answered', value: {} })
    await beater.stop(1_000)
    expect(new Set(link.deregistrations.slice(-3).map(({ backendId }) => backendId)).size).toBe(3)
  })

  test('a backend that is leaving is not registered any more', async () => {
    const { clock, link, members, beater } = setUp()
    await clock.advance(500)
    link.onStream = () => answer(1_000, { rejected: [reject(0, 'BACKEND_NOT_FOUND')] })
    first(members).draining = true
    first(members).dirty = true
    await expect(Promise.all([beater.nextRound(), clock.advance(0)])).resolves.toEqual([true, undefined])
    await clock.advance(10_000)
    expect(link.registrations).toHaveLength(1)
  })
})
