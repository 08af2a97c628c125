import { Card, useTheme } from '@demiurge/design'
import { formatCount } from '@demiurge/design/format'
import { type ReactNode, useEffect, useMemo, useRef } from 'react'
import uPlot from 'uplot'
import 'uplot/dist/uPlot.min.css'
import { KEPT_SECONDS, type Second } from '../live/chain-picture.ts'
import { useLiveChain } from '../live/live-provider.tsx'

/** Transactions a second over the last two minutes of chain time. */
export function Throughput(): ReactNode {
  const { seconds } = useLiveChain()
  const data = useMemo(() => seriesOf(seconds), [seconds])
  const peak = Math.max(0, ...seconds.map(({ transactions }) => transactions))
  const total = seconds.reduce((sum, { transactions }) => sum + transactions, 0)
  return (
    <Card
      className="chart-card"
      title="Throughput"
      actions={<span className="chart-unit">transactions a second</span>}
    >
      <Chart data={data} label={`Transactions a second over two minutes; at most ${peak}.`} />
      <dl className="chart-notes">
        <div>
          <dt>Peak</dt>
          <dd>{`${formatCount(peak)} /s`}</dd>
        </div>
        <div>
          <dt>In two minutes</dt>
          <dd>{formatCount(total)}</dd>
        </div>
      </dl>
    </Card>
  )
}

type Series = [x: number[], y: number[]]

/** A value for each second, the empty ones too: a gap would look like a slow rise. */
function seriesOf(seconds: readonly Second[]): Series {
  const end = seconds.at(-1)?.at ?? 0
  const counts = new Map(seconds.map(({ at, transactions }) => [at, transactions]))
  const times = Array.from({ length: KEPT_SECONDS }, (_, index) => end - KEPT_SECONDS + 1 + index)
  return [times, times.map((at) => counts.get(at) ?? 0)]
}

function Chart({ data, label }: { readonly data: Series; readonly label: string }): ReactNode {
  const frame = useRef<HTMLDivElement>(null)
  const plot = useRef<uPlot>(undefined)
  const first = useRef(data)
  const { resolved } = useTheme()
  // The theme's colours are read when the chart is made: another theme, another chart.
  useEffect(() => {
    const target = frame.current
    if (target === null) return undefined
    const made = new uPlot(optionsOf(target), first.current, target)
    plot.current = made
    const observer = new ResizeObserver(() => made.setSize(sizeOf(target)))
    observer.observe(target)
    return () => {
      observer.disconnect()
      made.destroy()
      plot.current = undefined
    }
  }, [resolved])
  useEffect(() => {
    first.current = data
    plot.current?.setData(data)
  }, [data])
  return <div className="chart" ref={frame} role="img" aria-label={label} />
}

function optionsOf(target: HTMLElement): uPlot.Options {
  const style = getComputedStyle(target)
  const color = (name: string): string => style.getPropertyValue(name).trim()
  const axis = {
    stroke: colorOf(target, '--text-3'),
    font: `11px ${color('--font')}`,
    grid: { stroke: colorOf(target, '--border'), width: 1 },
    ticks: { show: false },
  }
  const bars = uPlot.paths.bars
  return {
    ...sizeOf(target),
    legend: { show: false },
    cursor: { y: false, points: { show: false } },
    padding: [8, 20, 0, 0],
    scales: { x: { time: true }, y: { range: (_, __, most) => [0, Math.max(4, Math.ceil(most * 1.15))] } },
    axes: [
      { ...axis, size: 32, grid: { show: false }, splits: everyHalfMinute, values: secondsAgo },
      {
        ...axis,
        size: 40,
        space: 36,
        incrs: [1, 2, 5, 10, 20, 50, 100, 200, 500, 1_000, 2_000, 5_000, 10_000],
      },
    ],
    series: [
      {},
      {
        label: 'Transactions',
        fill: colorOf(target, '--accent-text'),
        width: 0,
        points: { show: false },
        ...(bars === undefined ? {} : { paths: bars({ size: [0.7, 12], radius: 0.2 }) }),
      },
    ],
  }
}

const sizeOf = ({ clientWidth: width, clientHeight: height }: HTMLElement) => ({ width, height })

function everyHalfMinute(_: uPlot, __: number, ___: number, end: number): number[] {
  return [90, 60, 30, 0].map((ago) => end - ago)
}

function secondsAgo(_: uPlot, splits: number[]): string[] {
  const end = splits.at(-1) ?? 0
  return splits.map((at) => (at === end ? 'now' : `${end - at} s ago`))
}

/** The colour that a token has now: a canvas does not understand light-dark(). */
function colorOf(target: HTMLElement, token: string): string {
  const probe = document.createElement('span')
  probe.style.color = `var(${token})`
  target.append(probe)
  const { color } = getComputedStyle(probe)
  probe.remove()
  return color
}
