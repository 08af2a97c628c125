/** How fast long work goes and how long it still takes, from what was done so far. Times are in milliseconds. */
export function describePace(
  { done, total, before }: { readonly done: number; readonly total: number; readonly before: number },
  elapsedMs: number,
): string {
  const fresh = done - before
  if (fresh <= 0 || elapsedMs <= 0) return `${done} of ${total}`
  const perSecond = (fresh * 1_000) / elapsedMs
  const rate = perSecond >= 10 ? String(Math.round(perSecond)) : perSecond.toFixed(1)
  return `${done} of ${total}, ${rate}/s, ${describeSeconds((total - done) / perSecond)} left`
}

function describeSeconds(seconds: number): string {
  const whole = Math.ceil(seconds)
  if (whole < 60) return `${whole} s`
  const [minutes, hours] = [Math.floor(whole / 60), Math.floor(whole / 3_600)]
  return hours === 0 ? `${minutes} min ${whole % 60} s` : `${hours} h ${minutes % 60} min`
}
