import type { PoolConfig } from '../../pools/pool-config.ts'
import { defaultPoolConfig } from '../../pools/pool-config.ts'

const { outlierDetection } = defaultPoolConfig('')

/** Outlier detection would eject a bad backend whatever the policy does: without it one sees the policy. */
export const UNDETECTED: Partial<PoolConfig> = { outlierDetection: { ...outlierDetection, enabled: false } }
