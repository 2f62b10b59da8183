import * as z from 'zod'

import { defaultPoolConfig } from '../pools/pool-config.ts'
import { poolShape } from './pool-schema.ts'
import { choice, decimal, describe, integer, list, section, text, toggle } from './setting.ts'

const DAY_MS = 86_400_000
const MOST_BACKENDS = 10_000
const NAME = /^[a-z0-9][a-z0-9._-]{0,63}$/

const milliseconds = (min: number, about: string) => decimal({ min, max: DAY_MS }, about)
const share = (about: string) => decimal({ min: 0, max: 1 }, about)
const factor = (about: string) => decimal({ min: 0.001, max: 1_000 }, about)

const filled = (allowed: string, longest: number, about: string) =>
  text({ expected: `at most ${longest} characters`, allowed, fits: (value) => value.length <= longest }, about)

/** Mappings and lists of a scenario file have the names and the units of `Scenario` of the simulator. */
export function scenarioSchema() {
  return section('A situation to simulate.', {
    name: text(
      {
        expected: 'a name of 1 to 64 characters: a-z, 0-9, ".", "_" and "-", not starting with a mark',
        allowed: 'a-z, 0-9, `.`, `_`, `-`; at most 64 characters',
        fits: (name) => NAME.test(name),
      },
      'Name of the scenario.',
    ),
    description: filled('at most 500 characters', 500, 'What happens in it.').default(''),
    durationMs: milliseconds(100, 'How long calls arrive.').default(10_000),
    warmUpMs: milliseconds(0, 'What arrives before this is not counted.').default(2_000),
    backends: list(backendGroup(), 1_000, 'at least one group', 'Groups of backends that are alike.'),
    work: work(),
    arrivals: arrivals(),
    replicas: integer({ min: 1, max: 100 }, 'Replicas of the service; each call asks one of them, drawn anew.').default(
      1,
    ),
    sharingMs: milliseconds(1, 'The replicas tell each other of their picks this often.').default(25),
    feed: feed(),
    networkMs: milliseconds(0, 'From the caller to the backend, and as long back.').exactOptional(),
    deadlineMs: milliseconds(1, 'The caller gives up after this long. Left out: never.').exactOptional(),
    pool: pool().exactOptional(),
  })
}

function backendGroup() {
  const disciplines = ['processor_sharing', 'fifo'] as const
  return section('A group of backends that are alike.', {
    count: integer({ min: 1, max: MOST_BACKENDS }, 'Backends in the group.'),
    discipline: choice(
      disciplines,
      'Up to `capacity` requests run at full speed: more of them share it, or wait in line.',
    ).default('processor_sharing'),
    capacity: decimal({ min: 0.01, max: 100_000 }, 'Requests that run at full speed at one time.'),
    speed: factor('Milliseconds of work done in a millisecond. Left out: 1.').exactOptional(),
    weight: integer({ min: 1, max: 1_000_000 }, 'Weight that the backend registers with. Left out: 1.').exactOptional(),
    zone: filled('at most 63 characters', 63, 'Zone that the backend registers with.').exactOptional(),
    antagonist: antagonist().exactOptional(),
    phases: list(phase(), 100, 'none overlap', 'What happens to each backend of the group, by time.').exactOptional(),
  })
}

function antagonist() {
  const numbers = (about: string, least: number) =>
    list(z.number({ error: `a number of at least ${least}` }).min(least), 100, 'numbers', about)
  return section('Neighbours on the same machines that take capacity away and give it back.', {
    factors: numbers('Capacity or speed is multiplied by one of these, drawn anew each time.', 0.001),
    affects: choice(
      ['capacity', 'speed'],
      'What they take: how many requests run at full speed, or that speed. Left out: capacity.',
    ).exactOptional(),
    chances: numbers('Chance of each factor. Left out: all the same.', 0).exactOptional(),
    everyMs: milliseconds(1, 'Mean time between two draws.'),
    spread: choice(
      ['exponential', 'even', 'exact'],
      'How the times between two draws vary. Left out: exponential.',
    ).exactOptional(),
  })
}

