import type {
  BackendFlow,
  BackendSignals,
  Locality,
  LoadReport,
  PickRequest,
  PickResult,
  SnapshotBackend,
} from '../../policies/policy.ts'
import type { SnapshotMember } from '../pools/backend-entry.ts'
import type { LiveSignals } from '../pools/signals.ts'

/** Live signals, read without a trace: what reads them does not move what the picks will see. */
export class QuietSignals implements BackendSignals {
  private readonly live: LiveSignals

  constructor(live: LiveSignals) {
    this.live = live
    Object.freeze(this)
  }

  inFlight(): number {
    return this.live.inFlight()
  }
  latencyMs(): number | undefined {
    return this.live.peekLatencyMs()
  }
  successRate(): number {
    return this.live.successRate()
  }
  utilization(): number | undefined {
    return this.live.utilization()
  }
  capacity(): number | undefined {
    return this.live.capacity()
  }
  loadReport(): LoadReport | undefined {
    return this.live.loadReport()
  }
  loadReportAgeMs(): number | undefined {
    return this.live.loadReportAgeMs()
  }
  weight(): number {
    return this.live.weight()
  }
  flow(): BackendFlow {
    return this.live.flow()
  }
}

/** A member of a snapshot as a policy sees it that must not touch what the picks use. */
export class Twin implements SnapshotBackend {
  readonly id: string
  readonly address: string
  readonly locality: Locality
  readonly labels: ReadonlyMap<string, string>
  readonly weight: number
  readonly signals: BackendSignals
  readonly home: boolean | undefined
  readonly member: SnapshotMember

  constructor(member: SnapshotMember, signals: BackendSignals = new QuietSignals(member.signals)) {
    this.id = member.id
    this.address = member.address
    this.locality = member.locality
    this.labels = member.labels
    this.weight = member.weight
    this.signals = signals
    this.home = member.home
    this.member = member
    Object.freeze(this)
  }
}

const real = (backend: SnapshotBackend): SnapshotBackend => (backend instanceof Twin ? backend.member : backend)

/** The request of a pick, for a picker of twins. */
export function twinned(request: PickRequest): PickRequest {
  const { avoid } = request
  return avoid === undefined ? request : { ...request, avoid: (twin) => avoid(real(twin)) }
}

/** What a picker of twins answered, with the members that they stand for. */
export function untwinned(result: PickResult): PickResult {
  if (result.kind !== 'picked') return result
  return {
    ...result,
    backend: real(result.backend),
    alternates: result.alternates?.map(real),
    scores: result.scores?.map((score) => ({ ...score, backend: real(score.backend) })),
  }
}
