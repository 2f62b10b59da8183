import type { ComponentChild } from 'preact'
import { useState } from 'preact/hooks'
import type { Problem } from '../api/call.ts'
import type { Decision, Replay, ScoredBackend } from '../api/decision.ts'
import type { Locality } from '../api/pool.ts'
import { useApp } from '../app-context.ts'
import { CopyMenu } from '../parts/copy-menu.tsx'
import { Facts } from '../parts/facts.tsx'
import { Link } from '../parts/link.tsx'
import { poolRoute } from '../state/route.ts'
import { decisionCopies } from '../words/copy-as.ts'
import { formatCount, formatSpan, plural } from '../words/quantities.ts'
import {
  exclusionWords,
  formatScore,
  formatSignal,
  leftOut,
  levelWords,
  scoreWords,
  signalWord,
  whyNotes,
  whySentence,
} from '../words/why.ts'
import { ResultChip, timeText } from './decision-rows.tsx'

/** A decision, from the sentence down to the draws. `recorded`: it can be asked for by its id. */
export function DecisionDetail({ decision, recorded }: { decision: Decision; recorded: boolean }): ComponentChild {
  return (
    <div class="decision">
      <p class="why">{whySentence(decision)}</p>
      <p class="panel-state">
        <ResultChip decision={decision} />
        <span class="muted">
          {decision.dryRun ? 'dry run, ' : ''}
          {timeText(decision)}
        </span>
      </p>
      {whyNotes(decision).map(({ kind, text }) => (
        <p key={text} class={kind === 'warn' ? 'warn-text note-line' : 'note-line'}>
          {kind === 'warn' ? '▲ ' : ''}
          {text}
        </p>
      ))}
      <Scores decision={decision} />
      <LeftOut decision={decision} />
      <Circumstances decision={decision} />
      {recorded && <Replayer decision={decision} />}
    </div>
  )
}