function phase() {
  return section('Conditions of a backend for a while.', {
    fromMs: milliseconds(0, 'When it begins.'),
    untilMs: milliseconds(0, 'When it ends.'),
    speed: factor('Factor on the speed of each request.').exactOptional(),
    capacity: factor('Factor on the capacity.').exactOptional(),
    fixedMs: milliseconds(0, 'Each request takes this long, whatever its work.').exactOptional(),
    errorRate: share('Share of the requests that fail.').exactOptional(),
    errorMs: milliseconds(0, 'A failing request takes this long. Left out: as its work.').exactOptional(),
    draining: toggle('It says that it is leaving, and finishes what it has.').exactOptional(),
    down: toggle('Gone without a word: no heartbeats, and every call to it fails to connect.').exactOptional(),
    absent: toggle('A newcomer: it registers when this phase ends.').exactOptional(),
  })
}

function work() {
  const kinds = ['fixed', 'exponential', 'truncated_normal', 'empirical'] as const
  const error = 'a pair of a percent and milliseconds, such as [99, 250]'
  const pair = describe(z.tuple([z.number({ error }).min(0).max(100), z.number({ error }).min(0)], { error }), {
    ...{ kind: 'list', allowed: 'a percent and milliseconds', about: 'A point of the distribution.' },
  })
  return section('How much work a request is, in milliseconds of an undisturbed backend of speed 1.', {
    kind: choice(kinds, 'Its distribution; truncated_normal has sigma = mean and is cut off at 0.'),
    meanMs: milliseconds(0.001, 'Its mean. For all kinds but empirical.').exactOptional(),
    percentiles: list(
      pair,
      1_000,
      'pairs of percent and milliseconds, rising from 0 to 100',
      'The distribution, linear between the points. For empirical.',
    ).exactOptional(),
  })
}

function arrivals() {
  const step = section('A change of the rate.', {
    fromMs: milliseconds(0, 'From this time on.'),
    factor: decimal({ min: 0.001, max: 1_000 }, 'The rate is multiplied by this.'),
  })
  return section('The calls.', {
    load: decimal(
      { min: 0.001, max: 10 },
      'Share of the capacity of all backends that the calls need on average, antagonists included.',
    ).exactOptional(),
    perSecond: decimal({ min: 0.001, max: 10_000_000 }, 'Calls a second, in place of `load`.').exactOptional(),
    spacing: choice(
      ['poisson', 'even'],
      'Independent of each other, or evenly spaced. Left out: poisson.',
    ).exactOptional(),
    steps: list(step, 1_000, 'rising times', 'Changes of the rate.').exactOptional(),
    keys: integer(
      { min: 1, max: 100_000_000 },
      'Different affinity keys, all equally likely. Left out: calls have no key.',
    ).exactOptional(),
    copies: integer(
      { min: 1, max: 100 },
      'A call may go to this many neighbouring backends only, the first of them drawn anew. Left out: to all.',
    ).exactOptional(),
  })
}

function feed() {
  const never = z.literal('never').transform(() => Infinity)
  const error = 'a number of milliseconds from 0 to 3,600,000, or "never"'
  const outcomes = describe(z.union([z.number().min(0).max(3_600_000), never], { error }), {
    ...{ kind: 'number', allowed: '0 to 3,600,000, or `never`' },
    about: 'Callers gather outcomes this long before they send them; `never`: they tell nothing.',
  })
  return section('What the replicas hear, how late, and what gets lost.', {
    heartbeatMs: milliseconds(1, 'Period of heartbeats with load reports.').default(1_000),
    delayMs: milliseconds(
      0,
      'Age of a report when it arrives, and of a change that another replica made. Left out: 1.',
    ).exactOptional(),
    outcomesMs: outcomes.default(10),
    lostOutcomes: share('Share of the outcomes that never arrive. Left out: 0.').exactOptional(),
    lostHeartbeats: share('Share of the heartbeats that never arrive. Left out: 0.').exactOptional(),
    perCall: toggle('Each outcome carries a load report, with the metric `service_time_ms`.').exactOptional(),
    capacity: toggle('Load reports carry the capacity of the backend at that moment.').exactOptional(),
    together: toggle('All backends report at the same time.').exactOptional(),
    silent: toggle('Heartbeats come without load reports.').exactOptional(),
    garbage: toggle('Every number of a load report is drawn at random.').exactOptional(),
  }).prefault({})
}

/** The contender brings the policy, and `feed` the heartbeats. */
function pool() {
  const { policy: _policy, heartbeat: _heartbeat, ...rest } = poolShape(defaultPoolConfig(''), 'text')
  return section('Settings of the pool that differ from the defaults.', rest)
}
