import { describePolicyContract } from '../contracts/policy.ts'
import canarySplit from '../../policies/example/canary-split.ts'

describePolicyContract(canarySplit, { config: { percent: 10 } })
