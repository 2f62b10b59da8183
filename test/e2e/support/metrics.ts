/** The sum of a metric's series that carry all of `labels`, by its name in Prometheus. Undefined: there is none. */
export async function readMetric(
  http: string,
  name: string,
  labels: Readonly<Record<string, string>> = {},
): Promise<number | undefined> {
  const response = await fetch(`${http}/metrics`)
  if (response.status !== 200) throw new Error(`/metrics answered ${response.status}`)
  const wanted = Object.entries(labels).map(([key, value]) => `${key}="${value}"`)
  const values = (await response.text())
    .split('\n')
    .filter((line) => line.startsWith(`${name}{`) || line.startsWith(`${name} `))
    .filter((line) => wanted.every((label) => line.includes(label)))
    .map((line) => Number(/^[^{ ]+(?:\{.*\})? (\S+)/.exec(line)?.[1] ?? Number.NaN))
  return values.length === 0 ? undefined : values.reduce((sum, value) => sum + value, 0)
}
