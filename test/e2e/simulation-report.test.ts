import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'

import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'

import { describeInBrowser, launchBrowser, openPage } from '../support/browser.ts'
import { createProcesses, type Processes } from '../support/processes.ts'

const SCENARIO = `name: tiny
durationMs: 2000
warmUpMs: 200
backends:
  - { count: 6, capacity: 4, antagonist: { factors: [2, 0.5], everyMs: 200 } }
work: { kind: exponential, meanMs: 20 }
arrivals: { load: 0.7 }
feed: { heartbeatMs: 50 }
deadlineMs: 1000
`

/** The report as the program writes it, opened from a file as a person opens it. */
describeInBrowser('the report of lookaside simulate', () => {
  let processes: Processes
  let browser: Browser
  let url: string

  beforeAll(async () => {
    processes = createProcesses()
    const folder = processes.folder()
    const scenario = join(folder, 'tiny.yaml')
    const report = join(folder, 'out.html')
    await writeFile(scenario, SCENARIO)
    const policies = ['oracle', 'peak_ewma', 'round_robin'].flatMap((policy) => ['--policy', policy])
    const args = ['--scenario', scenario, '--seeds', '3', '--jobs', '2', ...policies, '--report', report]
    const [{ code, stderr }, launched] = await Promise.all([
      processes.run(['simulate', ...args], 60_000),
      launchBrowser(),
    ])
    expect({ code, stderr }).toEqual({ code: 0, stderr: `the report is in ${report}\n` })
    browser = launched
    url = pathToFileURL(report).href
  }, 90_000)

  afterAll(async () => {
    await browser?.close()
    await processes?.close()
  })

  const overflows = (page: Page): Promise<boolean> =>
    page.evaluate('document.documentElement.scrollWidth > document.documentElement.clientWidth')

  test.each([
    ['light', 1_280],
    ['dark', 1_280],
    ['light', 390],
  ] as const)(
    'shows its plots when it is %s and %i wide, without complaint',
    async (colorScheme, width) => {
      const options = { colorScheme, viewport: { width, height: 900 } }
      const { page, complaints } = await openPage(browser, url, options)
      expect(await page.title()).toBe('3 policies in one scenario · Lookaside simulation')
      const figures = page.locator('figure')
      expect(await figures.count()).toBe(6)
      for (const each of await figures.all()) {
        expect(await each.locator('h4').innerText()).not.toBe('')
        expect(await each.locator('svg.plot').first().boundingBox()).toMatchObject({ width: expect.any(Number) })
      }
      expect(await overflows(page)).toBe(false)
      expect(complaints).toEqual([])
      await page.context().close()
    },
    60_000,
  )

  test('tells values under the pointer and with the keys, and hides a policy', async () => {
    const { page, complaints } = await openPage(browser, url)
    const tail = page.locator('figure', { hasText: 'One call in a hundred' })
    await tail.locator('svg').hover()
    const tip = tail.locator('.tip')
    await tip.filter({ hasText: /oracle: .* % at \d+.*peak_ewma.*round_robin/s }).waitFor()
    await page.keyboard.press('Tab')
    await tail.locator('svg').focus()
    await page.keyboard.press('End')
    const last = await tip.innerText()
    await page.keyboard.press('Home')
    expect(await tip.innerText()).not.toBe(last)

    await page.getByRole('button', { name: 'round_robin' }).click()
    expect(await page.getByRole('button', { name: 'round_robin' }).getAttribute('aria-pressed')).toBe('false')
    expect(await page.locator('[data-contender="2"]:visible').count()).toBe(0)
    await tail.locator('svg').hover()
    expect(await tip.innerText()).not.toContain('round_robin')
    await page.getByRole('button', { name: 'round_robin' }).click()
    expect(await page.locator('[data-contender="2"]:visible').count()).toBeGreaterThan(5)
    expect(complaints).toEqual([])
    await page.context().close()
  }, 60_000)
})
