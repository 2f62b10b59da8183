import { afterAll, beforeAll, expect, test } from '@jest/globals'
import type { Browser, Page } from 'playwright-core'
import { describeInBrowser, launchBrowser, openPage } from '../support/browser.ts'
import type { Processes, Spawned } from '../support/processes.ts'
import { createProcesses } from '../support/processes.ts'
import { freePort } from '../support/redis.ts'
import { until } from '../support/until.ts'

/** The service, its demonstration and the browser, as a person has them after `lookaside dev`. */
describeInBrowser('the dashboard of lookaside dev', () => {
  let processes: Processes
  let browser: Browser
  let grpcPort: number
  let httpPort: number
  let dev: Spawned
  let url: string

  const startDev = async (): Promise<Spawned> => {
    const ports = ['--port', String(grpcPort), '--http-port', String(httpPort)]
    const started = processes.start(['dev', '--for', '10m', ...ports, '--no-color'])
    await until(
      'lookaside dev picks',
      async () => {
        if (!started.isRunning()) throw new Error(`lookaside dev ended: ${started.stdout()}${started.stderr()}`)
        const answer = await fetch(`${url}v1/pools`).then(
          (response) => response.json(),
          () => ({}),
        )
        return JSON.stringify(answer).includes('"eligible":3')
      },
      20_000,
    )
    return started
  }

  beforeAll(async () => {
    processes = createProcesses()
    ;[grpcPort, httpPort] = [await freePort(), await freePort()]
    url = `http://127.0.0.1:${httpPort}/`
    ;[browser, dev] = await Promise.all([launchBrowser(), startDev()])
  }, 60_000)

  afterAll(async () => {
    await browser?.close()
    await processes?.close()
  })

  const row = (page: Page, id: string) => page.locator('table.backends tbody tr', { hasText: id })
  const dialog = (page: Page) => page.locator('dialog[open]')

  test('shows the pool at a glance, and leads to its backends', async () => {
    const { page, complaints } = await openPage(browser, url)
    await page.getByRole('heading', { name: 'Pools' }).waitFor()
    await page.locator('.status-line', { hasText: /live.*replica.*store\s*memory, up.*ready\s*yes/s }).waitFor()
    await page.locator('table.pools tbody tr', { hasText: /demo.*fine.*3 of 3.*adaptive/s }).waitFor()
    await page.getByRole('link', { name: 'demo', exact: true }).click()
    await page.getByRole('heading', { name: 'demo', level: 1 }).waitFor()
    for (const id of ['swift', 'steady', 'leisurely']) {
      await row(page, id).filter({ hasText: 'eligible' }).waitFor()
    }
    // A share, a rate and a latency are there once two samples are.
    await row(page, 'swift')
      .filter({ hasText: /\d+\.\d %.*\d+ ms/s })
      .waitFor()
    expect(await page.locator('.chart canvas').count()).toBe(2)
    expect(await page.title()).toBe('demo · Lookaside')
    expect(complaints).toEqual([])
    await page.context().close()
  }, 60_000)

  test('drains with a dry run first, confirms, and undrains', async () => {
    const { page, complaints } = await openPage(browser, `${url}#/pools/demo?backend=leisurely`)
    await page.getByRole('button', { name: 'Drain…' }).click()
    await dialog(page)
      .filter({ hasText: /The dry run found nothing against it.*Eligible backends, of 3\s*3\s*2.*33\.3 %\s*0\.0 %/s })
      .waitFor()
    expect(await stateOf('leisurely')).not.toBe('BACKEND_STATE_DRAINING')
    await dialog(page).getByRole('button', { name: 'Drain leisurely' }).click()
    await page.locator('.toast.shown', { hasText: 'Drained: leisurely gets no new picks' }).waitFor()
    await row(page, 'leisurely')
      .filter({ hasText: /draining.*drained by an operator/s })
      .waitFor()
    expect(await stateOf('leisurely')).toBe('BACKEND_STATE_DRAINING')

    await page.goto(`${url}#/pools/demo?backend=steady`)
    await page.locator('.panel', { hasText: 'steady' }).getByRole('button', { name: 'Drain…' }).click()
    await dialog(page)
      .filter({ hasText: /Refused: draining steady would leave 1 eligible of 3.*DRAIN_REFUSED/s })
      .waitFor()
    expect(await dialog(page).getByRole('button', { name: 'Drain steady' }).isDisabled()).toBe(true)
    await dialog(page).getByLabel('Drain anyway').check()
    await dialog(page)
      .filter({ hasText: /Eligible backends, of 3\s*2\s*1.*panics below 2/s })
      .waitFor()
    await page.keyboard.press('Escape')
    await dialog(page).waitFor({ state: 'detached' })

    await page.goto(`${url}#/pools/demo?backend=leisurely`)
    await page.getByRole('button', { name: 'Undrain…' }).click()
    await dialog(page).getByRole('button', { name: 'Undrain leisurely' }).click()
    await page.locator('.toast.shown', { hasText: 'Undrained: leisurely' }).waitFor()
    await until('leisurely is back', async () => (await stateOf('leisurely')) !== 'BACKEND_STATE_DRAINING')
    expect(await stateOf('steady')).not.toBe('BACKEND_STATE_DRAINING')
    expect(complaints).toEqual([])
    await page.context().close()
  }, 60_000)

  test('sets a weight with its effect shown first, refuses a wrong one, and clears it', async () => {
    const { page, complaints } = await openPage(browser, `${url}#/pools/demo?backend=steady`)
    await page.getByRole('button', { name: 'Weight…' }).click()
    const field = dialog(page).getByLabel('New weight')
    await field.fill('0')
    await dialog(page)
      .filter({ hasText: /Refused: .*weight/ })
      .waitFor()
    await field.fill('many')
    await dialog(page).filter({ hasText: 'A weight is a whole number' }).waitFor()
    await field.fill('8')
    await dialog(page)
      .filter({ hasText: /Fair share of steady\s*33\.3 %\s*80\.0 %/ })
      .waitFor()
    await dialog(page).getByRole('button', { name: 'Set the weight' }).click()
    await page.locator('.toast.shown', { hasText: 'steady has weight 8' }).waitFor()
    await page.locator('.panel', { hasText: /8 in force, set by an operator/ }).waitFor()
    await page.getByRole('button', { name: 'Weight…' }).click()
    await dialog(page).getByLabel('Clear it').check()
    await dialog(page).getByRole('button', { name: 'Clear the weight' }).click()
    await page.locator('.panel', { hasText: /1 in force/ }).waitFor()
    expect(complaints).toEqual([])
    await page.context().close()
  }, 60_000)

  test('says why on a click, in a sentence first, and replays', async () => {
    const { page, complaints } = await openPage(browser, `${url}#/decisions`)
    await page.locator('table.decisions tbody tr').first().hover()
    await page.locator('table.decisions .cover').first().click()
    const panel = page.locator('.panel')
    await panel.filter({ hasText: /^Why.*demo picked \w+, because .*\./s }).waitFor()
    await panel.filter({ hasText: /Scores.*picked.*Circumstances.*Candidates\s*3 of 3 backends/s }).waitFor()
    await panel.getByRole('button', { name: 'Replay' }).click()
    await panel.filter({ hasText: /The same backend, \w+, came out/ }).waitFor()
    const shared = page.url()
    const sentence = await panel.locator('.why').innerText()
    await page.reload()
    await panel.filter({ hasText: sentence }).waitFor()
    expect(page.url()).toBe(shared)

    await page.goto(`${url}#/decisions?decision=nothing.like.this`)
    await panel.filter({ hasText: 'This decision is not on record' }).waitFor()
    await page.keyboard.press('Escape')
    await panel.waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await page.context().close()
  }, 60_000)

  test('explains a pick that nobody makes', async () => {
    const { page, complaints } = await openPage(browser, `${url}#/pools/demo/explain`)
    await page.getByLabel('Backends to exclude').fill('swift')
    await page.getByRole('button', { name: 'Explain', exact: true }).click()
    await page
      .locator('.explained', { hasText: /demo would pick (steady|leisurely), because .*excluded.*swift/s })
      .waitFor()
    await page.getByLabel('Zone', { exact: true }).fill('a')
    await page.getByRole('button', { name: 'Explain', exact: true }).click()
    await page.locator('.explained', { hasText: /locality/ }).waitFor()
    await page.getByLabel('Label selector').fill('oops')
    await page.getByText('Labels are written as key=value').waitFor()
    expect(new URL(page.url()).hash).toBe('#/pools/demo/explain')
    expect(complaints).toEqual([])
    await page.context().close()
  }, 60_000)

  test('a killed server leaves what was known, says how old it is, and is found again without a reload', async () => {
    const { page, complaints } = await openPage(browser, `${url}#/pools/demo`)
    await row(page, 'swift').filter({ hasText: 'eligible' }).waitFor()
    dev.kill('SIGKILL')
    const banner = page.getByRole('region', { name: 'What is degraded' })
    await banner.filter({ hasText: /The server does not answer.*\d+ s old.*Ends when it answers again/s }).waitFor()
    await page.locator('.status-line', { hasText: /stale, \d+ s old/ }).waitFor()
    expect(await row(page, 'swift').innerText()).toContain('eligible')
    dev = await startDev()
    await page.locator('.status-line', { hasText: 'live' }).waitFor()
    await banner.filter({ hasText: 'does not answer' }).waitFor({ state: 'detached' })
    expect(complaints).toEqual([])
    await page.context().close()
  }, 90_000)

  async function stateOf(id: string): Promise<string> {
    const response = await fetch(`${url}v1/pools/demo/backends`)
    const { backends } = (await response.json()) as { backends: { backend: { id: string }; state: string }[] }
    return backends.find(({ backend }) => backend.id === id)?.state ?? ''
  }
})
