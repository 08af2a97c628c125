/** RFC 3339 in UTC. */
export function timestamp(ms: number): string {
  // biome-ignore lint/plugin: formats a time that was given; no clock is read.
  return new Date(ms).toISOString()
}
