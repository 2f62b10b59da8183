import type { Printer } from '../session.ts'
import type { ReplayedBackend, ReplayedPool, ReplayReport } from '../simulations.ts'
import { counted, formatCount, formatShare } from './quantities.ts'
import { safeText } from './safe-text.ts'
import { formatMs, simulationColumns } from './simulation-table.ts'

/** Of large pools the backends that change most are shown. */
const MOST_BACKENDS = 30

/** What a replay came to, pool by pool: latency before and after, shares before and after, what is known and what is not. */
export function printReplay(printer: Printer, { pools, remarks }: ReplayReport): void {
  for (const remark of remarks) printer.remark(printer.style.warn(safeText(remark)))
  for (const [index, pool] of pools.entries()) {
    if (index > 0) printer.print('')
    printPool(printer, pool)
  }
}

function printPool(
  printer: Printer,
  { pool, decisions, perSecond, before, after, backends, known, modelled }: ReplayedPool,
): void {
  const { print, style, table } = printer
  const what = `${counted(decisions, 'decision')}, simulated at ${formatCount(Math.round(perSecond))} calls/s`
  print(`${style.bold(safeText(pool))}  ${style.dim(what)}`)
  table([before, after], simulationColumns(printer, before.contender))
  print('')
  const byChange = [...backends].sort((a, b) => Math.abs(changeOf(b)) - Math.abs(changeOf(a)))
  table(byChange.slice(0, MOST_BACKENDS), [
    { title: 'BACKEND', cell: ({ id }) => id, shrinksTo: 20 },
    { title: 'RECORDED', cell: ({ recorded }) => formatShare(recorded), align: 'right' },
    { title: 'BEFORE', cell: (backend) => formatShare(backend.before), align: 'right' },
    { title: 'AFTER', cell: (backend) => formatShare(backend.after), align: 'right' },
    {
      ...{ title: 'CHANGE', align: 'right' },
      cell: (backend) => points(changeOf(backend)),
      paint: (text, backend) => (Math.abs(changeOf(backend)) >= 0.01 ? style.note(text) : text),
    },
    {
      ...{ title: 'A CALL, MS', align: 'right', dispensable: 1 },
      cell: ({ serviceMs, isKnown }) => `${isKnown ? '' : '~'}${formatMs(serviceMs)}`,
    },
    { title: 'ROOM', cell: ({ capacity }) => capacity.toFixed(1), align: 'right', dispensable: 2 },
  ])
  if (backends.length > MOST_BACKENDS)
    print(style.dim(`... and ${counted(backends.length - MOST_BACKENDS, 'backend')} that change less`))
  print('')
  print(style.bold('known, from the recording'))
  for (const sentence of known) print(`  ${safeText(sentence)}`)
  print(style.bold('modelled: BEFORE against RECORDED shows how well'))
  for (const sentence of modelled) print(`  ${safeText(sentence)}`)
}

const changeOf = ({ before, after }: ReplayedBackend): number => after - before

/** Percentage points with their sign. */
function points(change: number): string {
  const text = (change * 100).toFixed(1)
  return change > 0 && text !== '0.0' ? `+${text}` : text
}
