import type { ClaimsView, DropMoment, DropView, PhaseState } from '@demiurge/sdk'
import { formatAmount } from '../amount.ts'
import { columns } from '../columns.ts'
import { defineCommand } from '../command.ts'
import { readCollectionId } from '../drop/which.ts'

export const command = defineCommand({
  summary: 'Shows a drop: its phases, what is sold and revealed, and what comes next.',
  positionals: ['COLLECTION'],
  options: { account: { value: 'ACCOUNT', doc: 'also what this account has claimed and may still claim' } },
  notes: ['COLLECTION is an identifier, or the folder that was opened as a drop.'],
  examples: ['nft drop show 0x4f…', 'nft drop show moon-cats --account ada --json'],
  async run({ values, positionals: [word = ''], globals }) {
    const [{ momentOf, phaseState }, { openClient, readAccount, showAccount }] = await Promise.all([
      import('@demiurge/sdk'),
      import('../client.ts'),
    ])
    const collection = await readCollectionId(word)
    const client = openClient(globals)
    const view = await client.request('nft_getDrop', { id: collection })
    const { creator, drop, sale } = view
    const claims =
      values.account === undefined
        ? undefined
        : await client.request('nft_getClaims', { collection, account: readAccount(values.account, globals) })
    const now = BigInt(Date.now())
    return {
      data: {
        ...view,
        creator: showAccount(creator),
        ...(claims === undefined ? {} : { claims: claims.phases }),
      },
      text: [
        `Collection   ${collection} by ${showAccount(creator)}`,
        `Provenance   ${drop.provenance} over ${drop.pieces} pieces`,
        `Claimed      ${sale.sold} of ${drop.pieces}, for ${formatAmount(sale.proceeds)}`,
        `Revealed     ${sale.revealed} of ${sale.sold}`,
        `Now          ${nextStep(view, momentOf(view, now))}`,
        '',
        columns(
          drop.phases.map((_, at) => [
            `${at}  ${drop.phases[at]?.name}`,
            describePhase(view, at, { state: phaseState(view, at, now), claims }),
          ]),
        ),
      ].join('\n'),
    }
  },
})

function nextStep({ drop, sale }: DropView, moment: DropMoment): string {
  switch (moment.kind) {
    case 'open':
      return `on sale: ${moment.phases.map(({ phase }) => phase.name).join(', ')}`
    case 'before':
      return `the sale goes on with "${moment.next.phase.name}" at ${timeOf(moment.next.phase.startMs)}`
    case 'past':
      return 'the last phase is over: nft drop close lets the draw begin'
    case 'drawing':
      return `sale over; drawn by the seed of epoch ${sale.drawEpoch}, from ${timeOf(moment.fromMs)} on`
    case 'revealing':
      return `drawn: item 1 is piece ${moment.start + 1}; others than the creator may reveal from ${timeOf(drop.revealByMs)} on`
    case 'revealed':
      return `drawn: item 1 is piece ${moment.start + 1}`
  }
}

function describePhase(
  { drop, sale }: DropView,
  at: number,
  { state, claims }: { readonly state: PhaseState; readonly claims: ClaimsView | undefined },
): string {
  const phase = drop.phases[at]
  if (phase === undefined) return ''
  const { startMs, endMs, price, perAccount, supply, allowlist } = phase
  const own = claims?.phases[at]
  return [
    `${state}, ${timeOf(startMs)} until ${timeOf(endMs)}`,
    price === 0n ? 'free' : formatAmount(price),
    `${sale.byPhase[at] ?? 0}${supply === null ? '' : ` of ${supply}`} claimed`,
    ...(perAccount === null ? [] : [`at most ${perAccount} an account`]),
    ...(allowlist === null ? [] : [`${allowlist.size} accounts on its list`]),
    ...(own === undefined
      ? []
      : [
          `this account has ${own.claimed} and may claim ${own.left} more${allowlist === null ? '' : ' if its allowance is as high'}`,
        ]),
  ].join(', ')
}

/** No calendar goes further (ECMA-262, 21.4.1.1); a drop may say so all the same. */
const LAST_MS = 8_640_000_000_000_000n

function timeOf(ms: bigint): string {
  return ms > LAST_MS ? 'never' : new Date(Number(ms)).toISOString()
}
