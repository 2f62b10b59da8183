import type { Printer } from '../session.ts'
import type { ResultLine, ScenarioLine, SimulationReport, SpreadLine } from '../simulations.ts'
import { counted, formatCount, formatSpan } from './quantities.ts'
import type { Column } from './table.ts'

/** A block a scenario: what it is, and a line a contender. */
export function printSimulation(printer: Printer, report: SimulationReport): void {
  const { print, style, table } = printer
  for (const [index, scenario] of report.scenarios.entries()) {
    const results = report.results.filter((each) => each.scenario === scenario.name)
    if (index > 0) print('')
    print(`${style.bold(scenario.name)}  ${style.dim(headline(scenario, results, report))}`)
    table(results, simulationColumns(printer, report.reference))
  }
  print('')
  print(style.dim(legend(report)))
}

function headline(
  { backends, perSecond, replicas, durationMs }: ScenarioLine,
  results: readonly ResultLine[],
  { seeds }: SimulationReport,
): string {
  const rate = `${formatCount(Math.round(perSecond))} calls/s to ${counted(backends, 'backend')}`
  const calls = formatCount(Math.round((results[0]?.calls ?? 0) / Math.max(1, seeds.length)))
  return `${rate}, ${counted(replicas, 'replica')}; ${counted(seeds.length, 'seed')} of ${formatSpan(durationMs)}, ${calls} calls counted in each`
}

export function simulationColumns(
  { style }: Pick<Printer, 'style'>,
  reference: string | null,
): readonly Column<ResultLine>[] {
  const figure = (title: string, name: keyof ResultLine['figures'], dispensable: number): Column<ResultLine> => ({
    ...{ title, dispensable, align: 'right' },
    cell: ({ figures }) => formatMs(figures[name].median),
  })
  const share = (title: string, name: 'errors' | 'timeouts'): Column<ResultLine> => ({
    ...{ title, align: 'right', dispensable: 1 },
    cell: ({ figures }) => formatPart(figures[name].median),
    paint: (text, { figures }) => (figures[name].median > 0 ? style.bad(text) : text),
  })
  const ratio: Column<ResultLine> = {
    ...{ title: 'P99 RATIO', align: 'right', dispensable: 3 },
    cell: ({ ratios }) => (ratios === null ? '' : ratios.p99.median.toFixed(2)),
  }
  return [
    {
      title: 'POLICY',
      cell: ({ contender, standing }) => `${MARKS[standing]} ${contender}`,
      paint: (text, { standing }) =>
        standing === 'best' ? style.good(text) : standing === 'bound' ? style.dim(text) : text,
      shrinksTo: 16,
    },
    ...[figure('P50', 'p50', 0), figure('P90', 'p90', 5), figure('P99', 'p99', 0)],
    { title: 'INTERVAL', align: 'right', dispensable: 4, cell: ({ figures }) => interval(figures.p99) },
    ...[figure('P99.9', 'p999', 2), figure('MEAN', 'mean', 6)],
    ...[share('ERRORS', 'errors'), share('TIMEOUTS', 'timeouts')],
    ...(reference === null ? [] : [ratio]),
    { title: 'MISPLACED', align: 'right', dispensable: 7, cell: ({ figures }) => formatPart(figures.misplaced.median) },
  ]
}

const MARKS: Readonly<Record<ResultLine['standing'], string>> = { best: '*', tied: '=', behind: ' ', bound: '-' }

function legend({ results, reference }: SimulationReport): string {
  const [first] = results
  const confidence = Math.round((first?.figures.p99.confidence ?? 0) * 100)
  const parts = [
    'times in ms, medians over the seeds; INTERVAL holds the median of P99',
    `${(first?.figures.p99.confidence ?? 0) === 0 ? '(one seed: none)' : `with ${confidence} % confidence`};`,
    reference === null ? '' : `P99 RATIO is to ${reference}, seed by seed;`,
    'MISPLACED: share of the calls that should have gone elsewhere to fit the capacity;',
    '* least P99, = not told apart from it',
  ]
  return `${parts.filter((part) => part !== '').join(' ')}${results.some(({ standing }) => standing === 'bound') ? ', - a bound that knows all' : ''}`
}

const interval = ({ low, high, confidence }: SpreadLine): string =>
  confidence === 0 ? '' : `${formatMs(low)}-${formatMs(high)}`

/** Milliseconds in three digits or whole. */
export function formatMs(ms: number): string {
  return ms >= 100 ? formatCount(Math.round(ms)) : ms >= 10 ? ms.toFixed(1) : ms.toFixed(2)
}

/** A share in percent: nothing is 0, and what is next to nothing is not nothing. */
export function formatPart(share: number): string {
  if (share === 0) return '0 %'
  return share < 0.0005 ? `${(share * 100).toFixed(3)} %` : `${(share * 100).toFixed(1)} %`
}
