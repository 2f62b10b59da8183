import type { Printer } from '../session.ts'
import type { ReplayReport } from '../simulations.ts'
export function printReplay(_printer: Printer, _report: ReplayReport): void {}