function Scores({ decision }: { decision: Decision }): ComponentChild {
  const { scores } = decision
  if (scores.length === 0) return null
  const signals = [...new Set(scores.flatMap(({ inputs }) => inputs.map(({ signal }) => signal)))]
  return (
    <>
      <h3>
        Scores <span class="muted">{scoreWords(decision) ?? 'of those that were compared'}</span>
      </h3>
      <div class="scroll" tabIndex={0} role="region" aria-label="Scores">
        <table class="scores">
          <thead>
            <tr>
              <th scope="col">Backend</th>
              <th scope="col" class="numeric">
                Score
              </th>
              {signals.map((signal) => (
                <th key={signal} scope="col" class="numeric">
                  {signalWord(signal)}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {scores.map((scored) => (
              <tr key={scored.backendId} class={scored.backendId === decision.backendId ? 'winner' : ''}>
                <th scope="row">
                  {scored.backendId} <Place decision={decision} id={scored.backendId} />
                </th>
                <td class="numeric">{formatScore(scored.score)}</td>
                {signals.map((signal) => (
                  <Input key={signal} scored={scored} signal={signal} />
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </>
  )
}

function Place({ decision, id }: { decision: Decision; id: string }): ComponentChild {
  if (id === decision.backendId) return <span class="place">picked</span>
  return id === decision.runnerUpBackendId ? <span class="place muted">runner-up</span> : null
}

function Input({ scored, signal }: { scored: ScoredBackend; signal: string }): ComponentChild {
  const input = scored.inputs.find((each) => each.signal === signal)
  if (input === undefined) return <td class="numeric muted">–</td>
  return (
    <td class="numeric">
      {formatSignal(signal, input.value)}
      {input.ageMs !== undefined && <span class="age">{formatSpan(input.ageMs)} old</span>}
    </td>
  )
}

/** So many ids a reason are listed; the rest is counted. */
const NAMED = 12

function LeftOut({ decision }: { decision: Decision }): ComponentChild {
  const { excluded, excludedOmitted } = decision
  if (excluded.length === 0) return null
  return (
    <>
      <h3>Left out</h3>
      <ul class="left-out">
        {leftOut(excluded).map(({ reason, backendIds }) => (
          <li key={reason}>
            <strong>{reason.replaceAll('_', ' ')}</strong>
            {meaningOf(reason)}: {backendIds.slice(0, NAMED).join(', ')}
            {backendIds.length > NAMED && ` and ${formatCount(backendIds.length - NAMED)} more`}
          </li>
        ))}
        {excludedOmitted > 0 && <li>{plural(excludedOmitted, 'backend')} more, not listed</li>}
      </ul>
    </>
  )
}

function meaningOf(reason: string): string {
  const words = exclusionWords(reason)
  return words === undefined ? '' : ` (${words})`
}

function Circumstances({ decision }: { decision: Decision }): ComponentChild {
  const where = levelWords(decision)
  const { policy, policyReason, discardedChoices, alternateBackendIds, randomDraws, traceId, runnerUpBackendId } =
    decision
  return (
    <>
      <h3>Circumstances</h3>
      <Facts
        rows={[
          [
            'Pool',
            <Link key="pool" to={poolRoute(decision.pool)}>
              {decision.pool}
            </Link>,
          ],
          [
            'Policy',
            <span key="policy">
              <code>{policy}</code>
              {policyReason !== '' && `, its own word: ${signalWord(policyReason)}`}
            </span>,
          ],
          [
            'Candidates',
            `${formatCount(decision.candidates)} of ${plural(decision.backends, 'backend')}${where === undefined ? '' : `, ${where}`}`,
          ],
          ['Runner-up', runnerUpBackendId],
          ['Alternates', alternateBackendIds.join(', ')],
          ['Affinity', decision.affinity === 'none' ? '' : `by ${decision.affinity}`],
          ['Caller at', placeOf(decision.callerLocality)],
          ['Draws', randomDraws.map((draw) => draw.toFixed(4)).join(', ')],
          ['Thrown away', discardedChoices === 0 ? '' : plural(discardedChoices, 'choice')],
          [
            'State',
            `revision ${decision.revision}, configuration ${decision.configVersion === 0 ? 'by default' : `version ${decision.configVersion}`}`,
          ],
          ['Replica', decision.replica],
          ['Trace', traceId === '' ? '' : <code key="trace">{traceId}</code>],
          ['Error', decision.errorReason === '' ? '' : <code key="error">{decision.errorReason}</code>],
          ['Id', <code key="id">{decision.id}</code>],
        ]}
      />
    </>
  )
}

const placeOf = ({ region, zone, subZone }: Locality): string => [region, zone, subZone].filter(Boolean).join(' / ')

type Outcome = { readonly replay: Replay } | { readonly problem: Problem } | 'running' | undefined

/** Makes the decision again from its recorded inputs. */
function Replayer({ decision }: { decision: Decision }): ComponentChild {
  const { api, base } = useApp()
  const [outcome, setOutcome] = useState<Outcome>(undefined)
  const run = async (): Promise<void> => {
    setOutcome('running')
    const result = await api.replay(decision.id)
    setOutcome(result.kind === 'answered' ? { replay: result.value } : { problem: result })
  }
  return (
    <div class="actions">
      <button type="button" onClick={() => void run()} disabled={!decision.replayable || outcome === 'running'}>
        Replay
      </button>
      <CopyMenu label="this decision" items={decisionCopies(base, decision.id)} />
      <p class="replay" role="status">
        {!decision.replayable && 'It cannot be replayed: the state of its policy was not recorded.'}
        {typeof outcome === 'object' && <ReplayText outcome={outcome} />}
      </p>
    </div>
  )
}

function ReplayText({ outcome }: { outcome: { replay: Replay } | { problem: Problem } }): ComponentChild {
  if ('problem' in outcome) return <span class="bad-text">✕ {outcome.problem.message}</span>
  const { same, backendId, note } = outcome.replay
  if (same)
    return <span class="good-text">✓ The same {backendId === '' ? 'refusal' : `backend, ${backendId},`} came out.</span>
  return (
    <span class="warn-text">
      ▲ {backendId === '' ? 'Nobody' : backendId} came out this time{note === '' ? '' : `: ${note}`}.
    </span>
  )
}
